import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, type Dataset, readDicomFile, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import type { RetrieveProgress } from "../../src/scu/retrieve.ts";
import { get, move } from "../../src/scu/retrieve-once.ts";
import { retrievableContexts } from "../../src/sop-class/retrievable.ts";
import { isStorageSopClass } from "../../src/sop-class/storage.ts";
import { rejection, startLoopback, withFolder } from "../support/loopback.ts";
import {
  all,
  CT,
  counts,
  fileIn,
  GET_CONTEXTS,
  instance,
  MOVE_CONTEXTS,
  MR,
  parts,
  STUDY,
  withDestination,
} from "../support/retrieve.ts";

const test = testSuite("dimse/scp/retrieve");

const { explicitVrLittleEndian, jpegBaseline } = TRANSFER_SYNTAX;

test("C-MOVE sends what the handler names, and counts", () =>
  withFolder(async (folder) => {
    const received: { uid: string; by: string; called: string; originator: unknown; patientId: unknown }[] =
      [];
    let asked: { identifier: Dataset; destination: string; priority: number } | undefined;
    await withDestination(
      {
        async *move({ identifier, destinationAeTitle: destination, priority }) {
          asked = { identifier, destination, priority };
          yield await fileIn(folder, "1.2.3.1");
          yield readDicomFile(new Uint8Array(Buffer.concat(await parts("1.2.3.2"))));
          yield instance("1.2.3.3", MR);
        },
      },
      {
        async store(request) {
          const { callingAeTitle: by, calledAeTitle: called } = request.association;
          const dataset = await request.dataset();
          const originator = request.moveOriginator;
          received.push({
            uid: request.sopInstanceUid,
            by,
            called,
            originator,
            patientId: dataset.get("PatientID"),
          });
        },
      },
      async (from, to) => {
        const association = await from.connect({ contexts: MOVE_CONTEXTS, callingAeTitle: "ASKER" });
        const options = { destination: "DEST", priority: 1 };
        const progress = await all(association.move("study", STUDY, options));
        assert.equal(progress.map(counts), [
          [0xff00, 2, 1, 0, 0],
          [0xff00, 1, 2, 0, 0],
          [0x0000, undefined, 3, 0, 0],
        ]);
        assert.equal(progress.at(-1)?.failedSopInstanceUids, []);
        await association.release();
        assert.is(asked?.identifier.get("StudyInstanceUID"), "1.2.3");
        assert.equal([asked?.destination, asked?.priority], ["DEST", 1]);
        assert.equal(
          received,
          ["1.2.3.1", "1.2.3.2", "1.2.3.3"].map((uid) => ({
            uid,
            by: "MINIPACS",
            called: "DEST",
            originator: { aeTitle: "ASKER", messageId: 1 },
            patientId: "P1",
          })),
        );
        const [event] = from.of("move");
        assert.equal(
          [event?.status, event?.completed, event?.remaining, event?.destinationAeTitle],
          [0, 3, 0, "DEST"],
        );
        assert.equal(
          from.of("sub-operation").map(({ sopInstanceUid, status }) => [sopInstanceUid, status]),
          [
            ["1.2.3.1", 0],
            ["1.2.3.2", 0],
            ["1.2.3.3", 0],
          ],
        );
        // One association for all of it, and released.
        await to.first("association-released");
        assert.is(to.of("association-opened").length, 1);
      },
    );
  }));

test("C-MOVE: failures, warnings and what cannot be read are counted and named", () =>
  withFolder(async (folder) => {
    await withDestination(
      {
        async *move() {
          yield instance("1.1");
          yield instance("1.2");
          yield instance("1.3");
          yield join(folder, "missing.dcm");
          yield 7 as unknown as string;
        },
      },
      {
        store({ sopInstanceUid }) {
          if (sopInstanceUid === "1.2") throw new DimseStatusError(0xa700, "full");
          if (sopInstanceUid === "1.3") throw new DimseStatusError(0xb007);
        },
      },
      async (from) => {
        const association = await from.connect({ contexts: MOVE_CONTEXTS });
        const progress = await all(association.move("study", STUDY, { destination: "DEST" }));
        const last = progress.at(-1) as RetrieveProgress;
        assert.equal(counts(last), [0xb000, undefined, 1, 3, 1]);
        assert.equal(last.failedSopInstanceUids, ["1.2"]);
        assert.is(last.errorComment, "A700 out of resources");
        assert.is(progress.length, 5);
        await association.release();
        assert.equal(
          from.of("sub-operation").map(({ status, error }) => status ?? (error as Error).name),
          [0, 0xa700, 0xb007, "Error", "TypeError"],
        );
      },
    );
  }));

test("C-MOVE: nothing to send, an unknown destination, one that is not there", async () => {
  const handlers: DimseHandlers = {
    move: ({ identifier }) => (identifier.get("PatientID") ? [] : [instance("1.1")]),
  };
  const gone = await startLoopback({ handlers: {} });
  await gone.close();
  const from = await startLoopback({
    handlers,
    resolveDestination: (title) => (title === "GONE" ? { host: "127.0.0.1", port: gone.port } : undefined),
  });
  try {
    const association = await from.connect({ contexts: MOVE_CONTEXTS });
    const nothing = createDataset({ PatientID: "X" });
    const [none] = await all(association.move("study", nothing, { destination: "GONE" }));
    assert.equal(counts(none as RetrieveProgress), [0, undefined, 0, 0, 0]);
    const unknown = (await rejection(
      all(association.move("study", STUDY, { destination: "NOWHERE" })),
    )) as DimseStatusError;
    assert.equal([unknown.status, unknown.errorComment], [0xa801, "unknown destination NOWHERE"]);
    const refused = (await rejection(
      all(association.move("study", STUDY, { destination: "GONE" })),
    )) as DimseStatusError;
    assert.is(refused.status, 0xa702);
    assert.match(refused.errorComment ?? "", /connect/i);
    assert.equal(refused.details.failedSopInstanceUids, ["1.1"]);
    assert.is(refused.details.failed, 1);
    await association.release();
  } finally {
    await from.close();
  }
});

test("C-MOVE: a destination that goes away in the middle", async () => {
  let storedCount = 0;
  await withDestination(
    { move: () => [instance("1.1"), instance("1.2"), instance("1.3")] },
    {
      store() {
        storedCount += 1;
      },
    },
    async (from, to) => {
      const association = await from.connect({ contexts: MOVE_CONTEXTS });
      const progress: RetrieveProgress[] = [];
      for await (const step of association.move("study", STUDY, { destination: "DEST" })) {
        progress.push(step);
        if (progress.length === 1) await to.server.close({ drainMs: 0 });
      }
      const last = progress.at(-1) as RetrieveProgress;
      assert.is(last.status, 0xb000);
      assert.is(last.completed + last.failed, 3);
      assert.ok(last.failed > 0);
      assert.equal(last.failedSopInstanceUids, ["1.2", "1.3"].slice(-last.failed));
      assert.is(storedCount, last.completed);
      await association.release();
    },
  );
});

test("C-GET brings objects over the same association", () =>
  withFolder(async (folder) => {
    const from = await startLoopback({
      handlers: {
        async *get({ identifier }) {
          assert.is(identifier.get("QueryRetrieveLevel"), "STUDY");
          yield await fileIn(folder, "1.2.3.1");
          yield instance("1.2.3.2");
          yield instance("1.2.3.3", MR);
          yield instance("1.2.3.4", CT, jpegBaseline);
        },
      },
    });
    try {
      const association = await from.connect({ contexts: GET_CONTEXTS });
      const store: DimseHandlers["store"] = async (request) => {
        await request.save(join(folder, `got-${request.sopInstanceUid}`));
      };
      const progress = await all(association.get("study", STUDY, { store }));
      assert.equal(progress.map(counts), [
        [0xff00, 3, 1, 0, 0],
        [0xff00, 2, 2, 0, 0],
        [0xff00, 1, 2, 1, 0],
        [0xb000, undefined, 2, 2, 0],
      ]);
      assert.equal(progress.at(-1)?.failedSopInstanceUids, ["1.2.3.3", "1.2.3.4"]);
      const got = (await readdir(folder)).filter((name) => name.startsWith("got-")).sort();
      assert.equal(got, ["got-1.2.3.1", "got-1.2.3.2"]);
      // Nothing takes objects outside a retrieval.
      assert.is((await rejection(all(association.get("study", STUDY)))).code, "ARG_STORE_HANDLER");
      await association.release();
      assert.equal(
        from.of("get").map(({ status, completed, failed }) => [status, completed, failed]),
        [[0xb000, 2, 2]],
      );
    } finally {
      await from.close();
    }
  }));

test("get and move for scripts", async () => {
  const got: string[] = [];
  const store: DimseHandlers["store"] = ({ sopInstanceUid, transferSyntaxUid }) =>
    void got.push(`${sopInstanceUid} ${transferSyntaxUid}`);
  const objects = [instance("1.1"), instance("1.2", CT, jpegBaseline), instance("1.3", MR)];
  await withDestination({ get: () => objects, move: () => objects }, { store }, async (from, to) => {
    const target = { host: "127.0.0.1", port: from.port };
    const expected = [
      `1.1 ${explicitVrLittleEndian}`,
      `1.2 ${jpegBaseline}`,
      `1.3 ${explicitVrLittleEndian}`,
    ];
    const last = (await all(get(target, "study", STUDY, { store }))).at(-1) as RetrieveProgress;
    assert.equal(counts(last), [0, undefined, 3, 0, 0]);
    assert.equal(got.splice(0), expected);
    const contexts = [{ abstractSyntax: MR }];
    const some = (await all(get(target, "patient", STUDY, { store, contexts }))).at(-1) as RetrieveProgress;
    assert.equal(counts(some), [0xb000, undefined, 1, 2, 0]);
    assert.equal(got.splice(0), expected.slice(2));
    for await (const { completed } of move(target, "study", STUDY, { destination: "DEST" })) {
      if (completed === 1) break;
    }
    await to.first("association-released");
    await from.first("move");
    assert.equal(
      from.of("association-released").map(({ association }) => association.contexts.length),
      [1 + retrievableContexts().length, 2, 1],
    );
    assert.equal(got, expected.slice(0, got.length));
  });
});

test("what is offered for C-GET fits an association, and every UID is a storage class", () => {
  const offers = retrievableContexts();
  assert.ok(offers.length < 128, `${offers.length} contexts and that of the C-GET`);
  for (const { abstractSyntax } of offers) assert.ok(isStorageSopClass(abstractSyntax), abstractSyntax);
  const keys = offers.map(({ abstractSyntax, transferSyntaxes }) => `${abstractSyntax} ${transferSyntaxes}`);
  assert.is(new Set(keys).size, offers.length);
});
