/** What becomes of files that fail: a second try alone, told, and no more than that. */
import * as assert from "uvu/assert";
import { runQueue } from "./run-queue.mjs";
import { testSuite } from "./suite.ts";

const test = testSuite("tools/run-queue");

const PASSED = { passed: 2, failed: 0, skipped: 1, isSpoilt: false, output: "", problem: undefined };
const FAILED = { ...PASSED, passed: 1, failed: 1, output: "FAIL why" };
const ENDED = { ...PASSED, passed: 0, skipped: 0, isSpoilt: true, problem: "left open: a server" };

/** Runs files whose outcomes are given in the order of their tries; `log` tells which process ran what. */
async function run(outcomes: Record<string, object[]>, { jobCount = 2, own = [] as string[] } = {}) {
  const log: string[] = [];
  let started = 0;
  let running = 0;
  const start = () => {
    const number = ++started;
    return {
      async run(file: string) {
        running += 1;
        await new Promise((resolve) => setTimeout(resolve, 2));
        log.push(`${number} ${file}${running > 1 ? " beside others" : ""}`);
        running -= 1;
        return { ...outcomes[file]!.shift()!, cpuMs: 10 };
      },
      async end() {
        log.push(`${number} ends`);
      },
    };
  };
  const wantsOwnProcess = (file: string) => own.includes(file);
  const told: string[] = [];
  const result = await runQueue(Object.keys(outcomes), {
    ...{ jobCount, start, wantsOwnProcess },
    secondTryLimit: 5,
    tell: ({ file, isSecondTry }) => told.push(isSecondTry ? `${file} again` : file),
  });
  return { ...result, log, told };
}

test("files are counted, and a process takes one after the other until one spoils it", async () => {
  const { total, broken, flaky, log, times } = await run(
    { a: [PASSED], b: [{ ...PASSED, isSpoilt: true }], c: [PASSED], d: [PASSED] },
    { jobCount: 1, own: ["d"] },
  );
  assert.equal(log, ["1 a", "1 b", "1 ends", "2 c", "3 d", "3 ends", "2 ends"]);
  assert.equal(total, { passed: 8, failed: 0, skipped: 4 });
  assert.equal([broken, flaky], [[], []]);
  assert.equal(
    times.map(({ file }) => file),
    ["a", "b", "c", "d"],
  );
});

test("what failed and passes alone is flaky, with what it said when it failed and what had run before", async () => {
  const outcomes = { b: [PASSED], a: [FAILED, PASSED] };
  const { total, broken, flaky, log, told, times } = await run(outcomes, { jobCount: 1 });
  assert.equal(total, { passed: 4, failed: 0, skipped: 2 });
  assert.equal(broken, []);
  assert.equal(flaky, [{ ...FAILED, cpuMs: 10, file: "a", before: ["b"], isSecondTry: false }]);
  assert.equal(told, ["b", "a", "a again"]);
  assert.equal(
    times.map(({ file, cpuMs }) => [file, cpuMs]),
    [
      ["b", 10],
      ["a", 20],
    ],
    "a file is listed once, with both its tries",
  );
  assert.equal(log.slice(-2), ["2 a", "2 ends"]);
});

test("second tries come when all else has ended, one after the other, each in a process of its own", async () => {
  const { flaky, log } = await run({ a: [FAILED, PASSED], b: [FAILED, PASSED], c: [PASSED] });
  assert.is(flaky.length, 2);
  assert.equal(log.slice(-4), ["3 a", "3 ends", "4 b", "4 ends"]);
});

test("what fails twice has failed, once in the counts, with both its stories", async () => {
  const again = { ...FAILED, failed: 2, passed: 0, output: "FAIL otherwise" };
  const { total, broken, flaky } = await run({ a: [FAILED, again], b: [ENDED, ENDED], c: [PASSED] });
  assert.equal(total, { passed: 2, failed: 3, skipped: 2 });
  assert.equal(
    broken.map(({ file, output, problem, isSecondTry }) => [file, output, problem, isSecondTry]),
    [
      ["a", "FAIL why", undefined, false],
      ["a", "FAIL otherwise", undefined, true],
      ["b", "", "left open: a server", false],
      ["b", "", "left open: a server", true],
    ],
  );
  assert.equal(flaky, []);
});

test("as many failed files as the limit are tried again, more are not a matter of time", async () => {
  const failing = (names: string) => Object.fromEntries([...names].map((name) => [name, [FAILED, PASSED]]));
  assert.is((await run(failing("abcde"))).total.failed, 0);
  const { total, flaky } = await run(failing("abcdef"));
  assert.equal([total.failed, flaky], [6, []]);
});
