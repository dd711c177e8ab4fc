import { createDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import type { RetrieveProgress } from "../../src/scu/retrieve.ts";
import { PATIENT_ROOT_GET, STUDY_ROOT_GET, STUDY_ROOT_MOVE } from "../../src/sop-class/query-retrieve.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { rejection, startLoopback } from "../support/loopback.ts";
import {
  all,
  counts,
  FIVE,
  GET_CONTEXTS,
  gate,
  instance,
  MOVE_CONTEXTS,
  STUDY,
  withDestination,
} from "../support/retrieve.ts";

const test = testSuite("dimse/scp/retrieve ends");

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
