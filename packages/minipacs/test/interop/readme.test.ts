/** The snippets of README.md and its lines for DCMTK, run as they stand but for the port. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { assertSnippets } from "../../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPacs, type Pacs } from "../../src/index.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/README", {
  tools: ["echoscu", "findscu", "storescu"],
  timeoutMs: 120_000,
});

const image = writeDicomFile({
  dataset: createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "1.2.3.4",
    StudyInstanceUID: "1.2.3",
    SeriesInstanceUID: "1.2.3.1",
    PatientName: "Doe^Jane",
    Rows: 8,
  }),
  transferSyntaxUid: "1.2.840.10008.1.2.1",
});

let pacs: Pacs;
test.before(async () => {
  pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: false, ephemeral: true });
});
test.after(() => pacs.close({ drainMs: 0 }));

/** That of the viewer needs a browser; `docs.test.ts` type-checks it. */
test("the snippets for Node run and print what they should", () =>
  assertSnippets(
    "README.md",
    ["Doe^Jane 8\n", "", /^\d+\n$/, undefined],
    { "image.dcm": image },
    undefined,
    (code) => code.replace("11112", String(pacs.dicomPort)),
  ));

test("the lines for DCMTK reach the server", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "image.dcm"), image);
    const readme = await readFile(repositoryPath("README.md"), "utf8");
    const lines = readme.match(/^(?:echo|find|store)scu .*$/gm) ?? [];
    assert.is(lines.length, 3);
    for (const line of lines) {
      const run = await runTool("sh", ["-ec", line.replace("11112", String(pacs.dicomPort))], {
        cwd: folder,
      });
      assert.is(run.code, 0, `${line}\n${run.output}`);
    }
    assert.is(await pacs.index.count(), 1);
  }));
