/** RLE Lossless: at the speed of memory. */
import { decodeRle, encodeRle } from "@minipacs/dicom-core/rle";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { colorImage } from "./images.ts";
import { deepImages, wrongSamples } from "./inputs.ts";

const BYTES_PER_SECOND = 400e6;

/** Measured by rounds in which the processors had other work, too. */
const GREY =
  "a time, which the machine's other work changes: of 31 rounds of XA 2048² the best took 9.7 ms, half of them more than 16.7; of a copy 1.4 and 2.9. By a profile 94 % of it is the loop that unpacks; going through both planes of a part of the frame while that is in the cache took 1.02 to 1.15 times as long.";
const COLOUR =
  "bytes of three planes are written three apart, one by one. Unpacking each plane by itself and joining them took 1.6 to 1.8 times as long. While the machine did other work, the best of 31 rounds took 4.3 ms, half of them more than 6.5.";

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
      shortfall: componentCount === 3 ? COLOUR : GREY,
    },
  };
});
