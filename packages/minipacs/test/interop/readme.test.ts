/** The lines for DCMTK in README.md, run as they stand but for the port. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { TINY_IMAGE } from "../../../../tools/documents/pages.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPacs, type Pacs } from "../../src/index.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/README", {
  tools: ["echoscu", "findscu", "storescu"],
});

let pacs: Pacs;
test.before(async () => {
  pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: false, ephemeral: true });
});
test.after(() => pacs.close({ drainMs: 0 }));

test("the lines for DCMTK reach the server", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "image.dcm"), TINY_IMAGE);
    const lines = blocksOf("README.md", "sh").at(-1)?.trim().split("\n") ?? [];
    assert.equal(
      lines.map((line) => line.split(" ")[0]),
      ["echoscu", "findscu", "storescu"],
    );
    for (const line of lines) {
      const run = await runTool("sh", ["-ec", line.replace("11112", String(pacs.dicomPort))], {
        cwd: folder,
      });
      assert.is(run.code, 0, `${line}\n${run.output}`);
    }
    assert.is(await pacs.index.count(), 1);
  }));
