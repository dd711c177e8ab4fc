import * as assert from "uvu/assert";

/** Of the milliseconds between the frames of a page: the middle one, and what all but a twentieth stay under. */
const LIMITS = { medianMs: 34, lateMs: 150 };

/** Fails where frames come late, as measured up to `tries` times: other tests run at the same time. */
export async function assertSmooth(
  measure: () => Promise<number[]>,
  when: string,
  { tries = 3 } = {},
): Promise<void> {
  const seen: string[] = [];
  while (seen.length < tries) {
    const frames = (await measure()).sort((a, b) => a - b);
    const [medianMs = 0, lateMs = 0] = [0.5, 0.95].map((share) => frames[Math.floor(frames.length * share)]);
    if (frames.length > 20 && medianMs < LIMITS.medianMs && lateMs < LIMITS.lateMs) return;
    seen.push(`${frames.length} frames, median ${medianMs} ms, 95 of 100 under ${lateMs} ms`);
  }
  assert.unreachable(`${when}: ${seen.join("; ")}`);
}
