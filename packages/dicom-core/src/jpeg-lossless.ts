/** The `jpeg-lossless` entry: JPEG Lossless alone. ISO/IEC 10918-1 Annex H. */
export type { CodecImage, CodecProblem, DecodeCodestreamOptions } from "./pixel/codec-image.ts";
export { decodeJpegLossless, jpegLosslessDecoder } from "./pixel/jpeg/decode-jpeg-lossless.ts";
export { type EncodeJpegLosslessOptions, encodeJpegLossless } from "./pixel/jpeg/encode-jpeg-lossless.ts";
export type { JpegImage } from "./pixel/jpeg/jpeg-image.ts";
