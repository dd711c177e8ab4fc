/** Memory stays flat however large an object is, on both sides. */
import { createReadStream } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeFileHead } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { FRAGMENT_BYTES, largeObject } from "../support/large-object.ts";
import type { MemoryUse, SendLargeObject } from "../support/large-object-process.ts";
import { withFolder } from "../support/loopback.ts";
import { startWorker, type Worker } from "../support/worker.ts";

const test = testSuite("dimse/large objects", { timeoutMs: LONG_RUN_LIMIT_MS });

/** 256 MiB, or a little over 4 GiB. */
const FRAGMENT_COUNT = runCount(4, 65);
const MB = 1_000_000;
const MAX_GROWTH_BYTES = 100 * MB;

const start = (folder: string) =>
  startWorker(new URL("../support/large-object-process.ts", import.meta.url), [folder], ["--import", "tsx"]);

/** Sends, and returns by how much either process grew at most. */
async function transfer(sender: Worker, receiver: Worker, order: Omit<SendLargeObject, "port">) {
  const before = [await memoryOf(sender), await memoryOf(receiver)] as const;
  const startMs = performance.now();
  assert.is(await sender.ask({ ...order, port: receiver.ready }), 0);
  const seconds = (performance.now() - startMs) / 1000;
  const after = [await memoryOf(sender), await memoryOf(receiver)] as const;
  const [sent, received] = [after[0].most - before[0].now, after[1].most - before[1].now];
  console.log(
    `${(order.fragmentCount * FRAGMENT_BYTES) / 2 ** 20} MiB in ${seconds.toFixed(1)} s: sender ${(sent / MB).toFixed(0)} MB, receiver ${(received / MB).toFixed(0)} MB more`,
  );
  return { sent, received };
}

async function memoryOf(worker: Worker): Promise<MemoryUse> {
  return (await worker.ask("memory")) as MemoryUse;
}

/** Whether a file is the object behind a head: byte by byte, a piece in memory at a time. */
async function assertHolds(path: string, headBytes: number): Promise<void> {
  const { data, bytes } = largeObject(FRAGMENT_COUNT);
  assert.is((await stat(path)).size, headBytes + bytes);
  const file = createReadStream(path, { start: headBytes, highWaterMark: 1_048_576 });
  let rest: Buffer = Buffer.alloc(0);
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let offset = 0;
  for await (const piece of data as AsyncIterable<Uint8Array>) {
    for (let at = 0; at < piece.length; ) {
      if (rest.length === 0) rest = (await chunks.next()).value as Buffer;
      const length = Math.min(rest.length, piece.length - at);
      if (rest.compare(piece, at, at + length, 0, length) !== 0) {
        assert.unreachable(`another byte after ${offset + at}`);
      }
      rest = rest.subarray(length);
      at += length;
    }
    offset += piece.length;
  }
  file.destroy();
}

test("an object made on the way goes to disk and from disk, and neither side grows by 100 MB", async () => {
  await withFolder(async (folder) => {
    const { sopClassUid, sopInstanceUid, transferSyntaxUid, bytes } = largeObject(FRAGMENT_COUNT);
    const { bavail, bsize } = await statfs(tmpdir());
    assert.ok(bavail * bsize > 2.5 * bytes, `${tmpdir()} has no room for ${2.5 * bytes} bytes`);
    const [sender, receiver] = await Promise.all([start(folder), start(folder)]);
    try {
      // What a process needs for its first object of any size is no growth of this one.
      await transfer(sender, receiver, { fragmentCount: 1 });
      const [made, read] = [join(folder, "2.dcm"), join(folder, "3.dcm")];
      const toDisk = await transfer(sender, receiver, { fragmentCount: FRAGMENT_COUNT });
      assert.ok(toDisk.received < MAX_GROWTH_BYTES, `receiver: ${toDisk.received} bytes`);
      assert.ok(toDisk.sent < MAX_GROWTH_BYTES, `sender: ${toDisk.sent} bytes`);
      const headBytes = encodeFileHead({
        ...{ sopClassUid, sopInstanceUid, transferSyntaxUid },
        sourceAeTitle: "MINIPACS-SCU",
      }).length;
      await assertHolds(made, headBytes);
      const fromDisk = await transfer(sender, receiver, { path: made, fragmentCount: FRAGMENT_COUNT });
      assert.ok(fromDisk.sent < MAX_GROWTH_BYTES, `sender: ${fromDisk.sent} bytes`);
      assert.ok(fromDisk.received < MAX_GROWTH_BYTES, `receiver: ${fromDisk.received} bytes`);
      await assertHolds(read, headBytes);
    } finally {
      sender.end();
      receiver.end();
    }
  });
});
