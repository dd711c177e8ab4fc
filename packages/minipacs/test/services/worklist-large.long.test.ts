import { createDataset, type DatasetInit } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { largeEntry, timeQuery } from "../support/large-worklist.ts";
import { withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/large worklist", { timeoutMs: 240_000 });

/** The slice holds two entries of each day of a station. */
const ENTRY_COUNT = runCount(40_000, 100_000);
/** Ten times what is promised: tests run beside others. */
const BOUND_MS = 200;
/** Decoding each of them takes seconds. */
const SEARCH_BOUND_MS = 1000;

const step = (keys: DatasetInit) => ({ ScheduledProcedureStepSequence: [keys] });
/** The 2nd of January 2026 at one station of 20: entries 1, 20,001 … */
const DAY_OF_STATION = step({
  ScheduledStationAETitle: "STATION0",
  ScheduledProcedureStepStartDate: "20260102",
});
const accessionNumbers = (entries: number[]) => entries.filter((n) => n < ENTRY_COUNT).map((n) => `ACC-${n}`);
const QUERIES: [string, DatasetInit, string[]][] = [
  ["a day of a station", DAY_OF_STATION, accessionNumbers([1, 20_001, 40_001, 60_001, 80_001])],
  ["an accession number", { AccessionNumber: "ACC-34321" }, ["ACC-34321"]],
  ["a patient with a wildcard name", { PatientID: "P-777", PatientName: "muster*" }, ["ACC-777"]],
  ["a study", { StudyInstanceUID: "1.2.3.39999" }, ["ACC-39999"]],
  [
    "a range of two days and a modality",
    step({
      Modality: "MR",
      ScheduledProcedureStepStartDate: "20260101-20260102",
      ScheduledStationAETitle: "STATION1",
    }),
    accessionNumbers([1000, 1001, 21_000, 21_001, 41_000, 41_001, 61_000, 61_001, 81_000, 81_001]),
  ],
  ["nothing", { AccessionNumber: "ACC-X" }, []],
];

test("many entries: what is asked for selectively is found at once, after a restart too", () =>
  withFolder(async (dataDir) => {
    const options = { ephemeral: false, dataDir, samples: false };
    await withPacs(async (pacs) => {
      for (let first = 0; first < ENTRY_COUNT; first += 10_000) {
        pacs.worklist.add(Array.from({ length: 10_000 }, (_, n) => ({ dataset: largeEntry(first + n) })));
      }
    }, options);
    await withPacs(async (pacs) => {
      assert.is(pacs.worklist.size, ENTRY_COUNT);
      for (const [what, keys, expected] of QUERIES) {
        const query = createDataset({ AccessionNumber: undefined, ...keys });
        const { accessionNumbers: found, medianMs } = await timeQuery(pacs, query);
        assert.equal(found, expected, what);
        assert.ok(medianMs < BOUND_MS, `${what}: ${medianMs} ms`);
        if (process.env.MINIPACS_SHOW_TIMES) console.log(what, medianMs.toFixed(1), "ms");
      }
      for (const [text, count] of [
        ["patient34321", 1],
        ["schädel", ENTRY_COUNT],
        ["nobody", 0],
      ] as const) {
        const startedMs = performance.now();
        assert.is((await pacs.worklist.search(text)).size, count, text);
        const tookMs = performance.now() - startedMs;
        assert.ok(tookMs < SEARCH_BOUND_MS, `${text}: ${tookMs} ms`);
        if (process.env.MINIPACS_SHOW_TIMES) console.log(text, tookMs.toFixed(1), "ms");
      }
      if (process.env.MINIPACS_SHOW_TIMES) console.log(process.memoryUsage());
    }, options);
  }));
