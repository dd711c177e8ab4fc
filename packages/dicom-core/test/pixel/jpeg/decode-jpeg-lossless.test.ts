import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import type { CodecProblem, DecodeCodestreamOptions } from "../../../src/pixel/codec-image.ts";
import { decodeJpegLossless } from "../../../src/pixel/jpeg/decode-jpeg-lossless.ts";
import { encodeJpegLossless } from "../../../src/pixel/jpeg/encode-jpeg-lossless.ts";
import { compareToTruth } from "../../support/codec-truth.ts";
import { componentSize, losslessStream, type StreamComponent } from "../../support/lossless-stream.ts";
import { pixelVectors, samplesHash } from "../../support/pixel-vectors.ts";
import { createRandom } from "../../support/random.ts";
import { testImage } from "../../support/test-image.ts";
import { throwsCode } from "../../support/throws-code.ts";

const test = testSuite("core/pixel/jpeg/decode-jpeg-lossless");
const corpus = testSuite("core/pixel/jpeg/lossless JPEG against the truth", {
  data: true,
  timeoutMs: 120_000,
});

/** Three columns, two rows, of 8 bits. */
const HAND_MADE = bytes(`
  ff d8                            # SOI
  ff c3 00 0b 08 00 02 00 03 01 47 11 00   # SOF3: 8 bits, 2 rows, 3 columns, component 47H
  ff c4 00 17 00                   # DHT: table 0
  00 03 01 00 00 00 00 00 00 00 00 00 00 00 00 00   # three codes of 2 bits, one of 3
  00 01 02 08                      # 00: 0; 01: 1 bit; 10: 2 bits; 110: 8 bits
  ff da 00 08 01 47 00 01 00 00    # SOS: component 47H with table 0, predictor 1, no point transform
  # 128 + 1: 01 1; - 2: 10 01; + 0: 00; 129 - 129: 110 01111110; + 255: 110 11111111; - 1: 01 0
  72 67 ed fe bf
  ff d9                            # EOI
`);

function lenient(codestream: Uint8Array, options: DecodeCodestreamOptions = {}) {
  const problems: CodecProblem[] = [];
  const image = decodeJpegLossless(codestream, { ...options, report: (problem) => problems.push(problem) });
  return { samples: [...image.samples], codes: problems.map(({ code }) => code), problems };
}
/** Returns the offset of a marker's first appearance. */
function offsetOf(codestream: Uint8Array, marker: number): number {
  for (let at = 0; at + 1 < codestream.length; at += 1) {
    if (codestream[at] === 0xff && codestream[at + 1] === marker) return at;
  }
  throw new Error(`no marker ${marker.toString(16)}`);
}
/** Returns a component of noise with its samples repeated to the size of the image. */
function component(
  seed: number,
  frame: { width: number; height: number },
  h: number,
  v: number,
  maxH: number,
  maxV: number,
  bits: number,
) {
  const size = componentSize(frame, h, v, maxH, maxV);
  const { samples } = testImage({ ...size, componentCount: 1, bitsPerSample: bits, seed: seed });
  const at = (x: number, y: number) =>
    samples[Math.floor((y * v) / maxV) * size.width + Math.floor((x * h) / maxH)]!;
  return { component: { h, v, samples, ...size } satisfies StreamComponent, at };
}

test("a stream by hand", () => {
  const image = decodeJpegLossless(HAND_MADE);
  assert.equal(
    { ...image, samples: [...image.samples] },
    {
      samples: [129, 127, 127, 0, 255, 254],
      width: 3,
      height: 2,
      componentCount: 1,
      bitsPerSample: 8,
      isSigned: false,
      componentIds: [0x47],
      hasJfif: false,
      adobeTransform: undefined,
      process: "lossless",
      subsampling: "1x1",
      isSubsampled: false,
    },
  );
});

test("streams of DCMTK and GDCM", () => {
  const vectors = pixelVectors("jpeg-lossless");
  assert.ok(vectors.length >= 60);
  for (const { encoder, image, codestream, samplesSha256 } of vectors) {
    const label = `${encoder} of ${JSON.stringify(image)}`;
    const decoded = decodeJpegLossless(codestream);
    // DCMTK writes the bits that are allocated.
    assert.ok(decoded.bitsPerSample >= image.bitsPerSample, label);
    assert.is(samplesHash(decoded, image.bitsPerSample), samplesSha256, label);
  }
});

test("sampling factors, scans of some components, restarts, a height told late", () => {
  const shapes = [
    { factors: [[1, 1]], scans: [[0]] },
    { factors: [[2, 2]], scans: [[0]] },
    {
      factors: [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      scans: [[0], [1], [2]],
    },
    {
      factors: [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      scans: [
        [0, 2],
        [3, 1],
      ],
    },
    {
      factors: [
        [2, 1],
        [1, 1],
        [1, 1],
      ],
      scans: [[0, 1, 2]],
    },
    {
      factors: [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
      scans: [[0, 1, 2]],
    },
    {
      factors: [
        [2, 2],
        [1, 2],
        [2, 1],
      ],
      scans: [[0, 1], [2]],
    },
    {
      factors: [
        [1, 2],
        [4, 1],
      ],
      scans: [[1, 0]],
    },
    {
      factors: [
        [3, 2],
        [1, 1],
        [1, 1],
      ],
      scans: [[2], [0], [1]],
    },
  ];
  for (let seed = 0; seed < 250; seed += 1) {
    const random = createRandom(seed);
    const { factors, scans } = random.pick(shapes);
    const frame = { width: 1 + random.below(30), height: 1 + random.below(20) };
    const precision = 2 + random.below(15);
    const maxH = Math.max(...factors.map(([h]) => h!));
    const maxV = Math.max(...factors.map(([, v]) => v!));
    const made = factors.map(([h, v], i) => component(seed * 8 + i, frame, h!, v!, maxH, maxV, precision));
    const pointTransform = random.pick([0, 0, precision >> 1]);
    const codestream = losslessStream({
      ...frame,
      precision,
      components: made.map((one) => one.component),
      scans: scans.map((components) => ({ components, predictor: 1 + random.below(7), pointTransform })),
      // Of whole rows, as the standard wants it, and not.
      restartInterval: random.pick([0, 0, Math.ceil(frame.width / maxH), 7]),
      ...(random.below(4) === 0 ? { headerHeight: 0 } : {}),
    });
    const expected: number[] = [];
    for (let y = 0; y < frame.height; y += 1) {
      for (let x = 0; x < frame.width; x += 1) {
        for (const { at } of made) expected.push((at(x, y) >> pointTransform) << pointTransform);
      }
    }
    const decoded = decodeJpegLossless(codestream);
    assert.is(decoded.samples.BYTES_PER_ELEMENT, precision <= 8 ? 1 : 2);
    const words = (values: ArrayLike<number>) => new Uint8Array(Uint16Array.from(values).buffer);
    assertBytes(words(decoded.samples), words(expected), `seed ${seed}`);
  }
});

test("a difference of 32768, and sums that wrap", () => {
  const values = [0, 32768, 65535, 0, 65535, 1, 32769, 1, 65535];
  const [width, height] = [3, 3];
  for (let predictor = 1; predictor <= 7; predictor += 1) {
    const codestream = losslessStream({
      width,
      height,
      precision: 16,
      components: [{ h: 1, v: 1, samples: values, width, height }],
      scans: [{ components: [0], predictor }],
    });
    assert.equal([...decodeJpegLossless(codestream).samples], values, `predictor ${predictor}`);
  }
});

test("8 bits whose differences were taken modulo 256", () => {
  // 255 after 3, said as -4 instead of +252.
  const wrapped = bytes(`
    ff d8  ff c3 00 0b 08 00 01 00 02 01 01 11 00
    ff c4 00 15 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 03 07
    ff da 00 08 01 01 00 01 00 00
    # 128 - 125: 01 0000010; - 4: 00 011
    41 0f
    ff d9
  `);
  assert.equal([...decodeJpegLossless(wrapped).samples], [3, 255]);
});

test("cut anywhere: what came before is there, the rest is 0", () => {
  const image = testImage({ width: 40, height: 30, componentCount: 1, bitsPerSample: 12, seed: 5 });
  for (const selectionValue of [1, 5]) {
    const codestream = encodeJpegLossless(image, { selectionValue });
    let before = 0;
    for (let length = offsetOf(codestream, 0xda) + 10; length < codestream.length; length += 1) {
      const { samples, codes } = lenient(codestream.subarray(0, length));
      assert.is(codes.at(-1), "PIXEL_JPEG_TRUNCATED");
      let count = samples.length;
      while (count > 0 && samples[count - 1] === 0) count -= 1;
      assert.equal(samples.slice(0, count), [...image.samples.subarray(0, count)]);
      assert.ok(count >= before - 1, `${count} samples of ${length} bytes, ${before} of fewer`);
      before = count;
      throwsCode(() => decodeJpegLossless(codestream.subarray(0, length)), "PIXEL_JPEG_TRUNCATED");
    }
    assert.is(before, samplesThatAreNotZero(image.samples));
  }
});
function samplesThatAreNotZero(samples: ArrayLike<number>): number {
  let count = samples.length;
  while (count > 0 && samples[count - 1] === 0) count -= 1;
  return count;
}

test("damage ends at the next restart, which predicts anew", () => {
  const image = testImage({ width: 40, height: 12, componentCount: 1, bitsPerSample: 10, seed: 6 });
  const codestream = encodeJpegLossless(image, { rowsPerRestart: 3, selectionValue: 7 });
  const damaged = codestream.slice();
  const first = offsetOf(codestream, 0xd0);
  // Ones are no code.
  damaged.set(bytes("ff 00 ff 00 ff 00"), first + 12);
  const { samples, codes } = lenient(damaged);
  assert.equal(codes, ["PIXEL_JPEG_CODE"]);
  const rows = (from: number, to: number) => [...image.samples.subarray(from * 40, to * 40)];
  assert.equal(samples.slice(0, 120), rows(0, 3));
  assert.equal(samples.slice(240), rows(6, 12));
  // A whole interval lost: the numbers of the markers tell.
  const lost = new Uint8Array([
    ...codestream.subarray(0, first),
    ...codestream.subarray(offsetOf(codestream, 0xd1)),
  ]);
  const without = lenient(lost);
  assert.equal(without.codes, ["PIXEL_JPEG_RESTART"]);
  assert.equal(without.samples.slice(240), rows(6, 12));
  assert.equal(new Set(without.samples.slice(120, 240)), new Set([0]));
});

test("scans that do not fit, or are missing", () => {
  const sos = offsetOf(HAND_MADE, 0xda);
  const withByte = (at: number, value: number) => {
    const changed = HAND_MADE.slice();
    changed[at] = value;
    return changed;
  };
  for (const wrong of [withByte(sos + 7, 8), withByte(sos + 9, 8), withByte(sos + 5, 0x48)]) {
    throwsCode(() => decodeJpegLossless(wrong), "PIXEL_JPEG_SCAN");
    throwsCode(() => lenient(wrong), "PIXEL_JPEG_SCAN");
  }
  // Two scans of the same component: the first one stands.
  const twice = new Uint8Array([...HAND_MADE.subarray(0, -2), ...HAND_MADE.subarray(sos)]);
  const { samples, codes } = lenient(twice);
  assert.equal(samples, [...decodeJpegLossless(HAND_MADE).samples]);
  assert.is(codes[0], "PIXEL_JPEG_SCAN");
  // Two components, one of them in a scan.
  const frame = { width: 3, height: 2 };
  const made = [1, 2].map((seed) => component(seed, frame, 1, 1, 1, 1, 8));
  const half = lenient(
    losslessStream({
      ...frame,
      precision: 8,
      components: made.map((one) => one.component),
      scans: [{ components: [1] }],
    }),
  );
  assert.equal(half.codes, ["PIXEL_JPEG_SCAN"]);
  assert.equal(
    half.samples.filter((_, i) => i % 2 === 1),
    [...made[1]!.component.samples],
  );
});

test("other processes, sizes that cannot be", () => {
  const sof = offsetOf(HAND_MADE, 0xc3);
  for (const marker of [0xc0, 0xc1, 0xc2, 0xc7, 0xcb, 0xf7]) {
    const other = HAND_MADE.slice();
    other[sof + 1] = marker;
    throwsCode(() => lenient(other), "UNSUPPORTED_JPEG_PROCESS");
  }
  throwsCode(() => lenient(HAND_MADE, { maxSampleCount: 5 }), "LIMIT_EXCEEDED");
  const forged = HAND_MADE.slice();
  forged.fill(0xff, sof + 5, sof + 9);
  throwsCode(() => lenient(forged), "LIMIT_EXCEEDED");
  forged.fill(0x40, sof + 5, sof + 9);
  throwsCode(() => lenient(forged), "PIXEL_TOO_SHORT");
  throwsCode(() => lenient(new Uint8Array(0)), "PIXEL_JPEG_NONE");
  throwsCode(() => lenient(HAND_MADE.subarray(0, sof)), "PIXEL_JPEG_FRAME");
});

test("a component with half the samples each way is repeated", () => {
  const frame = { width: 4, height: 2 };
  const whole = { h: 2, v: 2, samples: [1, 2, 3, 4, 5, 6, 7, 8], ...frame };
  const half = { h: 1, v: 1, samples: [90, 91], width: 2, height: 1 };
  const scans = [{ components: [0, 1] }];
  const image = decodeJpegLossless(
    losslessStream({ ...frame, precision: 8, components: [whole, half], scans }),
  );
  assert.is(image.subsampling, "2x2,1x1");
  assert.equal([...image.samples], [1, 90, 2, 90, 3, 91, 4, 91, 5, 90, 6, 90, 7, 91, 8, 91]);
});

corpus("every frame of the corpus, in every sample", () => {
  const { frameCount, failures } = compareToTruth(
    ["1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"],
    (frame) => decodeJpegLossless(frame),
  );
  assert.equal(failures, []);
  assert.ok(frameCount >= 48, `only ${frameCount} frames`);
});
