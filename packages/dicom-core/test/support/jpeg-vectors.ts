/** The JPEG codestreams of test-vectors/pixel/jpeg.json. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { JpegVector } from "../../../../tools/generate-jpeg-vectors.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import type { CodecImage } from "../../src/pixel/codec-image.ts";
import { samplesAsBytes } from "./codec-truth.ts";

export interface JpegStream extends JpegVector {
  bytes: Uint8Array;
}

/** Returns all of them. */
export function jpegStreams(): JpegStream[] {
  const { vectors } = JSON.parse(
    readFileSync(repositoryPath("test-vectors", "pixel", "jpeg.json"), "utf8"),
  ) as {
    vectors: JpegVector[];
  };
  return vectors.map((vector) => ({
    ...vector,
    bytes: new Uint8Array(Buffer.from(vector.codestream, "base64")),
  }));
}

/** Returns the first that a command made. */
export function jpegStream(encoder: string): Uint8Array {
  const stream = jpegStreams().find((one) => one.encoder === encoder);
  if (!stream) throw new Error(`no codestream of ${encoder}`);
  return stream.bytes;
}

export function hashOf({ samples, bitsPerSample }: CodecImage): string {
  return createHash("sha256").update(samplesAsBytes(samples, bitsPerSample)).digest("hex");
}
