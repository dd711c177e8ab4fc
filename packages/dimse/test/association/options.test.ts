import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type AssociationLimits,
  DEFAULT_LIMITS,
  DEFAULT_TIMEOUTS,
  resolveLimits,
  resolveTimeouts,
} from "../../src/association/options.ts";
import { ProgressTimer } from "../../src/association/progress-timer.ts";
import { connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { rejection, startLoopback } from "../support/loopback.ts";

const test = testSuite("dimse/association/options");

const contexts = [{ abstractSyntax: VERIFICATION }];

test("what is not given, or is undefined, has its default", () => {
  assert.equal(resolveTimeouts(undefined), DEFAULT_TIMEOUTS);
  assert.equal(resolveTimeouts(Object.fromEntries([["idleMs", undefined]])), DEFAULT_TIMEOUTS);
  assert.equal(resolveLimits(DEFAULT_LIMITS, undefined), DEFAULT_LIMITS);
  assert.equal(resolveLimits(DEFAULT_LIMITS, { maxAssociateItems: 5 }), {
    ...DEFAULT_LIMITS,
    maxAssociateItems: 5,
  });
});

test("a time limit that no timer can keep is none", () => {
  for (const idleMs of [Number.POSITIVE_INFINITY, 2 ** 31, 0])
    assert.is(resolveTimeouts({ idleMs }).idleMs, 0);
  assert.is(resolveTimeouts({ idleMs: 2 ** 31 - 1 }).idleMs, 2 ** 31 - 1);
});

test("limits that are none are mistakes of the caller, on both sides", async () => {
  const timeouts = [-1, Number.NaN, "soon"].map((value) => ({ progressMs: value as number }));
  const limits: Partial<AssociationLimits>[] = [
    ...[-1, 1.5, Number.NaN, 2 ** 32, Number.POSITIVE_INFINITY].map((n) => ({ maxPduLengthBytes: n })),
    { maxAssociateItems: Number.NaN },
    { maxQueuedRequests: 0 },
    { maxQueuedResponses: 0 },
    { maxCommandLengthBytes: -1 },
  ];
  const target = { host: "127.0.0.1", port: 1, contexts };
  for (const [code, options] of [
    ...timeouts.map((value) => ["ARG_TIMEOUT", { timeouts: value }] as const),
    ...limits.map((value) => ["ARG_LIMIT", { limits: value }] as const),
  ]) {
    for (const calling of [connect({ ...target, ...options }), startLoopback({ handlers: {}, ...options })]) {
      const error = await rejection(calling);
      assert.is(error.code, code, JSON.stringify(options));
    }
  }
});

test("associations without any time limit", async () => {
  const names = Object.keys(DEFAULT_TIMEOUTS);
  const timeouts = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY]));
  const loopback = await startLoopback({
    timeouts,
    handlers: { echo: () => new Promise((resolve) => setTimeout(resolve, 20)) },
  });
  const association = await loopback.connect({ contexts, timeouts });
  assert.is((await association.echo({ timeoutMs: Number.POSITIVE_INFINITY })).status, 0);
  const closing = loopback.server.close({ drainMs: Number.POSITIVE_INFINITY });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(association.isOpen, "the server waits");
  await association.release();
  await closing;
});

test("a timer of more than 24 days does not fire at once", async () => {
  const timer = new ProgressTimer(() => assert.unreachable());
  for (const timeoutMs of [2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY]) {
    timer.watch("response", timeoutMs);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  timer.stop();
});
