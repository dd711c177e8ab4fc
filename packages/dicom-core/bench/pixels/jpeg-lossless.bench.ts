/** JPEG Lossless, first-order prediction, against the decoder in JavaScript that viewers use. */
import { decodeJpegLossless, encodeJpegLossless } from "@minipacs/dicom-core/jpeg-lossless";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { deepImages, wrongSamples } from "./inputs.ts";
import { decodeWithLosslessJs } from "./peers.ts";

/** No more than 0.7 of its time. */
const target = { atLeast: { "jpeg-lossless-decoder-js": 1.43 } };

export const cases: BenchCase[] = deepImages.map((image) => {
  const bytes = encodeJpegLossless(image, {});
  if (wrongSamples(decodeJpegLossless(bytes, {}), image) > 0)
    throw new Error(`${image.label} is not the same`);
  return {
    name: `JPEG lossless: ${image.label}`,
    suite: "pixels",
    compares: `decodes ${bytes.length} bytes to ${image.samples.length} samples of ${image.bitsPerSample} bits; jpeg-lossless-decoder-js may get one of them wrong, the last one of the real CT.`,
    ours: () => decodeJpegLossless(bytes, {}),
    peers: { "jpeg-lossless-decoder-js": () => decodeWithLosslessJs(bytes) },
    accepts: (result) => wrongSamples(result, image) <= 1,
    target,
  };
});
