/** JPEG baseline against libjpeg-turbo in WebAssembly. */
import { decodeJpeg } from "@minipacs/dicom-core/jpeg";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { colorImage, inEightBits } from "./images.ts";
import { deepImages, wrongSamples } from "./inputs.ts";
import { decodeWithTurbo, encodeWithTurbo } from "./peers.ts";

/** No more than five times the time of the WebAssembly. */
const target = { atLeast: { "libjpeg-turbo": 0.2 } };

const grey = deepImages.map(inEightBits).map((image): BenchCase => {
  const bytes = encodeWithTurbo(image);
  const samples = decodeWithTurbo(bytes);
  return {
    name: `JPEG baseline: ${image.label}`,
    suite: "pixels",
    compares: `decodes ${bytes.length} bytes of quality 90 to ${samples.length} samples of 8 bits; no two differ by more than 1. libjpeg-turbo is WebAssembly.`,
    ours: () => decodeJpeg(bytes, {}),
    peers: { "libjpeg-turbo": () => decodeWithTurbo(bytes) },
    accepts: (result) => wrongSamples(result, { samples }, 1) === 0,
    target,
  };
});

const color = [colorImage(1024)].map((image): BenchCase => {
  const bytes = encodeWithTurbo(image);
  return {
    name: `JPEG baseline: ${image.label}`,
    suite: "pixels",
    compares: `decodes ${bytes.length} bytes of quality 90, chroma of half the width; ours gives YCbCr, libjpeg-turbo RGB.`,
    ours: () => decodeJpeg(bytes, {}),
    peers: { "libjpeg-turbo": () => decodeWithTurbo(bytes) },
    accepts: (result) => wrongSamples(result, image, 255) === 0,
    target,
  };
});

export const cases: BenchCase[] = [...grey, ...color];
