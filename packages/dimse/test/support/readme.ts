/** What the snippets of the README read and print, from source and from the packed package. */
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";

/** What each snippet prints, in their order. */
export const README_OUTPUT = [
  "0\nP1\nP2\n",
  "images/a.dcm 0\nimages/b.dcm not a Part 10 file: it ends within its meta information\n",
  "STORE listens\n",
  "A1\nA3\n",
  "0 0 COMPLETED\n",
  "moved for ME\n{ completed: 1, failed: 0 }\n{ completed: 1 }\n",
  "4\n[ 0, 0, 0 ]\nassociation rejected: calling AE title not recognized (permanently, by the service user)\n",
  "sent A-ASSOCIATE-RQ\nreceived A-ASSOCIATE-AC\nsent A-RELEASE-RQ\nreceived A-RELEASE-RP\n",
];

const image = writeDicomFile({
  dataset: createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "2.25.2",
    PatientID: "P1",
    Rows: 2,
  }),
  transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
});

export const README_FILES = { "image.dcm": image, "images/a.dcm": image, "images/b.dcm": new Uint8Array(4) };
