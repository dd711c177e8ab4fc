/** The arguments of `npm run bench`. */
import { parseArgs } from "node:util";
import type { ClockName } from "./clock.ts";

export interface BenchOptions {
  /** Absent: all suites, one after the other. */
  suite: string | undefined;
  /** Only cases whose name holds this text. */
  filter: string | undefined;
  write: boolean;
  check: boolean;
  json: boolean;
  profile: boolean;
  rounds: number | undefined;
  clock: ClockName;
}

/** A suite is the `*.bench.ts` of a folder. */
export const SUITES: Readonly<Record<string, string>> = {
  core: "packages/dicom-core/bench",
  charset: "packages/dicom-core/bench/charset",
  dimse: "packages/dimse/bench",
  "dimse-large": "packages/dimse/bench/large",
  pixels: "packages/dicom-core/bench/pixels",
  server: "packages/minipacs/bench",
  viewer: "packages/viewer-canvas/bench",
};

const USAGE = `usage: npm run bench -- [SUITE [CASE FILTER]] [options]
Without a suite: all of them, and the results are put into docs/benchmarks.md.
  --check     compares ratios, sizes and dropped frames with their targets: names those that are missed, and exits 1
              for one without a reason, one that docs/benchmarks.md has as met, and one far worse than there; writes
              nothing without --write
  --write     puts the results into docs/benchmarks.md (whole suite only)
  --json      prints the results as JSON
  --profile   prints where our side spends its time, measures nothing
  --cpu       takes processor time instead of time, for a machine that is busy
  --rounds N  rounds a case instead of what the case says`;

/** @throws Error with a sentence for people */
export function parseOptions(args: readonly string[], suites: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      write: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      profile: { type: "boolean", default: false },
      cpu: { type: "boolean", default: false },
      rounds: { type: "string" },
    },
  });
  const [suite, ...words] = positionals;
  if (suite !== undefined && !suites.includes(suite))
    throw new Error(`which suite? there is ${suites.join(", ")}\n${USAGE}`);
  const filter = words.length > 0 ? words.join(" ") : undefined;
  if (values.write && filter !== undefined)
    throw new Error("--write needs the whole suite, without a filter");
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error("--rounds needs a number of at least 1");
  }
  const { check, json, profile } = values;
  const write = values.write || (suite === undefined && !check && !json && !profile);
  return { suite, filter, write, check, json, profile, rounds, clock: values.cpu ? "cpu" : "wall" };
}
