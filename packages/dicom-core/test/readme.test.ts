// Runs the snippets of the README as they stand; tools/docs.test.ts type-checks them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertSnippets } from "../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { createDataset, readDicomFile, TRANSFER_SYNTAX, writeDicomFile } from "../src/index.ts";

const test = testSuite("core/README", { timeoutMs: 60_000 });

/** What each snippet prints, in their order. */
const OUTPUT = [
  "Doe 2 [ 'ORIGINAL', 'PRIMARY' ]\nP1 P1\nS1\n",
  "Müller^Hans\n",
  "0010,0010 Müller^Hans=?\n",
  "CT false\n",
  "0,50,100,200 MONOCHROME2\n16\n",
  '{"vr":"PN","Value":[{"Alphabetic":"Doe^Jane"}]}\nDoe^Jane\ntrue 2\n',
];

const image = writeDicomFile({
  dataset: createDataset({
    ImageType: ["ORIGINAL", "PRIMARY"],
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "2.25.2",
    Modality: "CT",
    PatientName: "Doe^Jane",
    PatientID: "P1",
    Rows: 2,
    RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }],
    PixelData: new Uint8Array(8),
  }),
  transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
});

const frame = writeDicomFile({
  dataset: createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "2.25.3",
    PhotometricInterpretation: "MONOCHROME2",
    SamplesPerPixel: 1,
    Rows: 2,
    Columns: 2,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: Uint8Array.of(0, 50, 100, 200),
  }),
  transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
});

test("every snippet runs and prints what it should", () =>
  assertSnippets(
    "packages/dicom-core/README.md",
    OUTPUT,
    { "image.dcm": image, "frame.dcm": frame },
    async (folder) => {
      const edited = readDicomFile(new Uint8Array(await readFile(join(folder, "edited.dcm"))));
      assert.is(edited.dataset.get("PatientID"), "P-00001");
      assert.is(edited.dataset.private("ACME 1.1", 0x0011)?.get(0x01), "kept");
      assert.is(edited.meta.get("MediaStorageSOPInstanceUID"), "2.25.2");
    },
  ));
