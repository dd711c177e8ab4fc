import { LONG_RUN_LIMIT_MS } from "../../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import "../../../src/index.ts";
import { decodeRle } from "../../../src/pixel/rle/decode-rle.ts";
import { encodeRle } from "../../../src/pixel/rle/encode-rle.ts";
import { type FuzzSeed, fuzzCodec } from "../../support/codec-fuzz.ts";
import { createRandom } from "../../support/random.ts";

function seedOf(bitsAllocated: number, componentCount: number): FuzzSeed {
  const random = createRandom(bitsAllocated + componentCount);
  const [width, height] = [61, 17];
  const samples = new (bitsAllocated <= 8 ? Uint8Array : bitsAllocated === 16 ? Uint16Array : Uint32Array)(
    width * height * componentCount,
  );
  for (let at = 0; at < samples.length; ) {
    const end = at + 1 + random.below(random.pick([2, 100]));
    samples.fill(random.below(2 ** bitsAllocated), at, end);
    at = end;
  }
  const facts = { width, height, componentCount, bitsPerSample: bitsAllocated, isSigned: false };
  return {
    name: `${componentCount} of ${bitsAllocated} bits`,
    bytes: encodeRle({ samples, ...facts, bitsAllocated }),
    decode: (bytes, options) =>
      decodeRle(bytes, {
        rows: height,
        columns: width,
        samplesPerPixel: componentCount,
        bitsAllocated,
        ...options,
      }),
  };
}

fuzzCodec(testSuite("core/pixel/rle on damaged bytes", { timeoutMs: LONG_RUN_LIMIT_MS }), [
  seedOf(1, 1),
  seedOf(8, 1),
  seedOf(8, 3),
  seedOf(16, 1),
  seedOf(16, 4),
  seedOf(32, 3),
]);
