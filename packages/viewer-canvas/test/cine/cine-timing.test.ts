/** Rates from files, and which frame is due when. */
import { Dataset, type Keyword, type KeywordTypes } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { frameAtStep, type Playback, stepsAfter } from "../../src/cine/cine-steps.ts";
import { cineTimingOf, joinTimings, type Sequencing } from "../../src/cine/cine-timing.ts";

const test = testSuite("viewer/cine-timing");

function timing(attributes: Partial<Record<Keyword, unknown>>, frameCount = 4) {
  const dataset = new Dataset();
  for (const [keyword, value] of Object.entries(attributes)) {
    dataset.set(keyword as Keyword, value as KeywordTypes[Keyword]);
  }
  return cineTimingOf(dataset, frameCount);
}

test("each of the four sources gives the rate, and the file's own wish comes first", () => {
  assert.is(timing({ FrameTime: 40 }).framesPerSecond, 25);
  assert.is(timing({ FrameTime: 40 }).origin, "FrameTime");
  assert.is(timing({ CineRate: 15 }).framesPerSecond, 15);
  assert.is(timing({ RecommendedDisplayFrameRate: 60 }).framesPerSecond, 60);
  const vector = timing({ FrameTimeVector: [0, 100, 50, 50] });
  assert.is(vector.origin, "FrameTimeVector");
  assert.equal(vector.durationsMs, [100, 50, 50, 50]);
  assert.is(vector.framesPerSecond, 16);
  assert.is(timing({ CineRate: 15, FrameTime: 40 }).origin, "FrameTime");
  assert.is(timing({ FrameTime: 40, FrameTimeVector: [0, 1, 2, 3] }).origin, "FrameTimeVector");
  assert.is(
    timing({ RecommendedDisplayFrameRate: 5, CineRate: 15, FrameTime: 40 }).origin,
    "RecommendedDisplayFrameRate",
  );
});

test("without a rate, or with one that is none, it is 10 frames per second", () => {
  assert.equal(timing({}), { framesPerSecond: 10, origin: "default", sequencing: "loop" });
  assert.is(timing({ FrameTime: 0, CineRate: 0 }).framesPerSecond, 10);
  assert.is(timing({ FrameTimeVector: [0, 100, 50] }).origin, "default");
  assert.is(timing({ FrameTimeVector: [0, 0, 0, 0] }).origin, "default");
});

test("the file may ask for a sweep", () => {
  assert.is(timing({ PreferredPlaybackSequencing: 1 }).sequencing, "sweep");
  assert.is(timing({ PreferredPlaybackSequencing: 0 }).sequencing, "loop");
});

test("loops begin again, sweeps go back, and once ends at the last frame", () => {
  const steps = (sequencing: Sequencing) =>
    Array.from({ length: 9 }, (_, step) => frameAtStep(step, 4, sequencing)).join("");
  assert.is(steps("loop"), "012301230");
  assert.is(steps("sweep"), "012321012");
  assert.is(steps("once"), "012333333");
  assert.is(frameAtStep(7, 1, "sweep"), 0);
});

test("frames follow the elapsed time, also through uneven durations and at another speed", () => {
  const even = timing({ FrameTime: 40 });
  const playback: Playback = { frameCount: 4, sequencing: "loop", framesPerSecond: 25, timing: even };
  assert.is(stepsAfter(39.9, playback), 0);
  assert.is(stepsAfter(40, playback), 1);
  assert.is(stepsAfter(1000, playback), 25);
  const vector = timing({ FrameTimeVector: [0, 100, 50, 50] });
  const uneven: Playback = { ...playback, framesPerSecond: vector.framesPerSecond, timing: vector };
  const due = [0, 99, 100, 149, 150, 200, 249, 250, 349, 350].map((ms) => stepsAfter(ms, uneven));
  assert.equal(due, [0, 0, 1, 1, 2, 3, 3, 4, 4, 5]);
  assert.is(stepsAfter(50, { ...uneven, framesPerSecond: vector.framesPerSecond * 2 }), 1);
  const sweep = { ...uneven, sequencing: "sweep" as const };
  // 0 for 100 ms, 1, 2, 3, 2, 1 for 50 ms each.
  assert.is(stepsAfter(349, sweep), 5);
  assert.is(stepsAfter(350, sweep), 6);
  assert.is(stepsAfter(5000, { ...uneven, sequencing: "once" }), 3);
});

test("in a stack each file has its own timing; one that has not been read counts like the first", () => {
  const fast = { timing: timing({ FrameTime: 20 }), frameCount: 2 };
  const slow = { timing: timing({ FrameTime: 200 }), frameCount: 1 };
  const vector = { timing: timing({ FrameTimeVector: [0, 100, 50] }, 3), frameCount: 3 };
  const unread = { timing: undefined, frameCount: 1 };
  assert.equal(
    joinTimings([unread, fast, unread, slow, vector]).durationsMs,
    [20, 20, 20, 20, 200, 100, 50, 50],
  );
  const mixed = joinTimings([fast, slow]);
  assert.is(mixed.framesPerSecond, 3000 / 240);
  assert.is(mixed.origin, "FrameTime");
  assert.is(joinTimings([vector]), vector.timing);
  assert.equal(joinTimings([vector, unread]).durationsMs, [
    100,
    50,
    50,
    1000 / vector.timing.framesPerSecond,
  ]);
  assert.is(joinTimings([fast, unread, fast]), fast.timing);
  assert.is(joinTimings([unread]).framesPerSecond, 10);
});
