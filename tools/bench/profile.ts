/** Where our side of a case spends its time: self time by function, from V8's sampling profiler. */
import { type Profiler, Session } from "node:inspector";
import { basename } from "node:path";
import { hold, type Side } from "./case.ts";

export interface HotSpot {
  /** `function file:line`. */
  where: string;
  /** Share of all samples, 0 to 1. */
  share: number;
}

/** Returns the functions with the most self time while `side` runs for about `forMs`, the hottest first. */
export function profileSide(side: Side, forMs = 2000, count = 15): HotSpot[] {
  const warmUntil = performance.now() + forMs / 2;
  while (performance.now() < warmUntil) hold(side());
  const session = new Session();
  session.connect();
  try {
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: 200 });
    session.post("Profiler.start");
    const until = performance.now() + forMs;
    while (performance.now() < until) hold(side());
    let profile: Profiler.Profile | undefined;
    // The callback of an in-process session runs before `post` returns.
    session.post("Profiler.stop", (error, result) => {
      if (error) throw error;
      profile = result.profile;
    });
    if (profile === undefined) throw new Error("the profiler gave no profile");
    return hotSpots(profile, count);
  } finally {
    session.disconnect();
  }
}

/** Adds up the samples of a profile by function. */
export function hotSpots(profile: Profiler.Profile, count: number): HotSpot[] {
  const hits = new Map<string, number>();
  let total = 0;
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const place = url === "" ? "" : ` ${basename(url)}:${lineNumber + 1}`;
    const where = `${functionName || "(anonymous)"}${place}`;
    hits.set(where, (hits.get(where) ?? 0) + hitCount);
    total += hitCount;
  }
  return [...hits]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .filter(([, hit]) => hit > 0)
    .map(([where, hit]) => ({ where, share: hit / total }));
}
