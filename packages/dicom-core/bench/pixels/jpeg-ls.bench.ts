/** JPEG-LS against CharLS in WebAssembly. */
import { decodeJpegLs, encodeJpegLs } from "@minipacs/dicom-core/jpeg-ls";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { deepImages, wrongSamples } from "./inputs.ts";
import { decodeWithCharls, encodeWithCharls } from "./peers.ts";

/** No more than four times the time of the WebAssembly. */
const target = { atLeast: { CharLS: 0.25 } };

export const cases: BenchCase[] = deepImages.flatMap((image) => {
  const bytes = encodeWithCharls(image);
  const { label, samples } = image;
  return [
    {
      name: `JPEG-LS: ${label}`,
      suite: "pixels",
      compares: `decodes ${bytes.length} bytes that CharLS wrote to ${samples.length} samples of ${image.bitsPerSample} bits; CharLS is WebAssembly.`,
      ours: () => decodeJpegLs(bytes, {}),
      peers: { CharLS: () => decodeWithCharls(bytes) },
      accepts: (result) => wrongSamples(result, image) === 0,
      target,
    },
    {
      name: `JPEG-LS, encoding: ${label}`,
      suite: "pixels",
      compares: `encodes ${samples.length} samples of ${image.bitsPerSample} bits without loss.`,
      ours: () => encodeJpegLs(image, {}),
      peers: { CharLS: () => encodeWithCharls(image) },
      accepts: (result) => wrongSamples(decodeWithCharls(result as Uint8Array), image) === 0,
    },
  ];
});
