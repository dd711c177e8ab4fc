/** The `jpeg-ls` entry: JPEG-LS alone, with and without loss. ISO/IEC 14495-1. */
export type { CodecImage, CodecProblem, DecodeCodestreamOptions } from "./pixel/codec-image.ts";
export { decodeJpegLs, type JpegLsImage, jpegLsDecoder } from "./pixel/jpeg-ls/decode-jpeg-ls.ts";
export { type EncodeJpegLsOptions, encodeJpegLs } from "./pixel/jpeg-ls/encode-jpeg-ls.ts";
export type { JpegLsColorTransform, JpegLsInterleave } from "./pixel/jpeg-ls/headers.ts";
export type { JpegLsPresets } from "./pixel/jpeg-ls/parameters.ts";
