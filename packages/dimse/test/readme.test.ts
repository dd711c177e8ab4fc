import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertSnippets } from "../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../tools/test/suite.ts";

const test = testSuite("dimse/README", { timeoutMs: 180_000 });

/** What each snippet prints, in their order. */
const OUTPUT = [
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

const FILES = { "image.dcm": image, "images/a.dcm": image, "images/b.dcm": new Uint8Array(4) };

test("every snippet runs and prints what it should", () =>
  assertSnippets("packages/dimse/README.md", OUTPUT, FILES, async (folder) => {
    assert.ok((await stat(join(folder, "got.dcm"))).size > 0);
  }));
