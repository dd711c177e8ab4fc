import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertSnippets } from "../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../tools/test/suite.ts";

const test = testSuite("dimse/README", { timeoutMs: 60_000 });

/** What each snippet prints, in their order. */
const OUTPUT = [
  "0\nDoe^Jane\n",
  "P1 MODALITY\n0\n",
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

test("every snippet runs and prints what it should", () =>
  assertSnippets("packages/dimse/README.md", OUTPUT, { "image.dcm": image }, async (folder) => {
    assert.ok((await stat(join(folder, "received.dcm"))).size > 0);
  }));
