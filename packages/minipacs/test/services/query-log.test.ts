import { createDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { QueryLog, type QueryLogOptions } from "../../src/services/query-log.ts";
import { WorklistStore } from "../../src/services/worklist-store.ts";

const test = testSuite("minipacs/query log");

const peer = {
  ...{ associationId: 1, callingAeTitle: "CT1", calledAeTitle: "MINIPACS" },
  ...{ remoteAddress: "127.0.0.1", remotePort: 1 },
};

function filled(options: QueryLogOptions, queryCount: number, changes: boolean) {
  const log = new QueryLog(options);
  const store = new WorklistStore();
  store.add(Array.from({ length: 10 }, () => ({ dataset: createDataset() })));
  for (let number = 0; number < queryCount; number += 1) {
    if (changes) store.add([{ dataset: createDataset() }]);
    const entries = store.list();
    log.add({ peer, identifier: createDataset(), keys: [], warnings: [], entries, options: {} });
  }
  return log.list().map(({ id }) => id);
}

test("keeps the latest queries", () => {
  assert.equal(filled({ queryCount: 3 }, 5, false), [3, 4, 5]);
  assert.equal(filled({}, 250, false).length, 200);
});

test("a worklist that did not change is kept once; of those that changed no more than there is room for", () => {
  assert.equal(filled({ entryCount: 30 }, 5, false), [1, 2, 3, 4, 5]);
  // 14 and 15 entries at the last two.
  assert.equal(filled({ entryCount: 30 }, 5, true), [4, 5]);
  assert.equal(filled({ entryCount: 5 }, 5, true), [5]);
});

test("an entry that fits and was not answered says so", () => {
  const log = new QueryLog();
  const store = new WorklistStore();
  const [entry] = store.add([{ dataset: createDataset({ AccessionNumber: "A1" }) }]);
  const identifier = createDataset({ AccessionNumber: "A1" });
  const entries = store.list();
  const query = log.add({ peer, identifier, keys: [], warnings: [], entries, options: {} });
  assert.equal(log.lines(query.id), ["A1: fits, but the query had ended"]);
  query.answered.push(entry as NonNullable<typeof entry>);
  assert.equal(log.lines(query.id), ["A1: answered"]);
});
