/** Decoding without workers: in slices that leave the thread to others. */
import { ownDecoder } from "@minipacs/dicom-core/codecs";
import { encodeJpegLossless } from "@minipacs/dicom-core/jpeg-lossless";
import { encodeJpegLs } from "@minipacs/dicom-core/jpeg-ls";
import { encodeRle } from "@minipacs/dicom-core/rle";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { CodecRunner } from "../../src/decode/codec-runner.ts";

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
