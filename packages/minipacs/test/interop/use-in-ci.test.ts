/** The script and the jobs of docs/use-in-ci.md, with the built command. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { TINY_IMAGE } from "../../../../tools/documents/pages.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, cliPath } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/use-in-ci", { tools: ["echoscu", "storescu"], timeoutMs: 120_000 });

interface Job {
  "runs-on": string;
  services?: Record<string, { image: string; ports: string[] }>;
  steps: { uses?: string; run?: string; if?: string }[];
}

const [INTEGRATION, SERVICE] = blocksOf("docs/use-in-ci.md", "yaml").map((text) => {
  const { jobs } = parse(text) as { jobs: Record<string, Job> };
  return Object.values(jobs)[0]!;
});

/** Returns the commands of a job but for those that install something. */
function commandsOf(job: Job | undefined): string[] {
  const steps = job?.steps ?? [];
  assert.ok(steps.every(({ uses, run }) => (uses === undefined) !== (run === undefined)));
  const commands = steps.flatMap(({ run }) => run ?? []);
  return commands.filter((command) => !/^(npm ci|sudo apt-get)\b/.test(command));
}

/** Runs the commands of the job, with its script changed, in a folder. */
async function runScript(folder: string, change: (script: string) => string = (script) => script) {
  const [script = ""] = blocksOf("docs/use-in-ci.md", "sh");
  const command = `#!/bin/sh\nexec "${process.execPath}" "${cliPath()}" "$@"\n`;
  await mkdir(join(folder, "test"));
  await writeFile(join(folder, "test/integration.sh"), change(script));
  await writeFile(join(folder, "minipacs"), command);
  await chmod(join(folder, "minipacs"), 0o755);
  const [first = "", onFailure = "", ...others] = commandsOf(INTEGRATION);
  assert.equal(others, []);
  const env = { PATH: `${folder}:${process.env.PATH}`, NODE_OPTIONS: "" };
  const run = await runTool("sh", ["-ec", first], { cwd: folder, env, timeoutMs: 100_000 });
  const log = await readFile(join(folder, "minipacs.log"), "utf8");
  return { run, log, onFailure };
}

test("the job that runs the script", () =>
  withFolder(async (folder) => {
    const { run, log, onFailure } = await runScript(folder);
    assert.is(run.code, 0, run.output);
    assert.is(run.stdout.match(/^\[C-STORE\] CT .* from CT1 \(127\.0\.0\.1\)/gm)?.length, 2, run.stdout);
    assert.is(log.match(/"event":"store"/g)?.length, 2);
    assert.match(log, /"event":"closing"/);
    assert.is((await runTool("sh", ["-ec", onFailure], { cwd: folder })).stdout, log);
  }));

test("the script fails where what is tested does, and ends the server", () =>
  withFolder(async (folder) => {
    const { run, log } = await runScript(folder, (script) => script.replace(/^minipacs store .*/m, "false"));
    assert.is(run.code, 1, run.output);
    assert.match(log, /"event":"closing"/);
  }));

test("the script fails where the server does not start", () =>
  withFolder(async (folder) => {
    const { run, log } = await runScript(folder, (script) => script.replace("--headless", "--headles"));
    assert.is(run.code, 1, run.output);
    assert.match(run.output, /Did you mean --headless/);
    assert.is(log, "");
  }));

test("the job with a service", () =>
  withFolder(async (folder) => {
    assert.equal(SERVICE?.services?.minipacs?.ports, ["11112:11112"]);
    await writeFile(join(folder, "image.dcm"), TINY_IMAGE);
    const server = await BuiltServer.start(["--headless", "--port", "0", "--ephemeral"]);
    try {
      const commands = commandsOf(SERVICE);
      assert.is(commands.length, 2);
      for (const command of commands) {
        const line = command.replace("11112", String(server.port));
        const run = await runTool("sh", ["-ec", line], { cwd: folder });
        assert.is(run.code, 0, `${line}\n${run.output}`);
      }
      await server.line(/^\[C-STORE\] CT Doe\^Jane/m);
    } finally {
      await server.stop();
    }
  }));
