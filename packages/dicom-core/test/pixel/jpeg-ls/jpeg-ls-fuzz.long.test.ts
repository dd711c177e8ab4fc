import { LONG_RUN_LIMIT_MS } from "../../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import "../../../src/index.ts";
import { decodeJpegLs } from "../../../src/pixel/jpeg-ls/decode-jpeg-ls.ts";
import { type EncodeJpegLsOptions, encodeJpegLs } from "../../../src/pixel/jpeg-ls/encode-jpeg-ls.ts";
import { type FuzzSeed, fuzzCodec } from "../../support/codec-fuzz.ts";
import { testImage } from "../../support/test-image.ts";

function seedOf(bitsPerSample: number, componentCount: number, options: EncodeJpegLsOptions = {}): FuzzSeed {
  const { maxVal } = options.presets ?? {};
  const spec = { width: 45, height: 19, bitsPerSample, componentCount, seed: bitsPerSample };
  const image = testImage(maxVal === undefined ? spec : { ...spec, maxVal });
  return {
    name: `${componentCount} of ${bitsPerSample} bits, ${JSON.stringify(options)}`,
    bytes: encodeJpegLs(image, options),
    decode: decodeJpegLs,
  };
}

fuzzCodec(testSuite("core/pixel/jpeg-ls on damaged bytes", { timeoutMs: LONG_RUN_LIMIT_MS }), [
  seedOf(8, 1),
  seedOf(2, 1, { presets: { maxVal: 2 } }),
  seedOf(16, 1),
  seedOf(16, 1, { restartInterval: 5 }),
  seedOf(12, 1, { nearLossless: 3, presets: { t1: 6, t2: 20, t3: 200, reset: 20 } }),
  seedOf(8, 3, { interleave: "none" }),
  seedOf(8, 3, { interleave: "line", restartInterval: 2 }),
  seedOf(8, 3, { interleave: "sample" }),
  seedOf(8, 4, { interleave: "sample", nearLossless: 2 }),
]);
