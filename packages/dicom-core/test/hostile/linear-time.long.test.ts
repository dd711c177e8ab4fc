/** What costs careless readers time beyond its size: everything a user may do takes time in proportion to the bytes. */
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { readDataset, readDicomFile, writeDataset } from "../../src/index.ts";
import { exerciseDataset, inChunks } from "../support/exercise.ts";
import { TRAPS } from "../support/traps.ts";

const test = testSuite("core/linear time", { timeoutMs: runCount(60_000, 240_000) });

/** Of a processor, for a few megabytes: a hundred times less than what grows with the square of them takes. */
const LIMIT_MS = runCount(4_000, 60_000);
const FACTOR = runCount(0.2, 4);

function processorMs(run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

for (const [name, { transferSyntaxUid, count, make }] of Object.entries(TRAPS)) {
  test(name, () => {
    const bytes = make(Math.ceil(FACTOR * count));
    const tookMs = processorMs(() => {
      const dataset = readDataset(bytes, { transferSyntaxUid });
      assertBytes(writeDataset(dataset, { transferSyntaxUid }), bytes);
      exerciseDataset(dataset);
      writeDataset(dataset.set(0xfffbfffb, "1", { vr: "LO" }), { transferSyntaxUid });
    });
    assert.ok(tookMs < LIMIT_MS, `${tookMs} ms`);
  });
}

test("twice as much takes about twice as long", () => {
  for (const [name, factor] of [
    ["zeros in an item, and then a one", runCount(1, 2)],
    ["a long private creator with many elements", 2],
    ["fragments", 2],
  ] as const) {
    const { transferSyntaxUid, count, make } = TRAPS[name]!;
    const once = make(factor * count);
    const twice = make(2 * factor * count);
    const onceMs = processorMs(() => void readDataset(once, { transferSyntaxUid }));
    const twiceMs = processorMs(() => void readDataset(twice, { transferSyntaxUid }));
    // Below the floor it is the start that is measured.
    assert.ok(twiceMs < 4 * Math.max(onceMs, 250), `${name}: ${onceMs} ms, then ${twiceMs} ms`);
  }
});

test("20 MB of zeros behind a preamble", async () => {
  const bytes = new Uint8Array(20_000_132);
  bytes.set([0x44, 0x49, 0x43, 0x4d], 128);
  const tookMs = processorMs(() => {
    const { dataset, diagnostics } = readDicomFile(bytes);
    assert.is(dataset.size, 0);
    assert.ok(diagnostics.some(({ code }) => code === "DATASET_TRAILING_BYTES"));
  });
  assert.ok(tookMs < LIMIT_MS, `${tookMs} ms`);
  const opened = await inChunks(bytes, 4096);
  assert.is(opened.dataset.size, 0);
});
