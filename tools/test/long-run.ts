/** Counts of long runs: `npm run test:long` runs the files named `*.long.test.ts` in full, `npm test` a slice of each. */

export const isLongRun = process.env.MINIPACS_LONG_RUN === "1";

/** Returns the full count in a long run, else that of the slice. */
export function runCount(slice: number, full: number): number {
  return isLongRun ? full : slice;
}

/** Time limit of one test in a long run, in milliseconds. */
export const LONG_RUN_LIMIT_MS = isLongRun ? 3 * 60 * 60 * 1000 : 120_000;
