/** Decoding without workers: in slices that leave the thread to others. */
import { ownDecoder } from "@minipacs/dicom-core/codecs";
import { encodeJpegLossless } from "@minipacs/dicom-core/jpeg-lossless";
import { encodeJpegLs } from "@minipacs/dicom-core/jpeg-ls";
import { encodeRle } from "@minipacs/dicom-core/rle";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { CodecJob } from "../../src/decode/codec-job.ts";
import { CodecRunner } from "../../src/decode/codec-runner.ts";
import type { JobMessage } from "../../src/decode/worker-pool.ts";

const test = testSuite("viewer/codec-runner", { timeoutMs: 60_000 });

const SIZE = 2048;
const image = { width: SIZE, height: SIZE, componentCount: 1, bitsPerSample: 12 };
// As rough as an image: 12 bits that no run is in.
const samples = Uint16Array.from({ length: SIZE * SIZE }, (_, i) => {
  return (7 * (i % SIZE) + 31 * Math.floor(i / SIZE) + ((i * 2654435761) >>> 27)) % 4096;
});
const facts = {
  transferSyntaxUid: "",
  rows: SIZE,
  columns: SIZE,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 12,
  isSigned: false,
  photometricInterpretation: "MONOCHROME2",
};
const runner = () =>
  new CodecRunner({ maxWorkerCount: 0 }, async () => ({ workerUrl: undefined, workerCode: "" }));

/** Runs something and returns its result with the longest time in which no timer ran. */
async function withLongestGap<T>(
  run: () => Promise<T>,
): Promise<{ result: T; gapMs: number; totalMs: number }> {
  let gapMs = 0;
  let last = performance.now();
  const begun = last;
  const look = () => {
    const now = performance.now();
    gapMs = Math.max(gapMs, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  const result = await run();
  clearInterval(timer);
  look();
  return { result, gapMs, totalMs: last - begun };
}

const codestreams = {
  "jpeg-ls": () => encodeJpegLs({ samples, ...image, isSigned: false }),
  "jpeg-lossless": () => encodeJpegLossless({ samples, ...image, isSigned: false }),
  rle: () => encodeRle({ samples, ...image, bitsAllocated: 16, isSigned: false }),
} as const;

for (const family of ["jpeg-ls", "jpeg-lossless"] as const) {
  test(`${family}: a large frame is decoded in slices`, async () => {
    const bytes = codestreams[family]();
    const request = { signal: new AbortController().signal, isAhead: false };
    const run = () => withLongestGap(() => runner().run(family, bytes, facts, request));
    let { result, gapMs, totalMs } = await run();
    assert.ok(result.samples.every((sample, i) => sample === samples[i]));
    // As a whole it takes some hundred milliseconds; a busy machine takes its time, too, and not always.
    for (let tries = 1; tries < 4 && gapMs >= Math.max(100, totalMs / 3); tries += 1) {
      ({ result, gapMs, totalMs } = await run());
    }
    assert.ok(gapMs < Math.max(100, totalMs / 3), `${gapMs} of ${totalMs} ms in one piece`);
  });
}

test("rle: the page is asked for a pause many times in a frame", async () => {
  const decode = (await ownDecoder("rle"))!;
  let pauseCount = 0;
  const pause = async () => {
    pauseCount += 1;
  };
  const { samples: decoded } = await decode(codestreams.rle(), { ...facts, pause });
  assert.ok(decoded.every((sample, i) => sample === samples[i]));
  // Two planes of 4 MiB.
  assert.ok(pauseCount >= 8, `${pauseCount} pauses`);
});

test("a frame that nobody waits for any more is given up between two slices", async () => {
  const bytes = codestreams["jpeg-ls"]();
  const abort = new AbortController();
  const run = runner().run("jpeg-ls", bytes, facts, { signal: abort.signal, isAhead: true });
  setTimeout(() => abort.abort(new Error("scrolled on")), 20);
  const begun = performance.now();
  const error = await run.catch((reason: unknown) => reason);
  assert.is((error as Error).message, "scrolled on");
  assert.ok(performance.now() - begun < 5000);
});

/** Workers that do as the one of the package does, or break at once; in place of the browser's. */
function withWorkers(breaks: (url: string) => boolean): string[] {
  const opened: string[] = [];
  Object.assign(globalThis, {
    Worker: class extends EventTarget {
      readonly #url: string;
      constructor(url: string) {
        super();
        this.#url = url;
        opened.push(url);
      }
      async postMessage({ id, job }: JobMessage<CodecJob>): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve));
        if (breaks(this.#url)) {
          this.dispatchEvent(new Event("error"));
          return;
        }
        const decode = (await ownDecoder(job.family))!;
        const result = { image: await decode(job.bytes, job.facts), problems: [] };
        this.dispatchEvent(new MessageEvent("message", { data: { id, result } }));
      }
      terminate(): void {}
    },
  });
  return opened;
}
const small = { ...facts, rows: 4, columns: 4 };
const smallRle = encodeRle({
  samples: samples.slice(0, 16),
  ...{ ...image, width: 4, height: 4 },
  bitsAllocated: 16,
  isSigned: false,
});
const looked = () => ({ signal: new AbortController().signal, isAhead: false });

test("a worker's code that could not be fetched is fetched again with the next frame", async () => {
  const opened = withWorkers(() => false);
  try {
    let fetchCount = 0;
    const decoding = new CodecRunner({ maxWorkerCount: 1 }, async () => {
      fetchCount += 1;
      if (fetchCount <= 2) throw new TypeError("error loading dynamically imported module");
      return { workerUrl: "/worker.js", workerCode: "" };
    });
    const run = () => decoding.run("rle", smallRle, small, looked());
    for (let tries = 0; tries < 2; tries += 1) {
      const error = await run().catch((reason: unknown) => reason);
      assert.match((error as Error).message, /imported module/);
    }
    // Frames that are asked for together wait for one fetch.
    const both = await Promise.all([run(), run()]);
    for (const { samples: decoded } of both) assert.equal([...decoded], [...samples.subarray(0, 16)]);
    assert.is(fetchCount, 3);
    assert.equal(opened, ["/worker.js"]);
    await decoding.close();
  } finally {
    Reflect.deleteProperty(globalThis, "Worker");
  }
});

test("a runner whose worker's code never came closes", async () => {
  withWorkers(() => false);
  try {
    const decoding = new CodecRunner({ maxWorkerCount: 1 }, async () => {
      throw new TypeError("no network");
    });
    const run = decoding.run("rle", smallRle, small, looked());
    await decoding.close();
    assert.is(((await run.catch((reason: unknown) => reason)) as Error).message, "no network");
    await decoding.close();
  } finally {
    Reflect.deleteProperty(globalThis, "Worker");
  }
});

test("a worker that the page forbids gives way to the next, at last to the page itself", async () => {
  const opened = withWorkers(() => true);
  try {
    const decoding = new CodecRunner({ maxWorkerCount: 1 }, async () => ({
      workerUrl: "/worker.js",
      workerCode: "code",
    }));
    const runs = [0, 1, 2].map(() => decoding.run("rle", smallRle, small, looked()));
    for (const { samples: decoded } of await Promise.all(runs)) {
      assert.equal([...decoded], [...samples.subarray(0, 16)]);
    }
    assert.is(opened[0], "/worker.js");
    assert.match(opened[1]!, /^blob:/);
    assert.is(opened.length, 2);
    await decoding.close();
  } finally {
    Reflect.deleteProperty(globalThis, "Worker");
  }
});
