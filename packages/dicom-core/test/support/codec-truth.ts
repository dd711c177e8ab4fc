/** Codecs against the truth of the shared data, without data sets between: the frames' bytes in, their samples out. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { requireData } from "../../../../tools/test/data.ts";
import { encapsulatedFrames, readDicomFile } from "../../src/index.ts";
import type { CodecImage } from "../../src/pixel/codec-image.ts";
import { describePixels, type PixelDescription } from "../../src/pixel/pixel-description.ts";

interface Truth {
  transferSyntax: string;
  status: string;
  decoded?: { bitsAllocated: number; oneByteBits: boolean };
  frames: { sha256: string }[];
}

/**
 * Decodes every frame of the corpus in one of the syntaxes and returns the number of them, and a line for each that
 * is not equal to the truth in every sample.
 */
export function compareToTruth(
  transferSyntaxUids: readonly string[],
  decode: (frame: Uint8Array, description: PixelDescription) => CodecImage,
): { frameCount: number; failures: string[] } {
  const truths = JSON.parse(readFileSync(requireData("truth", "pixels.json"), "utf8")) as Record<
    string,
    Truth
  >;
  let frameCount = 0;
  const failures: string[] = [];
  for (const [path, truth] of Object.entries(truths)) {
    if (!transferSyntaxUids.includes(truth.transferSyntax) || truth.decoded === undefined) continue;
    const { dataset } = readDicomFile(readFileSync(requireData("dicom", path)));
    const frames = encapsulatedFrames(dataset);
    const description = describePixels(dataset);
    const { bitsAllocated, oneByteBits } = truth.decoded;
    for (const [index, { sha256 }] of truth.frames.entries()) {
      const { samples } = decode(frames.frame(index), description);
      const bytes = samplesAsBytes(samples, oneByteBits ? 8 : bitsAllocated);
      frameCount += 1;
      if (createHash("sha256").update(bytes).digest("hex") !== sha256)
        failures.push(`${path} frame ${index}`);
    }
  }
  return { frameCount, failures };
}

/** Returns samples in little endian words of so many bits. */
export function samplesAsBytes(samples: CodecImage["samples"], bits: number): Uint8Array {
  const words =
    bits <= 8 ? Uint8Array.from(samples) : bits <= 16 ? Uint16Array.from(samples) : Uint32Array.from(samples);
  return new Uint8Array(words.buffer);
}
