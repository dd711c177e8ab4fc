import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDataset, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPacs } from "../../src/pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/http-docs", { tools: ["curl"] });

test("every curl line of docs/http-api.md does what it says", () =>
  withFolder(async (folder) => {
    const token = "documented";
    const pacs = await createPacs({
      port: 0,
      host: "127.0.0.1",
      httpPort: 0,
      ephemeral: true,
      isHeadless: true,
    });
    try {
      const dataset = createDataset({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.7", SOPInstanceUID: "1.2.3" });
      const file = writeDicomFile({ dataset, transferSyntaxUid: "1.2.840.10008.1.2.1" });
      await writeFile(join(folder, "image.dcm"), file);
      const lines = blocksOf("docs/http-api.md", "sh").flatMap((block) =>
        block
          .replace(/\n {2}/g, " ")
          .trim()
          .split("\n"),
      );
      const calls = lines.filter((line) => line.startsWith("curl "));
      assert.ok(calls.length >= 18, `${calls.length} calls`);
      const env = {
        ...{ PATH: process.env.PATH, API: `http://127.0.0.1:${pacs.httpPort}/api` },
        MINIPACS_HTTP_TOKEN: token,
      };
      for (const line of calls) {
        const { stdout } = await promisify(execFile)("sh", ["-c", line], { cwd: folder, env });
        if (!line.includes(" -o ")) assert.type(JSON.parse(stdout), "object", line);
      }
      assert.is(pacs.worklist.size, 0);
      assert.is(await pacs.index.count(), 1);
      assert.equal(pacs.settings.charset, ["ISO_IR 100"]);
    } finally {
      await pacs.close({ drainMs: 0 });
    }
  }));
