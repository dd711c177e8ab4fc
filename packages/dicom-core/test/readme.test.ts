// Runs the snippets of the README as they stand; tools/docs.test.ts type-checks them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertSnippets } from "../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { readDicomFile } from "../src/index.ts";
import { README_FILES, README_OUTPUT } from "./support/readme.ts";

const test = testSuite("core/README", { timeoutMs: 60_000 });

test("every snippet runs and prints what it should", () =>
  assertSnippets("packages/dicom-core/README.md", README_OUTPUT, README_FILES, async (folder) => {
    const edited = readDicomFile(new Uint8Array(await readFile(join(folder, "edited.dcm"))));
    assert.is(edited.dataset.get("PatientID"), "P-00001");
    assert.is(edited.dataset.private("ACME 1.1", 0x0011)?.get(0x01), "kept");
    assert.is(edited.meta.get("MediaStorageSOPInstanceUID"), "2.25.2");
  }));
