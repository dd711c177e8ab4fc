import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../tools/test/data.ts";
import { runTool } from "../../../tools/test/foreign-tools.ts";
import { assertSnippets } from "../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { withFolder } from "./support/temporary-folder.ts";

const test = testSuite("minipacs/docs", { timeoutMs: 180_000 });

test("every snippet of use-from-node.md runs and prints what it should", () =>
  assertSnippets(
    "docs/use-from-node.md",
    [
      "[C-ECHO] from CT1 (127.0.0.1)\n",
      "association.opened\necho\nassociation.closed\ntook less than 5 s: true\nno event store within 50 ms; seen: nothing\nclosing\n",
      "ACC-7 Phantom^Anna\n",
      "CT CT Image Storage\nCT Image Storage accepted\n1.2.3.4 abstract syntax not supported\nC-STORE-RQ \nC-STORE-RSP success\n",
      "[ 'aeTitle', 'charset', 'requireCalledAe' ]\nOTHER [ 'ISO_IR 100' ]\nASSOC_REJECTED\n0\nCONFIG_AE_TITLE\n",
    ],
    {},
  ));

test("the test of use-in-ci.md runs", () => assertSnippets("docs/use-in-ci.md", ["IN PROGRESS false\n"], {}));

test("the script of use-in-ci.md runs", () =>
  withFolder(async (folder) => {
    const page = await readFile(repositoryPath("docs/use-in-ci.md"), "utf8");
    const script = /^```sh\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "";
    const source = repositoryPath("packages/minipacs/src/cli.ts");
    const tsx = repositoryPath("node_modules/tsx/dist/loader.mjs");
    const command = `#!/bin/sh\nexec "${process.execPath}" --conditions=@minipacs/source --import "${tsx}" "${source}" "$@"\n`;
    await writeFile(join(folder, "minipacs"), command);
    await chmod(join(folder, "minipacs"), 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}`, NODE_OPTIONS: "" };
    const run = await runTool("bash", ["-euc", script], { cwd: folder, env, timeoutMs: 120_000 });
    assert.is(run.code, 0, run.stdout + run.stderr);
    assert.is(run.stdout.match(/^\[C-STORE\] CT .* from CT1 \(127\.0\.0\.1\)/gm)?.length, 2, run.stdout);
    const log = await readFile(join(folder, "minipacs.log"), "utf8");
    assert.is(log.match(/"event":"store"/g)?.length, 2);
    assert.match(log, /"event":"closing"/);
  }));
