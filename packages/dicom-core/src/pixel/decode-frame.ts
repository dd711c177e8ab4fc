/** From a file to the samples of one frame. PS3.5 8 and A.4, PS3.3 C.7.6.3. */
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { type Diagnostic, DiagnosticCollector } from "../diagnostic.ts";
import { DecodeError, InvalidArgumentError } from "../errors.ts";
import { elementPath } from "../tag.ts";
import { type CodecProblem, MAX_SAMPLE_COUNT } from "./codec-image.ts";
import { type DecoderFor, familyOf } from "./codec-registry.ts";
import { type DisplayFacts, displayFactsWith, hasSpecialFacts } from "./display/display-facts.ts";
import { decodeNativeFrame, nativeSamples, nativeValueOf } from "./native-frame.ts";
import { describePixels, frameCountOf, type PixelDescription, pixelElementOf } from "./pixel-description.ts";
import { frameBits, type PixelArray } from "./unpack.ts";
import { isVideoSyntax } from "./video/video-syntaxes.ts";

/** What frames are decoded from: a file, or a data set with the syntax it came in. */
export interface FrameSource {
  dataset: Dataset;
  transferSyntaxUid: string;
}

/** A frame as `decodeFrame` returns it. */
export interface DecodedFrame extends DisplayFacts {
  /** `[row][column][sample]`, masked and sign-extended; one byte per pixel of a 1-bit image. A copy. */
  pixels: PixelArray;
  /** Of the pixels: those of the codestream where the data set says others. */
  rows: number;
  columns: number;
  samplesPerPixel: number;
  /** More than the data set says where the codestream is more precise than Bits Allocated. */
  bitsStored: number;
  isSigned: boolean;
  /**
   * What `pixels` is now, which may not be what the data set says: chroma has been brought to full size, the colour
   * transform of JPEG 2000 undone. See `decideColor`.
   */
  photometricInterpretation: string;
  /** What was wrong and how it was taken. Offsets are those within the frame's bytes. */
  diagnostics: Diagnostic[];
}

/** How `decodeFrame` decodes. */
export interface DecodeFrameOptions {
  /** Leaves the bits above Bits Stored as they come. */
  raw?: boolean;
  /** The first warning is thrown as a DecodeError of its code. */
  strict?: boolean;
  /** Largest rows * columns * samples that is allocated. Default {@link MAX_SAMPLE_COUNT}. */
  maxSampleCount?: number;
  /** In place of the project's own decoders: as ones that hand the bytes to a worker, where `ownDecoder` takes them. */
  decoderFor?: DecoderFor;
}

/** Samples and what they are. */
export type Samples = Pick<
  DecodedFrame,
  "pixels" | "rows" | "columns" | "samplesPerPixel" | "bitsStored" | "isSigned" | "photometricInterpretation"
>;

/** What all of a frame's decoding is told. */
export interface Decoding {
  description: PixelDescription;
  transferSyntaxUid: string;
  raw: boolean;
  maxSampleCount: number;
  decoderFor: DecoderFor | undefined;
  report: (problem: CodecProblem) => void;
}

/** Returns the number of frames, 0 for an object without an image. */
export function frameCount(source: { dataset: Dataset }): number {
  return pixelElementOf(source.dataset) ? frameCountOf(source.dataset) : 0;
}

/**
 * Returns the samples of a frame, counted from 0.
 *
 * What is damaged or cut off is decoded as far as it goes, with a diagnostic; what is missing is 0.
 *
 * @throws InvalidArgumentError ARG_FRAME for a frame that is not there
 * @throws DecodeError PIXEL_NONE, PIXEL_DESCRIPTION, PIXEL_TOO_SHORT, PIXEL_FRAME_NOT_FOUND, PIXEL_DECODER_FAILED, and
 *   those of the codecs
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxSampleCount`
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX naming the syntax, UNSUPPORTED_VIDEO: see `videoStream`
 */
export async function decodeFrame(
  source: FrameSource,
  index: number,
  options: DecodeFrameOptions = {},
): Promise<DecodedFrame> {
  const { dataset, transferSyntaxUid } = source;
  const keyword = pixelElementOf(dataset);
  const element = keyword && dataset.element(keyword);
  if (element === undefined) throw new DecodeError("PIXEL_NONE", "the data set holds no pixel data");
  const collector = new DiagnosticCollector(options.strict);
  const path = elementPath("", element.tag);
  const report = ({ code, message, offsetBytes }: CodecProblem) =>
    collector.warn(code, offsetBytes, message, path);
  const description = describePixels(dataset, (code, message, at) => {
    collector.warn(code, -1, message, elementPath("", dataset.element(at)!.tag));
  });
  assertFrame(index, description.frameCount);
  const maxSampleCount = options.maxSampleCount ?? MAX_SAMPLE_COUNT;
  const { raw = false, decoderFor } = options;
  const decoding = { description, transferSyntaxUid, raw, maxSampleCount, decoderFor, report };
  if (isVideoSyntax(transferSyntaxUid)) throw await videoError(transferSyntaxUid);
  const inFragments = element.fragments && (await import("./encapsulated-frame.ts"));
  const decode = (how: Decoding) =>
    inFragments
      ? inFragments.decodeEncapsulated(dataset, index, how)
      : decodeValue(nativeValueOf(element, dataset.get(keyword!)), element, index, how);
  const special = hasSpecialFacts(dataset, index) ? await import("./display/special-facts.ts") : undefined;
  const facts = displayFactsWith(dataset, index, special?.readSpecialFacts);
  const ofFragments = inFragments?.fragmentProblems(dataset) ?? [];
  for (const diagnostic of [...ofFragments, ...facts.diagnostics]) collector.add(diagnostic);
  const samples = await decode(decoding);
  let { overlays } = facts;
  if (special && overlays.some(({ embeddedBit }) => embeddedBit !== undefined)) {
    const { pixels } = decoding.raw ? samples : await decode({ ...decoding, raw: true, report: () => {} });
    overlays = special.extractEmbeddedOverlays(overlays, pixels);
  }
  return { ...samples, ...facts, overlays, diagnostics: collector.diagnostics };
}

async function videoError(transferSyntaxUid: string): Promise<Error> {
  const { unsupportedVideo } = await import("./compressed-frame.ts");
  return unsupportedVideo(transferSyntaxUid);
}

function assertFrame(index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new InvalidArgumentError("ARG_FRAME", `frame ${index} of ${count}: counted from 0`);
}

/** A value without fragments: native, unless it is too short for that and a codestream begins it. */
async function decodeValue(
  value: Uint8Array,
  element: DataElement,
  index: number,
  decoding: Decoding,
): Promise<Samples> {
  const { description, transferSyntaxUid, report } = decoding;
  const isFloat = element.vr === "OF" || element.vr === "OD";
  const isShort = value.length * 8 < frameBits(description) * description.frameCount;
  if (isShort && !isFloat && description.frameCount === 1) {
    const { decodeBareCodestream } = await import("./encapsulated-frame.ts");
    const samples = await decodeBareCodestream(value, decoding);
    if (samples) return samples;
  }
  if (familyOf(transferSyntaxUid) && !isFloat) {
    const message = `no fragments although the syntax is ${transferSyntaxUid}: taken for uncompressed samples`;
    report({ code: "PIXEL_SYNTAX_MISMATCH", message, offsetBytes: 0 });
  }
  const pixels = decodeNativeFrame(value, element, index, description, { ...decoding, isFloat });
  return nativeSamples(pixels, description);
}
