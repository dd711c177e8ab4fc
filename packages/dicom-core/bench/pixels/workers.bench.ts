/** Frames decoded one after the other, and on workers. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { decodeJpegLs, encodeJpegLs } from "@minipacs/dicom-core/jpeg-ls";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { ctImage } from "./images.ts";

const FRAME_COUNT = 16;
const WORKER_COUNT = Math.min(4, availableParallelism());

const frame = encodeJpegLs(ctImage(512), {});

/** Takes frames, gives back samples without copying them; the codec alone is loaded. */
const CODE = `
  import { parentPort } from "node:worker_threads";
  import { decodeJpegLs } from ${JSON.stringify(import.meta.resolve("@minipacs/dicom-core/jpeg-ls"))};
  parentPort.on("message", (bytes) => {
    const { samples } = decodeJpegLs(bytes, {});
    parentPort.postMessage(samples, [samples.buffer]);
  });`;
let workers: Worker[] | undefined;

function startWorkers(): Worker[] {
  const url = new URL(`data:text/javascript,${encodeURIComponent(CODE)}`);
  return Array.from({ length: WORKER_COUNT }, () => {
    const worker = new Worker(url);
    worker.unref();
    return worker;
  });
}

/** Time on the wall, whatever the clock of the other cases: that of a process counts all threads. */
async function onWorkers(): Promise<number> {
  workers ??= startWorkers();
  const start = performance.now();
  let next = 0;
  await Promise.all(
    workers.map(async (worker) => {
      while (next < FRAME_COUNT) {
        next += 1;
        worker.postMessage(frame);
        await once(worker, "message");
      }
    }),
  );
  return performance.now() - start;
}

function oneAfterTheOther(): number {
  const start = performance.now();
  for (let i = 0; i < FRAME_COUNT; i += 1) decodeJpegLs(frame, {});
  return performance.now() - start;
}

export const cases: BenchCase[] = [
  {
    name: `${FRAME_COUNT} frames of JPEG-LS on ${WORKER_COUNT} workers`,
    suite: "pixels",
    compares: `ours: ${FRAME_COUNT} frames of CT 512² on ${WORKER_COUNT} worker threads, each frame sent there and its samples back; in one thread: the same one after the other. Always time on the wall, and of use only on a machine whose processors are free.`,
    unit: "ms",
    rounds: 15,
    ours: onWorkers,
    peers: { "in one thread": oneAfterTheOther },
  },
];
