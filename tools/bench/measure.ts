/** Measures a case: every round takes one sample of each side, in random order. */
import {
  type BenchCase,
  type CaseResult,
  hold,
  letGo,
  OURS,
  type Side,
  type SideFailure,
  type SideResult,
} from "./case.ts";
import { now as clockNow } from "./clock.ts";
import { collectGarbage } from "./heap.ts";
import { median, medianRatio, seededRandom, shuffled } from "./statistics.ts";

export interface MeasureOptions {
  /** Milliseconds; exchanged in tests. */
  now?: () => number;
  /** Default: what the case says, else 31. */
  rounds?: number | undefined;
  /** What a sample should last. Default 30 ms. */
  sampleMs?: number;
  seed?: number;
}

interface Runner {
  name: string;
  side: Side;
  iterations: number;
  samples: number[];
  failure: string | undefined;
}

/** Returns the figures of a case. A side that throws or gives a wrong result is listed as failing. */
export async function measureCase(benchCase: BenchCase, options: MeasureOptions = {}): Promise<CaseResult> {
  const { now = clockNow, sampleMs = 30, seed = 1 } = options;
  const rounds = options.rounds ?? benchCase.rounds ?? 31;
  const runners: Runner[] = Object.entries({ [OURS]: benchCase.ours, ...benchCase.peers }).map(
    ([name, side]) => ({ name, side, iterations: 1, samples: [], failure: undefined }),
  );
  const isTimed = benchCase.unit === undefined;
  const attempt = async (runner: Runner, step: () => void | Promise<void>) => {
    if (runner.failure !== undefined) return;
    try {
      await step();
    } catch (error) {
      runner.failure = error instanceof Error ? error.message : String(error);
    }
  };
  for (const runner of runners) {
    await attempt(runner, async () => {
      if (benchCase.accepts && !benchCase.accepts(await runner.side())) throw new Error("wrong result");
      if (isTimed) runner.iterations = calibrate(runner.side, { now, sampleMs });
    });
  }
  const random = seededRandom(seed);
  for (let round = 0; round < rounds; round += 1) {
    letGo();
    collectGarbage("major");
    for (const runner of shuffled(runners, random)) {
      const { side, iterations, samples } = runner;
      collectGarbage("minor");
      await attempt(runner, async () => {
        samples.push(isTimed ? (sample(side, iterations, now) / iterations) * 1000 : Number(await side()));
      });
    }
  }
  letGo();
  const ours = runners[0]?.samples ?? [];
  const sides = Object.fromEntries(
    runners.map(({ name, iterations, samples, failure }): [string, SideResult | SideFailure] => [
      name,
      failure === undefined
        ? { median: median(samples), ratio: medianRatio(samples, ours), iterations }
        : { failure },
    ]),
  );
  return { name: benchCase.name, suite: benchCase.suite, unit: benchCase.unit ?? "µs", rounds, sides };
}

/**
 * Returns how many calls make a sample of about `sampleMs`, at least one. Counted again until two counts agree: the
 * first ones run while the code is still being compiled and are too low.
 */
export function calibrate(
  side: Side,
  { now, sampleMs }: { now: () => number; sampleMs: number } = { now: clockNow, sampleMs: 30 },
): number {
  let iterations = 1;
  for (let count = 0; count < 8; count += 1) {
    let ms = sample(side, iterations, now);
    while (ms < sampleMs / 2) {
      iterations = Math.ceil(iterations * Math.min(10, sampleMs / Math.max(ms, 0.001)));
      ms = sample(side, iterations, now);
    }
    const previous = iterations;
    iterations = Math.max(1, Math.round((iterations * sampleMs) / ms));
    if (count > 0 && Math.abs(iterations - previous) <= previous * 0.1) break;
  }
  return iterations;
}

/** Returns the time of so many calls in milliseconds. */
function sample(side: Side, iterations: number, now: () => number): number {
  const start = now();
  for (let i = 0; i < iterations; i += 1) hold(side());
  return now() - start;
}
