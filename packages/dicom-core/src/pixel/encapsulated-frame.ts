/** Frames in fragments, and codestreams outside of them: a module of its own, as a page that shows native samples needs none of it. */
import { encapsulatedFrames } from "../codec/encapsulated.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { DecodedCodestream } from "./codec-registry.ts";
import { codestreamFamilyOf } from "./codestream-family.ts";
import { type ColorSource, decideColor } from "./color-decision.ts";
import { codingOf, decodeCodestream } from "./compressed-frame.ts";
import type { Decoding, Samples } from "./decode-frame.ts";
import { fitSamples } from "./fit-samples.ts";
import { decodeNativeBytes, isNativeFrame, nativeSamples } from "./native-frame.ts";
import { frameBits } from "./unpack.ts";

/** Returns the samples of a frame that lies in fragments. */
export function decodeEncapsulated(dataset: Dataset, index: number, decoding: Decoding): Promise<Samples> {
  return decodeBytes(encapsulatedFrames(dataset).frame(index), decoding);
}

/** Returns what is wrong with the fragments of a data set. */
export function fragmentProblems(dataset: Dataset): readonly Diagnostic[] {
  return encapsulatedFrames(dataset).diagnostics;
}

/** Returns the samples of a codestream that stands where native samples do, `undefined` where none begins. */
export async function decodeBareCodestream(
  value: Uint8Array,
  decoding: Decoding,
): Promise<Samples | undefined> {
  return codestreamFamilyOf(value) && decodeBytes(value, decoding);
}

/** The bytes of one frame, of any kind. */
async function decodeBytes(bytes: Uint8Array, decoding: Decoding): Promise<Samples> {
  const { description, transferSyntaxUid, maxSampleCount, report, decoderFor } = decoding;
  const isNativeLength = isNativeFrame(bytes, description);
  const coding = await codingOf(bytes, transferSyntaxUid, isNativeLength, report, decoderFor);
  if (coding.kind !== "codestream") {
    const native = coding.kind === "native" ? bytes : await inflated(bytes, decoding);
    return nativeSamples(
      decodeNativeBytes(native, description, { ...decoding, isFloat: false }),
      description,
    );
  }
  const facts = { ...description, transferSyntaxUid, maxSampleCount, report };
  const image = await decodeCodestream(coding.decode, bytes, facts);
  const isJpeg = coding.family === "jpeg" || coding.family === "jpeg-lossless";
  return codestreamSamples(
    image,
    isJpeg ? "jpeg" : coding.family === "jpeg2000" ? "jpeg2000" : "other",
    decoding,
  );
}

async function inflated(bytes: Uint8Array, { description, report }: Decoding): Promise<Uint8Array> {
  const { inflateFrame } = await import("./deflated-frame.ts");
  return inflateFrame(bytes, Math.ceil(frameBits(description) / 8), { report });
}

function codestreamSamples(image: DecodedCodestream, source: ColorSource, decoding: Decoding): Samples {
  const { description, raw, report } = decoding;
  const { width, height, componentCount, bitsPerSample } = image;
  if (
    width !== description.columns ||
    height !== description.rows ||
    componentCount !== description.samplesPerPixel
  ) {
    const message = `the codestream holds ${height} rows, ${width} columns and ${componentCount} components, which are taken; the data set says ${description.rows}, ${description.columns} and ${description.samplesPerPixel}`;
    report({ code: "PIXEL_SIZE_MISMATCH", message, offsetBytes: 0 });
  }
  if (bitsPerSample > description.bitsAllocated) {
    const message = `the codestream has ${bitsPerSample} bits a sample, which are taken; the data set allocates ${description.bitsAllocated}`;
    report({ code: "PIXEL_PRECISION_MISMATCH", message, offsetBytes: 0 });
  }
  return {
    ...fitSamples(image, description, raw),
    rows: height,
    columns: width,
    samplesPerPixel: componentCount,
    isSigned: description.isSigned,
    photometricInterpretation: decideColor(
      description.photometricInterpretation,
      componentCount,
      source,
      image,
    ),
  };
}
