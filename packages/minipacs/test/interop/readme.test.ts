/** The lines for DCMTK in README.md, run as they stand but for the ports and the command. */
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPacs, type Pacs } from "../../src/index.ts";
import { cliPath } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/README", {
  tools: ["curl", "echoscu", "findscu", "storescu"],
});

let pacs: Pacs;
test.before(async () => {
  pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: 0, isHeadless: true, ephemeral: true });
});
test.after(() => pacs.close({ drainMs: 0 }));

test("the lines for DCMTK reach the server", () =>
  withFolder(async (folder) => {
    const lines = blocksOf("README.md", "sh").at(-1)?.trim().split("\n") ?? [];
    const programs = ["curl", "npm", "echoscu", "findscu", "storescu"];
    assert.equal(
      lines.map((line) => line.split(" ")[0]),
      programs,
    );
    let found = "";
    for (const line of lines) {
      const adapted = line
        .replace("11112", String(pacs.dicomPort))
        .replace("8080", String(pacs.httpPort))
        .replace("npm start --", `"${process.execPath}" "${cliPath()}"`);
      const options = { cwd: folder, env: { NODE_OPTIONS: "" } };
      const run = await runTool("sh", ["-ec", adapted], options);
      assert.is(run.code, 0, `${line}\n${run.output}`);
      if (line.startsWith("findscu")) found = run.output;
    }
    assert.match(found, /PatientName/);
    assert.is(await pacs.index.count(), 2);
  }));
