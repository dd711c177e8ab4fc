/** What the snippets of the README read and print, from source and from the packed package. */
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "../../src/index.ts";

/** What each snippet prints, in their order. */
export const README_OUTPUT = [
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

export const README_FILES = { "image.dcm": image, "frame.dcm": frame };
