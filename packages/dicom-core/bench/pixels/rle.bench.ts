/** RLE Lossless: at the speed of memory. */
import { decodeRle, encodeRle } from "@minipacs/dicom-core/rle";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { colorImage } from "./images.ts";
import { deepImages, wrongSamples } from "./inputs.ts";

const BYTES_PER_SECOND = 400e6;

export const cases: BenchCase[] = [...deepImages, colorImage(1024)].map((image) => {
  const { width, height, componentCount, samples } = image;
  const bitsAllocated = samples.BYTES_PER_ELEMENT * 8;
  const bytes = encodeRle({ ...image, bitsAllocated });
  const options = { rows: height, columns: width, samplesPerPixel: componentCount, bitsAllocated };
  return {
    name: `RLE: ${image.label}`,
    suite: "pixels",
    compares: `decodes ${bytes.length} bytes to ${samples.byteLength}; the target is ${BYTES_PER_SECOND / 1e6} MB of samples a second.`,
    ours: () => decodeRle(bytes, options),
    peers: { "a copy": () => samples.slice() },
    accepts: (result) => wrongSamples(result, image) === 0,
    target: {
      atMost: (samples.byteLength / BYTES_PER_SECOND) * 1e6,
      // Far below what is measured: a guard for any machine.
      atLeast: { "a copy": 0.04 },
      shortfall:
        "bytes of three planes are written three apart, one by one. Unpacking each plane by itself and joining them took 1.6 to 1.8 times as long.",
    },
  };
});
