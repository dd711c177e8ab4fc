import { LONG_RUN_LIMIT_MS } from "../../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import "../../../src/index.ts";
import { decodeJpegLossless } from "../../../src/pixel/jpeg/decode-jpeg-lossless.ts";
import {
  type EncodeJpegLosslessOptions,
  encodeJpegLossless,
} from "../../../src/pixel/jpeg/encode-jpeg-lossless.ts";
import { type FuzzSeed, fuzzCodec } from "../../support/codec-fuzz.ts";
import { losslessStream } from "../../support/lossless-stream.ts";
import { testImage } from "../../support/test-image.ts";

function seedOf(bits: number, componentCount: number, options: EncodeJpegLosslessOptions): FuzzSeed {
  const image = testImage({ width: 47, height: 19, componentCount, bitsPerSample: bits, seed: bits });
  return {
    name: `${componentCount} of ${bits} bits, ${JSON.stringify(options)}`,
    bytes: encodeJpegLossless(image, options),
    decode: decodeJpegLossless,
  };
}

function subsampledSeed(): FuzzSeed {
  const [width, height] = [32, 18];
  const components = [2, 1, 1].map((factor, index) => {
    const size = { width: (width * factor) / 2, height: (height * factor) / 2 };
    const { samples } = testImage({ ...size, componentCount: 1, bitsPerSample: 8, seed: index });
    return { h: factor, v: factor, samples, ...size };
  });
  const scans = [{ components: [0, 2], predictor: 4 }, { components: [1] }];
  return {
    name: "subsampled",
    bytes: losslessStream({ width, height, precision: 8, components, scans, restartInterval: 16 }),
    decode: decodeJpegLossless,
  };
}

fuzzCodec(testSuite("core/pixel/jpeg/lossless JPEG on damaged bytes", { timeoutMs: LONG_RUN_LIMIT_MS }), [
  seedOf(8, 1, {}),
  seedOf(16, 1, { selectionValue: 7 }),
  seedOf(12, 1, { selectionValue: 4, rowsPerRestart: 4 }),
  seedOf(8, 3, { selectionValue: 5, pointTransform: 2 }),
  seedOf(10, 4, { selectionValue: 6, rowsPerRestart: 1 }),
  subsampledSeed(),
]);
