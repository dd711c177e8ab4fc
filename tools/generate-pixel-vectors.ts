/**
 * Writes test-vectors/pixel/CODEC.json: codestreams that foreign encoders make of generated images. Needs DCMTK and
 * GDCM, so that it is no part of `npm run generate`; arguments name the codecs, all without.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encapsulatedFrames } from "../packages/dicom-core/src/index.ts";
import { imageFile, runOnFile } from "../packages/dicom-core/test/support/codec-file.ts";
import { samplesAsBytes } from "../packages/dicom-core/test/support/codec-truth.ts";
import { type TestImageSpec, testImage } from "../packages/dicom-core/test/support/test-image.ts";
import { type Tool, VECTOR_SETS, type VectorRow } from "./pixel-vector-rows.ts";
import { repositoryPath } from "./test/data.ts";

/** One codestream of `test-vectors/pixel`. */
export interface PixelVector {
  /** The command that made it. */
  encoder: string;
  /** What it was made of, see `testImage`; the samples themselves where it is lossless. */
  image: TestImageSpec;
  /** Base64. */
  codestream: string;
  /** Of the samples as a correct decoder gives them: `[row][column][component]`, words of 8 or 16 bits, little endian. */
  samplesSha256: string;
  /** Base64 of the same, where decoders may differ a little. */
  samples?: string;
}

/** Returns the text of a file of vectors. */
async function generatePixelVectors(codec: string): Promise<string> {
  const { shows, rows } = VECTOR_SETS[codec]!;
  const vectors: PixelVector[] = [];
  for (const row of rows) vectors.push(await vectorOf(row));
  const lines = vectors.map((vector) => JSON.stringify(vector));
  return `{"shows":${JSON.stringify(shows)},"vectors":[\n${lines.join(",\n")}\n]}\n`;
}

async function vectorOf({
  encoder,
  image: spec,
  facts,
  decoders,
  isLossy,
  hasTolerance,
}: VectorRow): Promise<PixelVector> {
  const image = testImage(spec);
  const encoded = await run(encoder, imageFile(image, facts));
  const codestream = encapsulatedFrames(encoded.dataset).frame(0);
  const original = samplesAsBytes(image.samples, image.bitsPerSample);
  let samples = isLossy ? undefined : original;
  for (const decoder of decoders) {
    const file = imageFile(image, facts, { codestream, transferSyntaxUid: encoded.transferSyntaxUid });
    const decoded = (await run(decoder, file)).dataset.get("PixelData") as Uint8Array;
    const bytes = decoded.slice(0, original.length);
    samples ??= bytes;
    if (Buffer.compare(bytes, samples) !== 0)
      throw new Error(`${decoder.join(" ")} differs: ${encoder.join(" ")}`);
  }
  if (samples === undefined) throw new Error(`${encoder.join(" ")}: nothing tells the samples`);
  return {
    encoder: encoder.join(" "),
    image: spec,
    codestream: Buffer.from(codestream).toString("base64"),
    samplesSha256: createHash("sha256").update(samples).digest("hex"),
    ...(hasTolerance ? { samples: Buffer.from(samples).toString("base64") } : {}),
  };
}

function run([name, ...args]: Tool, file: Uint8Array) {
  return runOnFile(name, [...args, "IN", "OUT"], file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  mkdirSync(repositoryPath("test-vectors", "pixel"), { recursive: true });
  for (const codec of names.length > 0 ? names : Object.keys(VECTOR_SETS)) {
    const path = repositoryPath("test-vectors", "pixel", `${codec}.json`);
    writeFileSync(path, await generatePixelVectors(codec));
    process.stdout.write(`${path}\n`);
  }
}
