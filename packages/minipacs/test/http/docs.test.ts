import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDataset, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PacsOptions } from "../../src/config/config.ts";
import { createPacs } from "../../src/pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/http-docs", { tools: ["curl"] });

const TOKEN = "documented";
const start = (options: PacsOptions = {}) =>
  createPacs({ port: 0, host: "127.0.0.1", httpPort: 0, ephemeral: true, isHeadless: true, ...options });

test("every curl line of docs/http-api.md does what it says", () =>
  withFolder(async (folder) => {
    const pacs = await start();
    const guarded = await start({ httpToken: TOKEN });
    const run = async (line: string, { httpPort } = pacs) => {
      const env = {
        ...{ PATH: process.env.PATH, API: `http://127.0.0.1:${httpPort}/api` },
        MINIPACS_HTTP_TOKEN: TOKEN,
      };
      return (await promisify(execFile)("sh", ["-c", line], { cwd: folder, env })).stdout;
    };
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
      const [withToken = "", ...others] = calls.filter((line) => line.includes("Authorization"));
      assert.equal(others, []);
      const sizes = new Map<string, number>();
      const charsets: (readonly string[])[] = [];
      for (const line of calls) {
        const stdout = await run(line, line === withToken ? guarded : pacs);
        sizes.set(/worklist\/\w+/.exec(line)?.[0] ?? "", pacs.worklist.size);
        if (line.includes("PATCH $API/settings")) charsets.push(pacs.settings.charset);
        if (!line.includes(" -o ")) assert.type(JSON.parse(stdout), "object", line);
      }
      // curl(1): 22 is an answer of 400 or more.
      const refused = await run(withToken.replace(/ -H .*/, ""), guarded).catch(({ code }) => code);
      assert.is(refused, 22);
      assert.equal(
        ["samples", "import", "remove", "restore"].map((path) => sizes.get(`worklist/${path}`)),
        [7, 7, 0, 7],
      );
      assert.is(await pacs.index.count(), 1);
      assert.equal(charsets, [["ISO_IR 100"], ["ISO_IR 192"]]);
      assert.equal(pacs.settings.charsetFor, {});
    } finally {
      await Promise.all([pacs.close({ drainMs: 0 }), guarded.close({ drainMs: 0 })]);
    }
  }));
