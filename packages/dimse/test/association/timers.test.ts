import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ArtimTimer } from "../../src/association/artim-timer.ts";
import { ProgressTimer } from "../../src/association/progress-timer.ts";

const test = testSuite("dimse/timers");

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("ARTIM runs out once, not if stopped, anew if started again", async () => {
  let count = 0;
  const timer = new ArtimTimer(30, () => {
    count += 1;
  });
  timer.start();
  timer.stop();
  await sleep(50);
  assert.is(count, 0);
  timer.start();
  await sleep(20);
  timer.start();
  await sleep(20);
  assert.is(count, 0, "started anew");
  await sleep(30);
  assert.is(count, 1);
  assert.not(timer.isRunning);
});

test("0 ms never runs out", () => {
  const timer = new ArtimTimer(0, () => assert.unreachable());
  timer.start();
  assert.not(timer.isRunning);
});

test("progress: fires without a touch, not with one, with the phase", async () => {
  const fired: [string, number][] = [];
  const timer = new ProgressTimer((phase, timeoutMs) => fired.push([phase, timeoutMs]));
  timer.watch("progress", 60);
  for (let i = 0; i < 5; i += 1) {
    await sleep(25);
    timer.touch();
  }
  assert.equal(fired, []);
  await sleep(100);
  assert.equal(fired, [["progress", 60]]);
});

test("progress: the phase may change to a longer, a shorter and none", async () => {
  const fired: string[] = [];
  const timer = new ProgressTimer((phase) => fired.push(phase));
  timer.watch("progress", 30);
  timer.watch("idle", 10_000);
  await sleep(60);
  assert.equal(fired, [], "the longer counts");
  timer.watch("response", 30);
  await sleep(60);
  assert.equal(fired, ["response"], "the shorter counts");
  timer.watch("progress", 20);
  timer.watch(undefined);
  await sleep(50);
  assert.equal(fired, ["response"]);
  timer.stop();
});
