import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createDataset,
  type Dataset,
  encodeFileHead,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import type { RetrieveProgress } from "../../src/scu/retrieve.ts";
import { get, move } from "../../src/scu/retrieve-once.ts";
import { PATIENT_ROOT_GET, STUDY_ROOT_GET, STUDY_ROOT_MOVE } from "../../src/sop-class/query-retrieve.ts";
import { retrievableContexts } from "../../src/sop-class/retrievable.ts";
import { isStorageSopClass } from "../../src/sop-class/storage.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { type Loopback, rejection, startLoopback, withFolder } from "../support/loopback.ts";

const test = testSuite("dimse/scp/retrieve");

const CT = "1.2.840.10008.5.1.4.1.1.2";
const MR = "1.2.840.10008.5.1.4.1.1.4";
const { explicitVrLittleEndian, jpegBaseline } = TRANSFER_SYNTAX;
const STUDY = createDataset({ QueryRetrieveLevel: "STUDY", StudyInstanceUID: "1.2.3" });
const MOVE_CONTEXTS = [{ abstractSyntax: STUDY_ROOT_MOVE }];
const GET_CONTEXTS = [
  { abstractSyntax: STUDY_ROOT_GET },
  { abstractSyntax: CT, transferSyntaxes: [explicitVrLittleEndian], scpRole: true },
];

function instance(
  sopInstanceUid: string,
  sopClassUid = CT,
  transferSyntaxUid: string = explicitVrLittleEndian,
) {
  const dataset = createDataset({
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    PatientID: "P1",
  });
  const data = writeDataset(dataset, { transferSyntaxUid: explicitVrLittleEndian });
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, data };
}

async function fileIn(folder: string, sopInstanceUid: string): Promise<string> {
  const { sopClassUid, transferSyntaxUid, data } = instance(sopInstanceUid);
  const path = join(folder, `${sopInstanceUid}.dcm`);
  await writeFile(path, [encodeFileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid }), data]);
  return path;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function counts({ status, remaining, completed, failed, warning }: RetrieveProgress) {
  return [status, remaining, completed, failed, warning];
}

/** Two servers: one that is asked, one that objects are moved to. */
async function withDestination(
  source: DimseHandlers,
  destination: DimseHandlers,
  run: (source: Loopback, destination: Loopback) => Promise<void>,
): Promise<void> {
  const to = await startLoopback({ handlers: destination });
  const from = await startLoopback({
    handlers: source,
    resolveDestination: (aeTitle) => (aeTitle === "DEST" ? { host: "127.0.0.1", port: to.port } : undefined),
  });
  try {
    await run(from, to);
  } finally {
    await from.close();
    await to.close();
  }
}

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

async function parts(sopInstanceUid: string): Promise<Uint8Array[]> {
  const { sopClassUid, transferSyntaxUid, data } = instance(sopInstanceUid);
  return [encodeFileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid }), data];
}

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
      assert.throws(() => association.get("study", STUDY), /no store handler/);
      await association.release();
      assert.equal(
        from.of("get").map(({ status, completed, failed }) => [status, completed, failed]),
        [[0xb000, 2, 2]],
      );
    } finally {
      await from.close();
    }
  }));

/** A store handler that lets one object in after the other. */
function gate() {
  const arrived: string[] = [];
  let open = () => {};
  let wanted = 1;
  let onArrived = () => {};
  return {
    arrived,
    store: async ({ sopInstanceUid }: { sopInstanceUid: string }) => {
      arrived.push(sopInstanceUid);
      if (arrived.length === wanted) onArrived();
      await new Promise<void>((resolve) => {
        open = resolve;
      });
    },
    whenArrived: (count: number) =>
      new Promise<void>((resolve) => {
        wanted = count;
        onArrived = resolve;
        if (arrived.length >= count) resolve();
      }),
    open: () => open(),
  };
}

const FIVE = ["1.1", "1.2", "1.3", "1.4", "1.5"];

test("C-CANCEL of a C-MOVE ends it after the object in flight, and tells what remains", async () => {
  const { arrived, store, whenArrived, open } = gate();
  await withDestination({ move: () => FIVE.map((uid) => instance(uid)) }, { store }, async (from) => {
    const controller = new AbortController();
    const association = await from.connect({ contexts: MOVE_CONTEXTS });
    const options = { destination: "DEST", signal: controller.signal };
    const moved = rejection(all(association.move("study", STUDY, options)));
    await whenArrived(1);
    open();
    await whenArrived(2);
    controller.abort(new Error("enough"));
    // C-ECHO waits for its turn: the cancel is on its way before the object is answered.
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    assert.is((await moved).message, "enough");
    const event = await from.first("move");
    assert.equal([event.status, event.completed, event.failed, event.remaining], [0xfe00, 2, 0, 3]);
    assert.equal(arrived, ["1.1", "1.2"]);
    assert.is(association.isOpen, true);
    await association.release();
  });
});

test("leaving a C-GET loop early cancels it, and the association can be used on", async () => {
  const from = await startLoopback({ handlers: { get: () => FIVE.map((uid) => instance(uid)), echo() {} } });
  try {
    const association = await from.connect({
      contexts: [...GET_CONTEXTS, { abstractSyntax: VERIFICATION }],
    });
    const got: string[] = [];
    const store = ({ sopInstanceUid }: { sopInstanceUid: string }) => void got.push(sopInstanceUid);
    for await (const { completed } of association.get("study", STUDY, { store })) {
      if (completed === 1) break;
    }
    const event = await from.first("get");
    assert.is(event.status, 0xfe00);
    assert.is(event.completed, got.length);
    assert.is(event.completed + event.remaining, 5);
    assert.ok(got.length < 5, "not all of them");
    assert.is((await association.echo()).status, 0);
    await association.release();
  } finally {
    await from.close();
  }
});

test("a requestor that goes away in the middle ends the retrieval, and nothing else", async () => {
  const { store, whenArrived, open } = gate();
  const signals: AbortSignal[] = [];
  await withDestination(
    {
      move: ({ signal }) => {
        signals.push(signal);
        return FIVE.map((uid) => instance(uid));
      },
    },
    { store },
    async (from, to) => {
      const other = await from.connect({ contexts: [{ abstractSyntax: VERIFICATION }] });
      const association = await from.connect({ contexts: MOVE_CONTEXTS });
      const moved = rejection(all(association.move("study", STUDY, { destination: "DEST" })));
      await whenArrived(1);
      association.abort();
      assert.is((await moved).code, "ASSOC_ABORTED");
      await from.first("association-aborted");
      open();
      // The association with the destination is released, not left open.
      await to.first("association-released");
      assert.is(signals[0]?.aborted, true);
      assert.is(to.of("store").length, 1);
      assert.is((await other.echo()).status, 0);
      await other.release();
      assert.equal(from.of("handler-error"), []);
    },
  );
});

test("handlers that throw, refuse, return nonsense or hang", async () => {
  const handlers: DimseHandlers = {
    get({ identifier, signal }) {
      switch (identifier.get("PatientID")) {
        case "THROW":
          throw new Error("broken");
        case "REFUSE":
          throw new DimseStatusError(0xa900, "not like this");
        case "NONSENSE":
          return 5 as unknown as [];
        case "HANG":
          return (async function* () {
            yield instance("1.1");
            await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          })();
        default:
          return [undefined as unknown as string];
      }
    },
  };
  const from = await startLoopback({ handlers });
  try {
    const association = await from.connect({ contexts: [{ abstractSyntax: PATIENT_ROOT_GET }] });
    const get = (PatientID: string, signal?: AbortSignal) =>
      all(association.get("patient", createDataset({ PatientID }), { store() {}, signal }));
    const statusOf = async (id: string) => ((await rejection(get(id))) as DimseStatusError).status;
    assert.is(await statusOf("THROW"), 0xc000);
    assert.is(await statusOf("REFUSE"), 0xa900);
    assert.is(await statusOf("NONSENSE"), 0xc000);
    assert.is(await statusOf("NOTHING"), 0xa702);
    assert.equal(
      from.of("handler-error").map(({ service, error }) => [service, (error as Error).name]),
      [
        ["C-GET", "Error"],
        ["C-GET", "TypeError"],
      ],
    );
    const controller = new AbortController();
    const hanging = rejection(get("HANG", controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 30));
    controller.abort(new Error("waited enough"));
    assert.is((await hanging).message, "waited enough");
    assert.is(from.of("get").at(-1)?.status, 0xfe00);
    await association.release();
  } finally {
    await from.close();
  }
});

test("what goes wrong where the objects of a C-GET arrive is counted, and told there", async () => {
  const from = await startLoopback({ handlers: { get: () => FIVE.map((uid) => instance(uid)) } });
  const events: unknown[] = [];
  try {
    const association = await from.connect({
      contexts: GET_CONTEXTS,
      handlers: {
        store({ sopInstanceUid }) {
          if (sopInstanceUid === "1.2") throw new Error("no room in my head");
          if (sopInstanceUid === "1.3") throw new DimseStatusError(0xa900);
        },
      },
      onEvent: (event) => {
        events.push(event.type === "handler-error" ? (event.error as Error).message : event.type);
        throw new Error("a listener that throws");
      },
    });
    const last = (await all(association.get("study", STUDY))).at(-1) as RetrieveProgress;
    assert.equal(counts(last), [0xb000, undefined, 3, 2, 0]);
    assert.equal(last.failedSopInstanceUids, ["1.2", "1.3"]);
    assert.is(last.errorComment, "0110 processing failure");
    assert.equal(events, ["store", "no room in my head", "store", "store", "store", "store"]);
    // The end of the association in a handler of the requestor ends the retrieval on both sides.
    const store = () => association.abort();
    assert.is((await rejection(all(association.get("study", STUDY, { store })))).code, "ASSOC_ABORTED");
    await from.first("association-aborted");
    assert.equal(from.of("handler-error"), []);
  } finally {
    await from.close();
  }
});

test("what has no handler is refused, and one C-GET runs at a time", async () => {
  const from = await startLoopback({
    handlers: { get: () => [instance("1.1")] },
    contexts: [STUDY_ROOT_GET, STUDY_ROOT_MOVE],
    asyncOperations: { maxPerformed: 2 },
  });
  try {
    const association = await from.connect({
      contexts: [...MOVE_CONTEXTS, { abstractSyntax: STUDY_ROOT_GET }],
      asyncOperations: { maxInvoked: 2 },
    });
    const moved = (await rejection(
      all(association.move("study", STUDY, { destination: "X" })),
    )) as DimseStatusError;
    assert.is(moved.status, 0x0122);
    const both = await Promise.allSettled(
      [1, 2].map(() => all(association.get("study", STUDY, { store() {} }))),
    );
    const codes = both.map((one) =>
      one.status === "rejected" ? (one.reason as DimseStatusError).code : "ok",
    );
    assert.equal(codes, ["DIMSE_STATUS", "STATE_OVERRIDDEN"]);
    await association.release();
  } finally {
    await from.close();
  }
});

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
