/** The codestreams of `test-vectors/pixel` and what they stand for. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { PixelVector } from "../../../../tools/generate-pixel-vectors.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import type { CodecImage } from "../../src/pixel/codec-image.ts";
import { samplesAsBytes } from "./codec-truth.ts";

/** Returns the vectors of a codec, their codestreams as bytes. */
export function pixelVectors(
  codec: string,
): (Omit<PixelVector, "codestream"> & { codestream: Uint8Array })[] {
  const text = readFileSync(repositoryPath("test-vectors", "pixel", `${codec}.json`), "utf8");
  const { vectors } = JSON.parse(text) as { vectors: PixelVector[] };
  return vectors.map((vector) => ({
    ...vector,
    codestream: new Uint8Array(Buffer.from(vector.codestream, "base64")),
  }));
}

/** Returns the SHA-256 that a vector tells of its samples. */
export function samplesHash({ samples }: Pick<CodecImage, "samples">, bitsPerSample: number): string {
  return createHash("sha256").update(samplesAsBytes(samples, bitsPerSample)).digest("hex");
}
