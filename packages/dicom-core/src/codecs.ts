/** The `codecs` entry: the project's own decoders without files and data sets, for workers. */
export type { CodecImage, CodecProblem, DecodeCodestreamOptions } from "./pixel/codec-image.ts";
export {
  type CodecFamily,
  type DecodedCodestream,
  type DecoderFor,
  type FrameDecoder,
  type FrameFacts,
  ownDecoder,
} from "./pixel/codec-registry.ts";
