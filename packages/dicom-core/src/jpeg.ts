/** The `jpeg` entry: JPEG with the discrete cosine transform alone. ITU-T T.81. */
export type { CodecImage, CodecProblem, DecodeCodestreamOptions } from "./pixel/codec-image.ts";
export { decodeJpeg, jpegDecoder } from "./pixel/jpeg/decode-jpeg.ts";
export type { JpegImage } from "./pixel/jpeg/jpeg-image.ts";
