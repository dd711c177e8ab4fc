/** The `rle` entry: RLE Lossless alone. PS3.5 Annex G. */
export type { CodecImage, CodecProblem, DecodeCodestreamOptions } from "./pixel/codec-image.ts";
export { type DecodeRleOptions, decodeRle, rleDecoder } from "./pixel/rle/decode-rle.ts";
export { encodeRle } from "./pixel/rle/encode-rle.ts";
