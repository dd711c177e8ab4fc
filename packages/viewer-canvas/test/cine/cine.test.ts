/** Playback against a clock of our own: what is shown, what is dropped. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { Cine, type CineHost } from "../../src/cine/cine.ts";
import type { CineTiming } from "../../src/cine/cine-timing.ts";

const test = testSuite("viewer/cine");
const EVEN: CineTiming = { framesPerSecond: 10, origin: "default", sequencing: "loop" };

let callbacks: ((nowMs: number) => void)[] = [];
test.beforeEach(() => {
  callbacks = [];
  Object.assign(globalThis, {
    requestAnimationFrame: (callback: (nowMs: number) => void) => callbacks.push(callback),
    cancelAnimationFrame: () => {
      callbacks = [];
    },
  });
});
test.after(() => {
  Reflect.deleteProperty(globalThis, "requestAnimationFrame");
  Reflect.deleteProperty(globalThis, "cancelAnimationFrame");
});

function frameAt(nowMs: number): void {
  const due = callbacks;
  callbacks = [];
  for (const callback of due) callback(nowMs);
}

class Host implements CineHost {
  frameIndex = 0;
  frameCount = 5;
  readonly shown: number[] = [];
  isDecoded = true;
  lostFrame: number | undefined;
  readonly askedFor: number[] = [];
  place(): this {
    return this;
  }
  isLost(frameIndex: number): boolean {
    return frameIndex === this.lostFrame;
  }
  readyCount(frames: readonly number[]): number {
    this.askedFor.push(frames[0]!);
    this.next = frames;
    return this.isDecoded ? frames.length : this.decodedCount;
  }
  decodedCount = 0;
  showFrame(frameIndex: number, next: readonly number[]): void {
    this.frameIndex = frameIndex;
    this.next = next;
    this.shown.push(frameIndex);
  }
  next: readonly number[] = [];
  onCineChange(): void {}
  warn(): void {}
}

async function started(timing: CineTiming = EVEN, frameIndex = 0): Promise<{ cine: Cine; host: Host }> {
  const host = new Host();
  host.frameIndex = frameIndex;
  const cine = new Cine(host);
  cine.setTiming(timing);
  await cine.play();
  return { cine, host };
}

test("a stack that tells its timing again with each file that comes plays at its rate meanwhile", async () => {
  const { cine, host } = await started();
  for (let nowMs = 5000; nowMs <= 5600; nowMs += 20) {
    cine.setTiming({ ...EVEN });
    frameAt(nowMs);
  }
  assert.equal(host.shown, [1, 2, 3, 4, 0, 1]);
});

test("a frame that gets another number is played on from, and not waited for again", async () => {
  const { cine, host } = await started();
  frameAt(5000);
  host.isDecoded = false;
  host.decodedCount = 1;
  host.frameCount = 9;
  cine.renumber(4);
  for (let nowMs = 5020; nowMs <= 5320; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown.slice(0, 2), [5, 6]);
});

test("frames come up by the time that has passed, not by the number of paints", async () => {
  const { cine, host } = await started();
  for (let nowMs = 5000; nowMs <= 5600; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4, 0, 1]);
  assert.is(cine.state.droppedFrameCount, 0);
});

test("frames whose time has gone by are dropped and counted", async () => {
  const { cine, host } = await started();
  for (const nowMs of [0, 100, 450]) frameAt(nowMs);
  assert.equal(host.shown, [1, 4]);
  assert.is(cine.state.droppedFrameCount, 2);
});

test("a frame that cannot be decoded is passed over and counted, and playing goes on", async () => {
  const { cine, host } = await started();
  host.lostFrame = 2;
  for (let nowMs = 0; nowMs <= 500; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [1, 3, 4, 0]);
  assert.not.ok(host.askedFor.includes(2));
  assert.is(cine.state.droppedFrameCount, 1);
  assert.is(cine.state.isPlaying, true);
});

test("played once it ends also where the last frame cannot be decoded", async () => {
  const { cine, host } = await started({ ...EVEN, sequencing: "once" }, 2);
  host.lostFrame = 4;
  for (let nowMs = 0; nowMs <= 300; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [3]);
  assert.is(cine.state.isPlaying, false);
});

test("a frame that is not decoded is waited for while the time goes on", async () => {
  const { cine, host } = await started();
  frameAt(0);
  host.isDecoded = false;
  frameAt(100);
  frameAt(200);
  host.isDecoded = true;
  frameAt(300);
  assert.equal(host.shown, [3]);
  assert.is(cine.state.droppedFrameCount, 2);
});

test("the time begins to run when half a second of frames is decoded", async () => {
  const { cine, host } = await started();
  host.isDecoded = false;
  host.decodedCount = 4;
  for (let nowMs = 0; nowMs <= 800; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, []);
  assert.equal(host.next, [1, 2, 3, 4, 0]);
  host.decodedCount = 5;
  for (let nowMs = 820; nowMs <= 1120; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3]);
  assert.is(cine.state.droppedFrameCount, 0);
  // Once it runs nothing is waited for any more.
  host.decodedCount = 1;
  for (let nowMs = 1140; nowMs <= 1320; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4, 0]);
});

test("a decoder that is too slow is waited for a second, then frames are dropped and counted", async () => {
  const { cine, host } = await started();
  host.isDecoded = false;
  for (let nowMs = 0; nowMs <= 1300; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, []);
  host.decodedCount = 1;
  frameAt(1320);
  assert.equal(host.shown, [3]);
  assert.is(cine.state.droppedFrameCount, 2);
});

test("frames are asked for a second ahead: at least eight, at most sixty", async () => {
  const aheadAt = async (framesPerSecond: number) => {
    const { host } = await started({ ...EVEN, framesPerSecond });
    host.frameCount = 500;
    frameAt(0);
    frameAt(1000 / framesPerSecond);
    assert.equal(host.shown, [1]);
    return host.next.length;
  };
  assert.equal([await aheadAt(30), await aheadAt(2), await aheadAt(240)], [30, 8, 60]);
});

test("frames change in the middle between two paints: one that fails to come loses none", async () => {
  const { cine, host } = await started({ ...EVEN, framesPerSecond: 30 });
  const paint = 1000 / 60;
  // As a screen has it, a little early or late; each third one does not come.
  for (let i = 0; i < 300; i += 1) if (i % 3 !== 2) frameAt(i * paint + ((i * 7) % 5) - 2);
  assert.is(cine.state.droppedFrameCount, 0);
  assert.ok(host.shown.length >= 148);
});

test("it plays on from the frame that is shown; also with durations of their own", async () => {
  const vector: CineTiming = {
    framesPerSecond: 10,
    origin: "FrameTimeVector",
    durationsMs: [50, 150, 50, 150, 100],
    sequencing: "loop",
  };
  const { host } = await started(vector, 2);
  for (let nowMs = 0; nowMs <= 500; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown, [3, 4, 0, 1, 2]);
  const even = await started(EVEN, 3);
  for (let nowMs = 0; nowMs <= 200; nowMs += 10) frameAt(nowMs);
  assert.equal(even.host.shown, [4, 0]);
});

test("a sweep keeps its direction when the rate changes", async () => {
  const { cine, host } = await started({ ...EVEN, sequencing: "sweep" });
  for (let nowMs = 0; nowMs <= 500; nowMs += 50) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4, 3]);
  cine.setRate(20);
  for (let nowMs = 550; nowMs <= 700; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown.slice(5), [2, 1, 0]);
});

test("once ends at the last frame and begins again from the first", async () => {
  const { cine, host } = await started({ ...EVEN, sequencing: "once" });
  for (let nowMs = 0; nowMs <= 900; nowMs += 50) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4]);
  assert.not(cine.state.isPlaying);
  await cine.play();
  for (let nowMs = 1000; nowMs <= 1100; nowMs += 50) frameAt(nowMs);
  assert.equal(host.shown.slice(4), [1]);
});

test("the rate that is reached is told after a second", async () => {
  const { cine } = await started();
  for (let nowMs = 0; nowMs <= 2000; nowMs += 10) frameAt(nowMs);
  assert.ok(Math.abs(cine.state.shownPerSecond - 10) <= 1, `${cine.state.shownPerSecond}`);
});

test("one frame does not play; scrolling while it plays goes on from there", async () => {
  const single = new Host();
  single.frameCount = 1;
  const still = new Cine(single);
  await still.play();
  assert.not(still.state.isPlaying);
  const { cine, host } = await started();
  frameAt(0);
  frameAt(100);
  cine.moveTo(3);
  for (let nowMs = 120; nowMs <= 230; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown, [1, 4]);
});

test("frames that are due next are named: back on the way back, from the first one at the end", async () => {
  const { host } = await started({ ...EVEN, sequencing: "sweep" });
  for (let nowMs = 0; nowMs <= 500; nowMs += 50) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4, 3]);
  assert.equal(host.next, [2, 1, 0, 3, 4]);
  const loop = await started(EVEN, 3);
  for (let nowMs = 0; nowMs <= 100; nowMs += 50) frameAt(nowMs);
  assert.equal(loop.host.shown, [4]);
  assert.equal(loop.host.next, [0, 1, 2, 3, 4]);
});

test("while the page is hidden no time passes and nothing is dropped", async () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  Object.assign(globalThis, { document: page });
  try {
    const { cine, host } = await started();
    for (const nowMs of [0, 100]) frameAt(nowMs);
    page.hidden = true;
    page.dispatchEvent(new Event("visibilitychange"));
    assert.is(callbacks.length, 0);
    page.hidden = false;
    page.dispatchEvent(new Event("visibilitychange"));
    for (let nowMs = 60_000; nowMs <= 60_200; nowMs += 50) frameAt(nowMs);
    assert.equal(host.shown, [1, 2, 3]);
    assert.is(cine.state.droppedFrameCount, 0);
    cine.stop();
    page.dispatchEvent(new Event("visibilitychange"));
    assert.is(callbacks.length, 0, "it plays on although it was stopped");
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});

test("what becomes known of the timing holds at once, and a rate that somebody chose stays", async () => {
  const { cine, host } = await started();
  for (const nowMs of [0, 100]) frameAt(nowMs);
  cine.setTiming({ ...EVEN, framesPerSecond: 20 });
  assert.is(cine.state.framesPerSecond, 20);
  for (let nowMs = 110; nowMs <= 210; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3]);
  cine.setRate(5);
  cine.setTiming({ ...EVEN, framesPerSecond: 25 });
  assert.is(cine.state.framesPerSecond, 5);
  assert.ok(cine.state.isPlaying);
});

test("frames that became known are played before their durations are known", async () => {
  const vector: CineTiming = { ...EVEN, durationsMs: [50, 150, 50, 150, 100] };
  const { host } = await started(vector);
  frameAt(0);
  host.frameCount = 8;
  for (let nowMs = 50; nowMs <= 310; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3]);
});

test("a rate of the file below one frame a second can be chosen again, and no lower one", () => {
  const cine = new Cine(new Host());
  cine.setTiming({ ...EVEN, framesPerSecond: 0.5, origin: "FrameTime" });
  assert.is(cine.state.framesPerSecond, 0.5);
  cine.setRate(3);
  cine.setRate(0.5);
  assert.is(cine.state.framesPerSecond, 0.5);
  cine.setRate(0.1);
  assert.is(cine.state.framesPerSecond, 0.5);
  cine.setTiming(EVEN);
  cine.setRate(0.1);
  assert.is(cine.state.framesPerSecond, 1);
});

test("stopped before it began it does not play", async () => {
  const cine = new Cine(new Host());
  const begun = cine.play();
  cine.stop();
  await begun;
  assert.is(callbacks.length, 0);
});
