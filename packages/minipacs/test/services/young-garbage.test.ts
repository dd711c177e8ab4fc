import { constants, PerformanceObserver } from "node:perf_hooks";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { noteReceivedBytes } from "../../src/services/young-garbage.ts";

const test = testSuite("minipacs/young garbage");

const MEBIBYTE = 1_048_576;

/** Returns how many minor collections were asked for meanwhile. */
async function collectionsIn(use: () => void): Promise<number> {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind, flags } = (entry as unknown as { detail: { kind: number; flags: number } }).detail;
      const isForced = (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR && isForced) count += 1;
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  use();
  await new Promise((resolve) => setTimeout(resolve, 50));
  // What is asked for comes within a few turns, however long they are.
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  observer.disconnect();
  return count;
}

test("is collected after so many bytes, not for each object", async () => {
  // Whatever this process has received before.
  await collectionsIn(() => noteReceivedBytes(100 * MEBIBYTE));
  assert.is(await collectionsIn(() => noteReceivedBytes(3 * MEBIBYTE)), 0);
  assert.is(await collectionsIn(() => noteReceivedBytes(MEBIBYTE)), 1);
  assert.is(await collectionsIn(() => noteReceivedBytes(MEBIBYTE)), 0);
  assert.is(await collectionsIn(() => noteReceivedBytes(100 * MEBIBYTE)), 1);
});

test("leaves the process as it was", async () => {
  await collectionsIn(() => noteReceivedBytes(4 * MEBIBYTE));
  assert.is((globalThis as { gc?: unknown }).gc, undefined);
});
