/** Calibration and measuring, on a clock that only the sides move. */
import * as assert from "uvu/assert";
import { testSuite } from "../test/suite.ts";
import { type BenchCase, OURS, type SideResult } from "./case.ts";
import { measureRetained } from "./heap.ts";
import { calibrate, measureCase } from "./measure.ts";

const test = testSuite("tools/bench/measure");

/** A clock and sides that take so many milliseconds of it. */
function scriptedTime() {
  let time = 0;
  let calls = 0;
  return {
    now: () => time,
    taking: (ms: number) => () => {
      time += ms;
      calls += 1;
      return ms;
    },
    calls: () => calls,
  };
}

test("a sample of a fast side is made of as many calls as take its time", () => {
  const { now, taking } = scriptedTime();
  assert.is(calibrate(taking(0.003), { now, sampleMs: 30 }), 10_000);
  assert.is(calibrate(taking(20), { now, sampleMs: 30 }), 2);
});

test("a side slower than a sample is called once", () => {
  const { now, taking, calls } = scriptedTime();
  assert.is(calibrate(taking(200), { now, sampleMs: 30 }), 1);
  assert.is(calls(), 2);
});

test("code that becomes faster while it is calibrated is counted again", () => {
  let time = 0;
  let calls = 0;
  const side = () => {
    calls += 1;
    time += calls < 20 ? 1 : 0.01;
  };
  const iterations = calibrate(side, { now: () => time, sampleMs: 30 });
  assert.ok(iterations > 2000 && iterations <= 3100, `${iterations}`);
});

const caseOf = (parts: Partial<BenchCase>): BenchCase => ({
  name: "made up",
  suite: "test",
  compares: "",
  ours: () => 1,
  peers: {},
  ...parts,
});

test("a timed case gives µs a call, the ratio to ours and fixed counts", async () => {
  const { now, taking } = scriptedTime();
  const result = await measureCase(caseOf({ ours: taking(0.01), peers: { slow: taking(0.05) } }), {
    now,
    rounds: 5,
  });
  const ours = result.sides[OURS] as SideResult;
  const slow = result.sides.slow as SideResult;
  assert.is(result.unit, "µs");
  assert.ok(Math.abs(ours.median - 10) < 1e-6, `${ours.median}`);
  assert.ok(Math.abs(slow.median - 50) < 1e-6, `${slow.median}`);
  assert.ok(Math.abs(slow.ratio - 5) < 1e-6, `${slow.ratio}`);
  assert.is(ours.ratio, 1);
  assert.equal([ours.iterations, slow.iterations], [3000, 600]);
});

test("each round runs every side once, not always in the same order", async () => {
  const order: string[] = [];
  const side = (name: string) => () => {
    order.push(name);
    return 1;
  };
  await measureCase(caseOf({ unit: "B", ours: side("o"), peers: { a: side("a"), b: side("b") } }), {
    rounds: 30,
  });
  const rounds = Array.from({ length: 30 }, (_, i) => order.slice(i * 3, i * 3 + 3).join(""));
  assert.ok(rounds.every((round) => [...round].sort().join("") === "abo"));
  assert.is(new Set(rounds).size, 6);
});

test("a load that comes and goes leaves the ratio alone", async () => {
  let round = 0;
  const load = () => 10 ** (Math.floor(round++ / 2) % 3);
  const result = await measureCase(caseOf({ unit: "ms", ours: () => 2 * load(), peers: {} }), { rounds: 3 });
  assert.is((result.sides[OURS] as SideResult).ratio, 1);
});

test("a side that throws or answers wrongly is listed as failing, the others are measured", async () => {
  let calls = 0;
  const result = await measureCase(
    caseOf({
      unit: "B",
      ours: () => 7,
      peers: {
        throwing: () => {
          throw new Error("cannot read this");
        },
        wrong: () => 8,
        tiring: () => {
          calls += 1;
          if (calls === 3) throw "out of breath";
          return 7;
        },
      },
      accepts: (value) => value === 7,
    }),
    { rounds: 3 },
  );
  assert.equal(result.sides.tiring, { failure: "out of breath" });
  assert.equal(result.sides.throwing, { failure: "cannot read this" });
  assert.equal(result.sides.wrong, { failure: "wrong result" });
  assert.is((result.sides[OURS] as SideResult).median, 7);
});

test("memory is not guessed without a garbage collector to call", async () => {
  try {
    await measureRetained(() => ({}), 1);
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, "--expose-gc");
  }
});
