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
  isReady(frameIndex: number): boolean {
    this.askedFor.push(frameIndex);
    return this.isDecoded;
  }
  showFrame(frameIndex: number): void {
    this.frameIndex = frameIndex;
    this.shown.push(frameIndex);
  }
  onCineChange(): void {}
}

function started(timing: CineTiming = EVEN, frameIndex = 0): { cine: Cine; host: Host } {
  const host = new Host();
  host.frameIndex = frameIndex;
  const cine = new Cine(host);
  cine.setTiming(timing);
  cine.play();
  return { cine, host };
}

test("frames come up by the time that has passed, not by the number of paints", () => {
  const { cine, host } = started();
  for (let nowMs = 5000; nowMs <= 5600; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4, 0, 1]);
  assert.is(cine.state.droppedFrameCount, 0);
});

test("frames whose time has gone by are dropped and counted", () => {
  const { cine, host } = started();
  for (const nowMs of [0, 100, 450]) frameAt(nowMs);
  assert.equal(host.shown, [1, 4]);
  assert.is(cine.state.droppedFrameCount, 2);
});

test("a frame that cannot be decoded is passed over and counted, and playing goes on", () => {
  const { cine, host } = started();
  host.lostFrame = 2;
  for (let nowMs = 0; nowMs <= 500; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [1, 3, 4, 0]);
  assert.not.ok(host.askedFor.includes(2));
  assert.is(cine.state.droppedFrameCount, 1);
  assert.is(cine.state.isPlaying, true);
});

test("played once it ends also where the last frame cannot be decoded", () => {
  const { cine, host } = started({ ...EVEN, sequencing: "once" }, 2);
  host.lostFrame = 4;
  for (let nowMs = 0; nowMs <= 300; nowMs += 20) frameAt(nowMs);
  assert.equal(host.shown, [3]);
  assert.is(cine.state.isPlaying, false);
});

test("a frame that is not decoded is waited for while the time goes on", () => {
  const { cine, host } = started();
  frameAt(0);
  host.isDecoded = false;
  frameAt(100);
  frameAt(200);
  host.isDecoded = true;
  frameAt(300);
  assert.equal(host.shown, [3]);
  assert.is(cine.state.droppedFrameCount, 2);
});

test("it plays on from the frame that is shown; also with durations of their own", () => {
  const vector: CineTiming = {
    framesPerSecond: 10,
    origin: "FrameTimeVector",
    durationsMs: [50, 150, 50, 150, 100],
    sequencing: "loop",
  };
  const { host } = started(vector, 2);
  for (let nowMs = 0; nowMs <= 500; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown, [3, 4, 0, 1, 2]);
  const even = started(EVEN, 3);
  for (let nowMs = 0; nowMs <= 200; nowMs += 10) frameAt(nowMs);
  assert.equal(even.host.shown, [4, 0]);
});

test("a sweep keeps its direction when the rate changes", () => {
  const { cine, host } = started({ ...EVEN, sequencing: "sweep" });
  for (let nowMs = 0; nowMs <= 500; nowMs += 50) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4, 3]);
  cine.setRate(20);
  for (let nowMs = 550; nowMs <= 700; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown.slice(5), [2, 1, 0]);
});

test("once ends at the last frame and begins again from the first", () => {
  const { cine, host } = started({ ...EVEN, sequencing: "once" });
  for (let nowMs = 0; nowMs <= 900; nowMs += 50) frameAt(nowMs);
  assert.equal(host.shown, [1, 2, 3, 4]);
  assert.not(cine.state.isPlaying);
  cine.play();
  for (let nowMs = 1000; nowMs <= 1100; nowMs += 50) frameAt(nowMs);
  assert.equal(host.shown.slice(4), [1]);
});

test("the rate that is reached is told after a second", () => {
  const { cine } = started();
  for (let nowMs = 0; nowMs <= 2000; nowMs += 10) frameAt(nowMs);
  assert.ok(Math.abs(cine.state.shownPerSecond - 10) <= 1, `${cine.state.shownPerSecond}`);
});

test("one frame does not play; scrolling while it plays goes on from there", () => {
  const single = new Host();
  single.frameCount = 1;
  const still = new Cine(single);
  still.play();
  assert.not(still.state.isPlaying);
  const { cine, host } = started();
  frameAt(0);
  frameAt(100);
  cine.moveTo(3);
  for (let nowMs = 120; nowMs <= 230; nowMs += 10) frameAt(nowMs);
  assert.equal(host.shown, [1, 4]);
});
