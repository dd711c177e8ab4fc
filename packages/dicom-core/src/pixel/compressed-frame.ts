/** One frame of compressed Pixel Data: what its bytes are, whatever the syntax says, and which decoder takes them. */
import { DecodeError, isDicomError, UnsupportedError } from "../errors.ts";
import { findTransferSyntax, TRANSFER_SYNTAX } from "../transfer-syntax/transfer-syntaxes.ts";
import type { CodecProblem } from "./codec-image.ts";
import {
  type CodecFamily,
  type DecodedCodestream,
  type DecoderFor,
  decoderOf,
  type FrameDecoder,
  type FrameFacts,
  familyOf,
  registeredDecoder,
} from "./codec-registry.ts";
import { codestreamFamilyOf } from "./codestream-family.ts";

/** What to do with the bytes of a frame; `deflated` are native samples once they are inflated. */
export type FrameCoding =
  | { kind: "native" | "deflated" }
  | { kind: "codestream"; decode: FrameDecoder; family: CodecFamily | undefined };

/**
 * Returns how a frame is to be decoded. A registered decoder gets its syntax's frames as they are; otherwise the first
 * bytes decide before the declared syntax does.
 *
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX naming a syntax that nothing here decodes
 */
export async function codingOf(
  bytes: Uint8Array,
  transferSyntaxUid: string,
  isNativeLength: boolean,
  report: (problem: CodecProblem) => void,
  decoderFor?: DecoderFor,
): Promise<FrameCoding> {
  const registered = registeredDecoder(transferSyntaxUid);
  const declared = familyOf(transferSyntaxUid);
  if (registered) return { kind: "codestream", decode: registered, family: declared };
  const isDeclaredNative =
    transferSyntaxUid === TRANSFER_SYNTAX.encapsulatedUncompressed ||
    findTransferSyntax(transferSyntaxUid)?.isEncapsulated === false;
  if (isDeclaredNative && isNativeLength) return { kind: "native" };
  const found = codestreamFamilyOf(bytes);
  if (found === undefined && (isDeclaredNative || (isNativeLength && declared !== "deflated"))) {
    if (!isDeclaredNative) report(mismatch("uncompressed samples", transferSyntaxUid));
    return { kind: "native" };
  }
  const family = found ?? declared;
  if (family === "deflated") return { kind: "deflated" };
  const decode = family && (await decoderOf(family, decoderFor));
  if (decode === undefined) throw unsupported(transferSyntaxUid, found === declared ? undefined : found);
  if (family !== declared) report(mismatch(`a codestream of ${family}`, transferSyntaxUid));
  return { kind: "codestream", decode, family };
}

/**
 * Returns what a decoder makes of a frame, its samples in memory of their own.
 *
 * @throws DecodeError PIXEL_DECODER_FAILED around what is no DicomError, and for samples that are not as many as it says
 */
export async function decodeCodestream(
  decode: FrameDecoder,
  bytes: Uint8Array,
  facts: FrameFacts,
): Promise<DecodedCodestream> {
  let image: DecodedCodestream;
  try {
    image = await decode(bytes, facts);
  } catch (cause) {
    if (isDicomError(cause)) throw cause;
    throw new DecodeError("PIXEL_DECODER_FAILED", `the decoder of ${facts.transferSyntaxUid} failed`, {
      cause,
    });
  }
  const { samples, width, height, componentCount } = image;
  if (samples.length !== width * height * componentCount) {
    const message = `the decoder gave ${samples.length} samples for ${width} x ${height} x ${componentCount}`;
    throw new DecodeError("PIXEL_DECODER_FAILED", message);
  }
  return samples.buffer === bytes.buffer ? { ...image, samples: samples.slice() } : image;
}

/** Returns the error for a stream of which no frame is an image of its own. */
export function unsupportedVideo(transferSyntaxUid: string): UnsupportedError {
  const name = findTransferSyntax(transferSyntaxUid)?.name;
  return new UnsupportedError(
    "UNSUPPORTED_VIDEO",
    `${name} (${transferSyntaxUid}) is a video: videoStream() returns it`,
    { details: { transferSyntaxUid } },
  );
}

function unsupported(transferSyntaxUid: string, found?: CodecFamily): UnsupportedError {
  const name = findTransferSyntax(transferSyntaxUid)?.name ?? "an unknown transfer syntax";
  const inFact = found ? `, in fact ${found},` : "";
  return new UnsupportedError(
    "UNSUPPORTED_TRANSFER_SYNTAX",
    `frames in ${name} (${transferSyntaxUid})${inFact} cannot be decoded: registerDecoder() can add a decoder`,
    { details: { transferSyntaxUid, found } },
  );
}

function mismatch(what: string, transferSyntaxUid: string): CodecProblem {
  const name = findTransferSyntax(transferSyntaxUid)?.name ?? transferSyntaxUid;
  return {
    code: "PIXEL_SYNTAX_MISMATCH",
    message: `${what} where the transfer syntax is ${name}: taken for what it is`,
    offsetBytes: 0,
  };
}
