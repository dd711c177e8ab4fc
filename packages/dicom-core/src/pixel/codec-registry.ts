/** Which decoder takes the frames of a transfer syntax: the project's own, fetched when first needed, and registered ones. */
import { InvalidArgumentError } from "../errors.ts";
import { findTransferSyntax } from "../transfer-syntax/transfer-syntaxes.ts";
import type { CodecImage, DecodeCodestreamOptions } from "./codec-image.ts";
import type { CodestreamColor } from "./color-decision.ts";
import { isVideoSyntax } from "./video/video-syntaxes.ts";

/** What the data set says of a frame, beside the options of every decoder. */
export interface FrameFacts extends DecodeCodestreamOptions {
  /** As declared; what begins the bytes may be of another syntax of the same decoder. */
  transferSyntaxUid: string;
  rows: number;
  columns: number;
  samplesPerPixel: number;
  bitsAllocated: number;
  bitsStored: number;
  isSigned: boolean;
  photometricInterpretation: string;
  /** Asked every few lines by the project's own decoders: where it gives a promise, they go on once that is kept. */
  pause?: (() => Promise<unknown> | undefined) | undefined;
}

/** A decoded frame with what its codestream says of its colour. */
export type DecodedCodestream = CodecImage & CodestreamColor;

/**
 * Decodes the bytes of one frame, fragments joined. May be asynchronous, and throw: a DicomError as it is, another
 * error as the cause of a DecodeError PIXEL_DECODER_FAILED.
 */
export type FrameDecoder = (
  bytes: Uint8Array,
  facts: FrameFacts,
) => DecodedCodestream | Promise<DecodedCodestream>;

/** Syntaxes that one decoder takes. */
export type CodecFamily =
  | "rle"
  | "deflated"
  | "jpeg"
  | "jpeg-lossless"
  | "jpeg-ls"
  | "jpeg2000"
  | "jpeg-xl"
  | "video";

const ROOT = "1.2.840.10008.1.2.";

/** Behind the root. Processes of JPEG that nobody writes (arithmetic, hierarchical) are of no family; films have no frames. */
const FAMILIES: Readonly<Partial<Record<CodecFamily, string>>> = {
  rle: "5",
  deflated: "8.1",
  jpeg: "4.50 4.51 4.53 4.55",
  "jpeg-lossless": "4.57 4.70",
  "jpeg-ls": "4.80 4.81",
  jpeg2000: "4.90 4.91 4.92 4.93 4.201 4.202 4.203",
  "jpeg-xl": "4.110 4.111 4.112",
};

/** The project's own decoders. Each is a module of its own, so that a page fetches what its images need. */
const OWN: Partial<Record<CodecFamily, () => Promise<FrameDecoder>>> = {
  rle: async () => (await import("./rle/decode-rle.ts")).rleDecoder,
  jpeg: async () => (await import("./jpeg/decode-jpeg.ts")).jpegDecoder,
  "jpeg-lossless": async () => (await import("./jpeg/decode-jpeg-lossless.ts")).jpegLosslessDecoder,
  "jpeg-ls": async () => (await import("./jpeg-ls/decode-jpeg-ls.ts")).jpegLsDecoder,
};

const registered = new Map<string, FrameDecoder>();

/**
 * Has the frames of a transfer syntax decoded by `decode`, before any decoder of the project; for JPEG XL, a WebAssembly
 * codec or a private syntax. `undefined` takes it back. Holds for every file of the process.
 *
 * @throws InvalidArgumentError ARG_DECODER for a syntax whose pixel data is not in frames: native, or a video
 */
export function registerDecoder(transferSyntaxUid: string, decode: FrameDecoder | undefined): void {
  const syntax = findTransferSyntax(transferSyntaxUid);
  if (isVideoSyntax(transferSyntaxUid) || (syntax && !syntax.isEncapsulated)) {
    throw new InvalidArgumentError(
      "ARG_DECODER",
      `${transferSyntaxUid}: its pixel data is no compressed frames`,
    );
  }
  if (decode) registered.set(transferSyntaxUid, decode);
  else registered.delete(transferSyntaxUid);
}

/** Returns the decoder registered for a transfer syntax. */
export function registeredDecoder(transferSyntaxUid: string): FrameDecoder | undefined {
  return registered.get(transferSyntaxUid);
}

/** Returns the family of a transfer syntax, `video` for films and their fragmentable twins; `undefined` for native and unknown ones. */
export function familyOf(transferSyntaxUid: string): CodecFamily | undefined {
  if (isVideoSyntax(transferSyntaxUid)) return "video";
  if (!transferSyntaxUid.startsWith(ROOT)) return undefined;
  const uid = transferSyntaxUid.slice(ROOT.length);
  const families = Object.keys(FAMILIES) as CodecFamily[];
  return families.find((family) => FAMILIES[family]?.split(" ").includes(uid));
}

/** Gives the decoder of a family, `undefined` where it has none. */
export type DecoderFor = (
  family: CodecFamily,
) => FrameDecoder | undefined | Promise<FrameDecoder | undefined>;

/** Returns the project's own decoder of a family, fetched with the first call. */
export const ownDecoder: DecoderFor = (family) => OWN[family]?.();

/** Whether the project has a decoder of a family; fetches nothing. */
export function hasOwnDecoder(family: CodecFamily): boolean {
  return OWN[family] !== undefined;
}

/** Returns a decoder of a family: one registered for any of its syntaxes, else what `decoderFor` gives. */
export async function decoderOf(
  family: CodecFamily,
  decoderFor: DecoderFor = ownDecoder,
): Promise<FrameDecoder | undefined> {
  for (const uid of FAMILIES[family]?.split(" ") ?? []) {
    const decode = registered.get(ROOT + uid);
    if (decode) return decode;
  }
  return decoderFor(family);
}
