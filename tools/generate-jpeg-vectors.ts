/**
 * Writes test-vectors/pixel/jpeg.json: JPEG codestreams that DCMTK and libjpeg-turbo make of a generated image, and what
 * both decode them to. Needs dcmcjpeg, dcmdjpeg, cjpeg and djpeg, so that it is no part of `npm run generate`.
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encapsulatedFrames } from "../packages/dicom-core/src/index.ts";
import type { CodecImage } from "../packages/dicom-core/src/pixel/codec-image.ts";
import { imageFile, runOnFile } from "../packages/dicom-core/test/support/codec-file.ts";
import { createRandom } from "../packages/dicom-core/test/support/random.ts";
import { repositoryPath } from "./test/data.ts";
import { runTool } from "./test/foreign-tools.ts";

/** One codestream. */
export interface JpegVector {
  /** The command that made it. */
  encoder: string;
  /** The command that tells its samples; none where the codestream is to be refused. */
  decoder?: string;
  /** Base64. */
  codestream: string;
  /** Of the samples `[row][column][component]`, words of 8 or 16 bits, little endian. */
  samplesSha256?: string;
}

const GREY = [
  "",
  "-optimize",
  "-quality 100",
  "-quality 4",
  "-restart 1B",
  "-restart 1",
  "-progressive",
].concat(["-progressive -restart 3B", "-progressive -quality 100", "-arithmetic"]);

/** Factors of the components, which stay RGB so that nothing is converted. */
const SAMPLING = [
  "1x1",
  "2x1",
  "2x2",
  "4x1",
  "1x2",
  "4x2",
  "1x4",
  "1x1,2x2,1x2",
  "2x1,1x1,1x1",
  "3x1,1x1,1x1",
];

/** Scans of one component each; bands of coefficients, and bits of them, in an order that encoders do not choose. */
const SCRIPTS = {
  sequential: "1; 0; 2;",
  progressive:
    "0,1: 0-0, 0, 2; 2: 0-0, 0, 0; 1: 1-63, 0, 1; 0: 6-63, 0, 3; 0,1: 0-0, 2, 1; 0: 1-5, 0, 0; 0: 6-63, 3, 2; " +
    "1: 1-63, 1, 0; 0,1: 0-0, 1, 0; 0: 6-63, 2, 1; 2: 1-63, 0, 0; 0: 6-63, 1, 0;",
};

const DCMTK: [options: string, bitsPerSample: number, componentCount: number][] = [
  ["+eb", 8, 1],
  ["+eb -ho +q 100", 8, 1],
  ["+eb +q 10", 8, 1],
  ["+ee", 8, 1],
  ["+es", 8, 1],
  ["+ep", 8, 1],
  ["+ee", 12, 1],
  ["+ee +q 100", 12, 1],
  ["+es", 12, 1],
  ["+ep", 12, 1],
  ["+ep +q 100", 12, 1],
  ["+eb +cr", 8, 3],
  ["+eb +cy +s2", 8, 3],
  ["+eb +cy +s4", 8, 3],
  ["+eb +cy +n1", 8, 3],
  ["+eb +cy +n2", 8, 3],
  ["+eb +cy +np", 8, 3],
  ["+ep +cy +np", 8, 3],
  ["+es +cy +s2", 8, 3],
];

const folder = mkdtempSync(join(tmpdir(), "minipacs-jpeg-"));
try {
  const vectors: JpegVector[] = [];
  for (const options of GREY) vectors.push(await libjpeg(options, testPicture(37, 21, 1, 8)));
  for (const [width, height] of [
    [1, 1],
    [8, 8],
    [5, 9],
  ] as const) {
    vectors.push(await libjpeg("", testPicture(width, height, 1, 8)));
    vectors.push(await libjpeg("-rgb -sample 2x2", testPicture(width, height, 3, 8)));
  }
  const colour = testPicture(43, 35, 3, 8);
  for (const sampling of SAMPLING) vectors.push(await libjpeg(`-rgb -sample ${sampling}`, colour));
  for (const name of Object.keys(SCRIPTS)) {
    for (const sampling of ["1x1", "2x2"]) {
      vectors.push(await libjpeg(`-rgb -sample ${sampling} -scans ${name}`, colour));
      vectors.push(await libjpeg(`-rgb -sample ${sampling} -restart 1B -scans ${name}`, colour));
    }
  }
  vectors.push(await libjpeg("-quality 80", colour));
  for (const [options, bitsPerSample, componentCount] of DCMTK) {
    vectors.push(await dcmtk(options, testPicture(37, 29, componentCount, bitsPerSample)));
  }
  const shows =
    "JPEG codestreams that DCMTK and libjpeg-turbo make of their options, and the samples they decode to.";
  const lines = vectors.map((vector) => JSON.stringify(vector)).join(",\n");
  const path = repositoryPath("test-vectors", "pixel", "jpeg.json");
  mkdirSync(repositoryPath("test-vectors", "pixel"), { recursive: true });
  writeFileSync(path, `{"shows":${JSON.stringify(shows)},"vectors":[\n${lines}\n]}\n`);
  process.stdout.write(`${path}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Waves, edges and noise: coefficients of all sizes. */
function testPicture(
  width: number,
  height: number,
  componentCount: number,
  bitsPerSample: number,
): CodecImage {
  const random = createRandom(width * height);
  const largest = 2 ** bitsPerSample - 1;
  const count = width * height * componentCount;
  const samples = bitsPerSample === 8 ? new Uint8Array(count) : new Uint16Array(count);
  for (let at = 0; at < count; at += 1) {
    const component = at % componentCount;
    const x = Math.floor(at / componentCount) % width;
    const y = Math.floor(at / componentCount / width);
    const wave = Math.sin(x / (3 + component) + Math.cos(y / 5)) / 4;
    const edge = (Math.floor(x / 11) + Math.floor(y / (7 + component))) % 3 === 0 ? 0.8 : 0.3;
    const noise = (random.below(1000) - 500) / 8000;
    samples[at] = Math.round(largest * Math.min(1, Math.max(0, edge + wave + noise)));
  }
  return { samples, width, height, componentCount, bitsPerSample, isSigned: false };
}

async function libjpeg(options: string, image: CodecImage): Promise<JpegVector> {
  const path = (name: string) => join(folder, name);
  const { width, height, componentCount, samples } = image;
  const head = `P${componentCount === 1 ? 5 : 6} ${width} ${height} 255\n`;
  writeFileSync(path("in.pnm"), Buffer.concat([Buffer.from(head), samples as Uint8Array]));
  for (const [name, script] of Object.entries(SCRIPTS)) writeFileSync(path(name), script);
  const encoder = ["cjpeg", ...options.split(" ").filter((option) => option !== "")];
  await run([...encoder, "-outfile", "out.jpg", "in.pnm"]);
  const codestream = readFileSync(path("out.jpg")).toString("base64");
  if (options.includes("-arithmetic")) return { encoder: encoder.join(" "), codestream };
  // libjpeg-turbo alone has a fancy upsampling for rows without columns. Colours that are converted are not told here.
  const decoder = ["djpeg", "-dct", "int", ...(/ 1x[24]$/.test(options) ? ["-nosmooth"] : [])];
  if (componentCount === 3 && !options.includes("-rgb")) return { encoder: encoder.join(" "), codestream };
  await run([...decoder, "-outfile", "out.pnm", "out.jpg"]);
  const decoded = readFileSync(path("out.pnm")).subarray(-samples.length);
  return vectorOf(encoder, decoder, codestream, decoded);
}

async function run([name, ...args]: string[]): Promise<void> {
  const { code, output } = await runTool(name!, args, { cwd: folder });
  if (code !== 0) throw new Error(`${name} ${args.join(" ")}: ${code}\n${output}`);
}

async function dcmtk(options: string, image: CodecImage): Promise<JpegVector> {
  const encoder = ["dcmcjpeg", ...options.split(" ")];
  const decoder = ["dcmdjpeg", "+cn", "+px"];
  const encoded = await runOnFile(encoder[0]!, [...encoder.slice(1), "IN", "OUT"], imageFile(image));
  const codestream = Buffer.from(encapsulatedFrames(encoded.dataset).frame(0)).toString("base64");
  const photometricInterpretation = encoded.dataset.getText("PhotometricInterpretation") ?? "";
  const file = imageFile(
    image,
    { photometricInterpretation },
    { codestream: Buffer.from(codestream, "base64"), transferSyntaxUid: encoded.transferSyntaxUid },
  );
  const decoded = await runOnFile(decoder[0]!, [...decoder.slice(1), "IN", "OUT"], file);
  const pixels = decoded.dataset.get("PixelData") as Uint8Array;
  return vectorOf(encoder, decoder, codestream, pixels.subarray(0, image.samples.byteLength));
}

function vectorOf(encoder: string[], decoder: string[], codestream: string, samples: Uint8Array): JpegVector {
  const samplesSha256 = createHash("sha256").update(samples).digest("hex");
  return { encoder: encoder.join(" "), decoder: decoder.join(" "), codestream, samplesSha256 };
}
