/** What the TypeScript of the documents reads and prints. `tools/packed.test.ts` compiles and runs it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createDataset,
  encapsulateFrames,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import { encodeJpegLs } from "@minipacs/dicom-core/jpeg-ls";
import * as assert from "uvu/assert";

export interface SnippetPage {
  /** What each snippet prints, in their order; `undefined` for one that needs a browser. */
  outputs: readonly (string | RegExp | undefined)[];
  /** What lies in the folder that they run in. */
  files?: Readonly<Record<string, Uint8Array>>;
  /** Looks at that folder afterwards. */
  check?(folder: string): Promise<void>;
  /** Puts in what a test cannot have as it stands: the port of a server that runs. */
  adapt?(code: string, dicomPort: number): string;
}

const TINY = { SOPClassUID: "1.2.840.10008.5.1.4.1.1.7", SOPInstanceUID: "2.25.2" };

function tiny(attributes: Parameters<typeof createDataset>[0]): Uint8Array {
  return writeDicomFile({
    dataset: createDataset({ ...TINY, ...attributes }),
    transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
  });
}

export const TINY_IMAGE = tiny({
  ImageType: ["ORIGINAL", "PRIMARY"],
  StudyInstanceUID: "2.25.3",
  SeriesInstanceUID: "2.25.4",
  Modality: "CT",
  PatientName: "Doe^Jane",
  PatientID: "P1",
  Rows: 2,
  RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }],
  PixelData: new Uint8Array(8),
});

const FRAME = tiny({
  PhotometricInterpretation: "MONOCHROME2",
  SamplesPerPixel: 1,
  Rows: 2,
  Columns: 2,
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  PixelRepresentation: 0,
  PixelData: Uint8Array.of(0, 50, 100, 200),
});

/** 4 rows of 8 signed values, 12 bits: -1019, -1018 and so on. */
function jpegLsImage(): Uint8Array {
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

/** An echo to a server that runs, and the end of what the page's snippet began. */
const tracedEcho = (dicomPort: number) => `
import { echo } from "@minipacs/dimse";
await echo({ host: "127.0.0.1", port: ${dicomPort} });
end();
`;

export const PAGES: Readonly<Record<string, SnippetPage>> = {
  "README.md": {
    outputs: ["Doe^Jane 2\n", "", /^\d+\n$/, undefined],
    files: { "image.dcm": TINY_IMAGE },
    adapt: (code, dicomPort) => code.replace("11112", String(dicomPort)),
  },
  "docs/mpps.md": {
    outputs: ["not in the worklist: study instance UID 2.25.7 [ 'M5' ]\nN-CREATE 0 IN PROGRESS\n"],
  },
  "docs/phantom.md": { outputs: [""] },
  "docs/pixels.md": {
    outputs: [
      "1 8 4 12 MONOCHROME2\ntrue\n",
      "54 bytes, 8 × 4, 12 bits\ncodestream 3096, stored -1000\n-976 HU, level 64 true\n",
      "0,10,20,30,4000,4010,4020,4030\nPIXEL_JPEG_LS_SHORT 30\n8\n",
      "7\n",
    ],
    files: { "image.dcm": jpegLsImage() },
  },
  "docs/trace.md": {
    outputs: [/^\d+ sent A-ASSOCIATE-RQ[\s\S]*C-ECHO-RSP 0\n/],
    adapt: (code, dicomPort) => code + tracedEcho(dicomPort),
  },
  "docs/use-from-node.md": {
    outputs: [
      "[C-ECHO] from CT1 (127.0.0.1)\n",
      "association.opened\necho\nassociation.closed\ntook less than 5 s: true\nno event store within 50 ms; seen: nothing\nclosing\n",
      "ACC-7 Phantom^Anna\n",
      "CT CT Image Storage\nCT Image Storage accepted\n1.2.3.4 abstract syntax not supported\nC-STORE-RQ \nC-STORE-RSP success\n",
      "[ 'aeTitle', 'charset', 'requireCalledAe' ]\nOTHER [ 'ISO_IR 100' ]\nASSOC_REJECTED\n0\nCONFIG_AE_TITLE\n",
    ],
  },
  "docs/use-in-ci.md": { outputs: ["IN PROGRESS false\n"] },
  "docs/use-the-viewer.md": { outputs: [undefined, undefined, undefined, undefined] },
  "packages/dicom-core/README.md": {
    outputs: [
      "Doe 2 [ 'ORIGINAL', 'PRIMARY' ]\nP1 P1\nS1\n",
      "Müller^Hans\n",
      "0010,0010 Müller^Hans=?\n",
      "CT false\n",
      "0,50,100,200 MONOCHROME2\n16\n",
      '{"vr":"PN","Value":[{"Alphabetic":"Doe^Jane"}]}\nDoe^Jane\ntrue 2\n',
    ],
    files: { "image.dcm": TINY_IMAGE, "frame.dcm": FRAME },
    async check(folder) {
      const edited = readDicomFile(new Uint8Array(await readFile(join(folder, "edited.dcm"))));
      assert.is(edited.dataset.get("PatientID"), "P-00001");
      assert.is(edited.dataset.private("ACME 1.1", 0x0011)?.get(0x01), "kept");
      assert.is(edited.meta.get("MediaStorageSOPInstanceUID"), "2.25.2");
    },
  },
  "packages/dimse/README.md": {
    outputs: [
      "0\nP1\nP2\n",
      "images/a.dcm 0\nimages/b.dcm no DICOM file: the prefix DICM is not there, behind the first 128 bytes\n",
      "STORE listens\n",
      "A1\nA3\n",
      "0 0 COMPLETED\n",
      "moved for ME\n{ completed: 1, failed: 0 }\n{ completed: 1 }\n",
      "4\n[ 0, 0, 0 ]\nassociation rejected: calling AE title not recognized (permanently, by the service user)\n",
      "sent A-ASSOCIATE-RQ\nreceived A-ASSOCIATE-AC\nsent A-RELEASE-RQ\nreceived A-RELEASE-RP\n",
    ],
    files: { "image.dcm": TINY_IMAGE, "images/a.dcm": TINY_IMAGE, "images/b.dcm": new Uint8Array(4) },
    check: async (folder) => assert.ok((await readFile(join(folder, "got.dcm"))).length > 0),
  },
  "packages/minipacs/README.md": { outputs: ["[C-ECHO] from CT1 (127.0.0.1)\n"] },
  "packages/viewer-canvas/README.md": { outputs: [undefined, undefined] },
};
