import { isDicomError } from "@minipacs/dicom-core";
import { echo, TimeoutError } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { EventBus } from "../../src/events/event-bus.ts";
import { nextEvent } from "../../src/events/next-event.ts";
import { rejection } from "../support/rejection.ts";
import { targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/next event");

const warning = (code: string) => ({ type: "warning", code, message: "", peer: undefined }) as const;
const storageChanged = { type: "storage.changed", dataDir: undefined } as const;

test("resolves with the first event from now on that fits", async () => {
  const bus = new EventBus();
  bus.publish(warning("A"));
  const next = nextEvent(bus, "warning", ({ code }) => code !== "B");
  const any = nextEvent(bus, "warning");
  bus.publish(storageChanged);
  bus.publish(warning("B"));
  bus.publish(warning("C"));
  bus.publish(warning("D"));
  assert.is((await next).code, "C");
  assert.is((await any).code, "B");
});

test("after its time it says what came instead", async () => {
  const bus = new EventBus();
  const none = nextEvent(bus, "echo", undefined, { timeoutMs: 5 });
  const error = await rejection(none);
  assert.instance(error, TimeoutError);
  assert.is(error.code, "TIMEOUT");
  assert.is(error.message, "no event echo within 5 ms; seen: nothing");
  const unfit = nextEvent(bus, "warning", () => false, { timeoutMs: 20 });
  bus.publish(warning("A"));
  bus.publish(storageChanged);
  bus.publish(warning("B"));
  const { message } = await rejection(unfit);
  assert.is(message, "no event warning that fits within 20 ms; seen: 2 × warning, 1 × storage.changed");
});

test("ends by its signal, by what the predicate throws, and with the server", async () => {
  const bus = new EventBus();
  const abort = new AbortController();
  const options = { signal: abort.signal, timeoutMs: Number.POSITIVE_INFINITY };
  const aborted = rejection(nextEvent(bus, "echo", undefined, options));
  const reason = new Error("mine");
  abort.abort(reason);
  assert.is(await aborted, reason);
  assert.is(await rejection(nextEvent(bus, "echo", undefined, options)), reason);
  const broken = rejection(
    nextEvent(bus, "storage.changed", () => {
      throw reason;
    }),
  );
  bus.publish(storageChanged);
  assert.is(await broken, reason);
  const closed = rejection(nextEvent(bus, "echo"));
  bus.close();
  assert.ok(isDicomError(await closed, "STATE_CLOSED"));
  assert.ok(isDicomError(await rejection(nextEvent(bus, "echo")), "STATE_CLOSED"));
  for (const timeoutMs of [-1, Number.NaN]) {
    assert.is((await rejection(nextEvent(bus, "echo", undefined, { timeoutMs }))).code, "ARG_TIMEOUT");
  }
});

test("a server has it, typed by the name", () =>
  withPacs(async (pacs) => {
    const next = pacs.next("echo", ({ peer }) => peer.callingAeTitle === "TEST-SCU", { timeoutMs: 5000 });
    await echo(targetOf(pacs));
    const { status, peer } = await next;
    assert.equal([status, peer.calledAeTitle], [0, "ANY-SCP"]);
  }));
