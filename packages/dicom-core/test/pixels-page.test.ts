// Runs the snippets of docs/pixels.md as they stand; tools/docs.test.ts type-checks them.
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { measureBundles } from "../../../tools/bundle-size.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { assertSnippets } from "../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { createDataset, encapsulateFrames, TRANSFER_SYNTAX, writeDicomFile } from "../src/index.ts";
import { encodeJpegLs } from "../src/jpeg-ls.ts";

const test = testSuite("core/pixels page", { timeoutMs: 60_000 });

const OUTPUT = [
  "1 8 4 12 MONOCHROME2\ntrue\n",
  "54 bytes, 8 × 4, 12 bits\ncodestream 3096, stored -1000\n-976 HU, level 64 true\n",
  "0,10,20,30,4000,4010,4020,4030\nPIXEL_JPEG_LS_SHORT 30\n8\n",
  "7\n",
];

/** 4 rows of 8 signed values, 12 bits: -1019, -1018 and so on. */
function image(): Uint8Array {
  const samples = Uint16Array.from({ length: 32 }, (_, i) => (i - 1019) & 0xfff);
  const facts = { width: 8, height: 4, componentCount: 1, bitsPerSample: 12, isSigned: false };
  const dataset = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.2",
    SOPInstanceUID: "2.25.5",
    Modality: "CT",
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: 4,
    Columns: 8,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 1,
    WindowCenter: -600,
    WindowWidth: 1500,
    RescaleIntercept: 24,
    RescaleSlope: 1,
  });
  dataset.setFragments("PixelData", encapsulateFrames([encodeJpegLs({ samples, ...facts })]).fragments);
  return writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.jpegLsLossless });
}

test("every snippet runs and prints what it should", () =>
  assertSnippets("docs/pixels.md", OUTPUT, { "image.dcm": image() }));

test("the sizes that it states hold", async () => {
  const page = readFileSync(repositoryPath("docs/pixels.md"), "utf8");
  const rows = [...page.matchAll(/^\| (?:`([\w-]+)`|all of them) \| ([\d.]+) kB \|$/gm)];
  const bundles = await measureBundles();
  assert.ok(rows.length >= 4);
  for (const [, entry = "codecs together", kilobytes] of rows) {
    const bytes = bundles.find(({ name }) => name === entry)?.gzipBytes ?? Number.NaN;
    const stated = Number(kilobytes) * 1000;
    assert.ok(bytes <= stated && bytes > stated * 0.8, `${entry}: ${bytes} bytes, stated ${stated}`);
  }
});
