/** Every service in the same plight: its handler throws, refuses, returns nonsense or hangs; cancel, abort, disconnection. */
import { createDataset, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import type { Association } from "../../src/scu/association.ts";
import { MPPS } from "../../src/sop-class/mpps.ts";
import { STUDY_ROOT_GET, STUDY_ROOT_MOVE } from "../../src/sop-class/query-retrieve.ts";
import { STORAGE_COMMITMENT } from "../../src/sop-class/storage-commitment.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { createMemoryTransportPair } from "../../src/transport/memory.ts";
import { type Loopback, rejection, startLoopback } from "../support/loopback.ts";

const CT = "1.2.840.10008.5.1.4.1.1.2";
const CONTEXTS = [
  { abstractSyntax: VERIFICATION },
  { abstractSyntax: CT, scuRole: true, scpRole: true },
  { abstractSyntax: MODALITY_WORKLIST_FIND },
  { abstractSyntax: STUDY_ROOT_GET },
  { abstractSyntax: STUDY_ROOT_MOVE },
  { abstractSyntax: MPPS },
  { abstractSyntax: STORAGE_COMMITMENT, scuRole: true, scpRole: true },
];
const ACCEPTED = CONTEXTS.map(({ abstractSyntax, scpRole }) => ({
  abstractSyntax,
  transferSyntaxes: [TRANSFER_SYNTAX.explicitVrLittleEndian],
  ...(scpRole && { allowsRequestorAsScp: true }),
}));
const dataset = createDataset({ PatientID: "1" });
const OBJECT = {
  sopClassUid: CT,
  sopInstanceUid: "1.2.3.4",
  transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
  data: new Uint8Array(300_000),
};
const INSTANCE = { sopClassUid: MPPS, sopInstanceUid: "1.2" };

type Handler = keyof DimseHandlers;
/** What a handler does: before anything, or after its first result. */
type Act = (signal: AbortSignal) => unknown;

interface Service {
  name: string;
  handler: Handler;
  /** Status for a handler that throws something unknown. */
  failure: number;
  /** Whether C-CANCEL ends it without the association. */
  isCancellable: boolean;
  call(association: Association, signal?: AbortSignal, timeoutMs?: number): Promise<number>;
}

/** Returns the last status, also where it is thrown. */
async function statusOf(responses: AsyncIterable<{ status?: number }>): Promise<number> {
  let status = 0;
  try {
    for await (const response of responses) status = response.status ?? 0;
  } catch (error) {
    if (error instanceof DimseStatusError) return error.status;
    throw error;
  }
  return status;
}

async function* asResponses(matches: AsyncIterable<unknown>): AsyncGenerator<{ status?: number }> {
  for await (const _ of matches) yield {};
}

const single = (
  name: string,
  handler: Handler,
  call: (a: Association, signal?: AbortSignal, timeoutMs?: number) => Promise<{ status: number }>,
): Service => ({
  ...{ name, handler, failure: 0x0110, isCancellable: false },
  call: async (association, signal, timeoutMs) => (await call(association, signal, timeoutMs)).status,
});
const several = (name: string, handler: Handler, call: Service["call"]): Service => ({
  ...{ name, handler, failure: 0xc000, isCancellable: true, call },
});

const SERVICES: readonly Service[] = [
  single("C-ECHO", "echo", (a, signal, timeoutMs) => a.echo({ signal, timeoutMs })),
  single("C-STORE", "store", (a, signal, timeoutMs) => a.store(OBJECT, { signal, timeoutMs })),
  several("C-FIND", "find", (a, signal, timeoutMs) =>
    statusOf(asResponses(a.find("worklist", dataset, { signal, timeoutMs }))),
  ),
  several("C-GET", "get", (a, signal, timeoutMs) =>
    statusOf(a.get("study", dataset, { store() {}, signal, timeoutMs })),
  ),
  several("C-MOVE", "move", (a, signal, timeoutMs) =>
    statusOf(a.move("study", dataset, { destination: "X", signal, timeoutMs })),
  ),
  single("N-CREATE", "nCreate", (a, signal, timeoutMs) =>
    a.nCreate({ ...INSTANCE, dataset }, { signal, timeoutMs }),
  ),
  single("N-SET", "nSet", (a, signal, timeoutMs) => a.nSet({ ...INSTANCE, dataset }, { signal, timeoutMs })),
  single("N-GET", "nGet", (a, signal, timeoutMs) => a.nGet(INSTANCE, { signal, timeoutMs })),
  single("N-DELETE", "nDelete", (a, signal, timeoutMs) => a.nDelete(INSTANCE, { signal, timeoutMs })),
  single("N-ACTION", "nAction", (a, signal, timeoutMs) =>
    a.nAction({ ...INSTANCE, actionTypeId: 1 }, { signal, timeoutMs }),
  ),
  single("N-EVENT-REPORT", "nEventReport", (a, signal, timeoutMs) =>
    a.nEventReport(
      { sopClassUid: STORAGE_COMMITMENT, sopInstanceUid: "1.2", eventTypeId: 1 },
      { signal, timeoutMs },
    ),
  ),
];

/** A handler that acts at once, or in the middle of its work. */
function handlerOf({ handler }: Service, act: Act, isMidway: boolean): DimseHandlers {
  if (handler === "find" || handler === "get" || handler === "move") {
    return {
      async *[handler]({ signal }: { signal: AbortSignal }) {
        if (isMidway) yield handler === "find" ? dataset : OBJECT;
        yield* ((await act(signal)) ?? []) as [];
      },
    };
  }
  if (handler === "store") {
    return {
      async store(request) {
        if (isMidway) for await (const _ of request.stream) break;
        await act(request.signal);
      },
    };
  }
  return { [handler]: async ({ signal }: { signal: AbortSignal }) => act(signal) };
}

const hang = (signal: AbortSignal) =>
  new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));

/** An act that hangs until its signal fires, and when it began and ended. */
function hanging(): { act: Act; running: Promise<void>; ended: Promise<void> } {
  let begin = () => {};
  let end = () => {};
  const running = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const act = async (signal: AbortSignal) => {
    begin();
    await hang(signal);
    end();
  };
  return { act, running, ended };
}

async function session(
  handlers: DimseHandlers,
  run: (loopback: Loopback, association: Association, other: Association) => Promise<void>,
): Promise<void> {
  const loopback = await startLoopback({
    handlers,
    contexts: ACCEPTED,
    resolveDestination: () => ({ host: "127.0.0.1", port: 1 }),
  });
  try {
    const association = await loopback.connect({ contexts: CONTEXTS });
    const other = await loopback.connect({ contexts: [{ abstractSyntax: VERIFICATION }] });
    await run(loopback, association, other);
    // Whatever happened, it was none of the other association's business.
    if (other.isOpen && loopback.server.associations.length > 0 && !handlers.echo) {
      assert.is((await other.echo()).status, 0);
      await other.release();
    }
  } finally {
    await loopback.close();
  }
}

for (const service of SERVICES) {
  const test = testSuite(`dimse/every service/${service.name}`);
  const { name, failure, isCancellable, call } = service;

  for (const isMidway of [false, true]) {
    const when = isMidway ? "in the middle" : "at once";

    test(`a handler that throws ${when}`, () => {
      const act = () => {
        throw new Error("broken");
      };
      return session(handlerOf(service, act, isMidway), async (loopback, association) => {
        assert.is(await call(association), failure);
        assert.equal(
          loopback.of("handler-error").map((event) => event.service),
          [name],
        );
        assert.ok(association.isOpen);
        await association.release();
      });
    });

    test(`a handler that refuses ${when}`, () => {
      const act = () => {
        throw new DimseStatusError(0x0124, "not you");
      };
      return session(handlerOf(service, act, isMidway), async (loopback, association) => {
        assert.is(await call(association), 0x0124);
        assert.equal(loopback.of("handler-error"), []);
        await association.release();
      });
    });

    test(`a handler that hangs ${when}, and its requestor aborts`, async () => {
      const { act, running, ended } = hanging();
      await session(handlerOf(service, act, isMidway), async (loopback, association) => {
        const called = rejection(call(association));
        await running;
        association.abort();
        assert.is((await called).code, "ASSOC_ABORTED");
        await loopback.first("association-aborted");
        await ended;
        assert.equal(loopback.of("handler-error"), []);
      });
    });
  }

  test("a handler that throws a status that ends nothing", () => {
    const act = () => {
      throw new DimseStatusError(0xff00, "wait");
    };
    return session(handlerOf(service, act, false), async (loopback, association) => {
      assert.is(await call(association), failure);
      assert.is(loopback.of("handler-error").length, 1);
      await association.release();
    });
  });

  test("a handler that returns nonsense", async () => {
    const nonsense = { status: "fine", dataset: 7 };
    const handlers = { [service.handler]: () => nonsense } as unknown as DimseHandlers;
    await session(handlers, async (loopback, association) => {
      // What a handler of C-ECHO or C-STORE returns means nothing.
      const isIgnored = service.handler === "echo" || service.handler === "store";
      assert.is(await call(association), isIgnored ? 0 : failure);
      assert.is(loopback.of("handler-error").length, isIgnored ? 0 : 1);
      await association.release();
    });
  });

  test("a connection that is lost in the middle", async () => {
    const { act, running } = hanging();
    await session(handlerOf(service, act, true), async (loopback) => {
      const [near, far] = createMemoryTransportPair();
      loopback.server.take(far);
      const association = await loopback.connect({ contexts: CONTEXTS, openTransport: async () => near });
      const called = rejection(call(association));
      await running;
      near.reset();
      assert.is((await called).code, "ASSOC_ABORTED");
      const event = await loopback.first("association-aborted");
      assert.is(event.error.code, "ASSOC_ABORTED");
    });
  });

  test("a server that closes in the middle", async () => {
    const { act, running } = hanging();
    await session(handlerOf(service, act, true), async (loopback, association) => {
      const called = rejection(call(association));
      await running;
      await loopback.server.close({ drainMs: 0 });
      assert.is((await called).code, "ASSOC_ABORTED");
    });
  });

  test(isCancellable ? "a signal cancels it" : "a signal aborts the association", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const act = (signal: AbortSignal) => {
      controller.abort(reason);
      return hang(signal);
    };
    await session(handlerOf(service, act, false), async (loopback, association) => {
      assert.is(await rejection(call(association, controller.signal)), reason);
      assert.is(association.isOpen, isCancellable);
      if (!isCancellable) return;
      const [event] = loopback.events.filter(({ type }) => type === service.handler);
      assert.is(event && "status" in event && event.status, 0xfe00);
      await association.release();
    });
  });

  test("a time limit that is no number is refused before anything is sent", async () => {
    await session({}, async (loopback, association) => {
      const error = await rejection(call(association, undefined, Number.NaN));
      assert.is(error.code, "ARG_TIMEOUT");
      assert.equal(loopback.of("unsupported-request"), []);
      await association.release();
    });
  });

  test("the response is not waited for longer than asked for", async () => {
    const { act, ended } = hanging();
    await session(handlerOf(service, act, false), async (_, association) => {
      const error = await rejection(call(association, undefined, 50));
      assert.is(error.code, "TIMEOUT");
      assert.not.ok(association.isOpen);
      await ended;
    });
  });

  test("a signal that has fired already sends nothing", async () => {
    let callCount = 0;
    const act = () => {
      callCount += 1;
    };
    await session(handlerOf(service, act, false), async (_, association) => {
      const reason = new Error("never mind");
      assert.is(await rejection(call(association, AbortSignal.abort(reason))), reason);
      assert.ok(association.isOpen);
      await association.release();
      assert.is(callCount, 0);
    });
  });
}
