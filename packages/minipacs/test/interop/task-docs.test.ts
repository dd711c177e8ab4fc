/**
 * Commands of the pages on tasks run as they stand there, against a server of this machine. Lines that start a server are
 * not run: `minipacs config` reads their options.
 */
import { readFile } from "node:fs/promises";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { runTool, type ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, cliPath } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/task-docs", { tools: ["curl"], timeoutMs: 120_000 });

const DICOM_ADDRESS = "ris.example:104";
const HTTP_ADDRESS = "127.0.0.1:8080";
/** Commands of a running server. */
const CLIENTS = /^minipacs worklist\b/;
const COMMANDS = /^minipacs [a-z]/;

/** Returns the commands of a page's blocks, a line each. */
function commandsOf(page: string): string[] {
  return blocksOf(`docs/${page}`, "sh").flatMap((block) => block.replaceAll("\\\n", " ").trim().split("\n"));
}

/** Runs the commands of a page in a shell; those that would start a server are only asked what they mean. */
async function runPage(page: string, minimum: number): Promise<void> {
  const commands = commandsOf(page).filter((command) => !command.includes("FILE…"));
  assert.ok(commands.length >= minimum, `${commands.length} commands`);
  await withFolder(async (folder) => {
    const server = await BuiltServer.start(
      ["--ephemeral", "--port", "0", "--host", "127.0.0.1", "--http-port", "0", "--aet", "RIS"],
      { cwd: folder },
    );
    try {
      const http = /page at http:\/\/([^/]+)\//.exec(server.stdout)?.[1] ?? "";
      for (const command of commands) {
        const run = await runIn(folder, command, { dicom: `127.0.0.1:${server.port}`, http });
        assert.is(run.code, 0, `${command}\n${run.output}`);
      }
    } finally {
      await server.stop();
    }
  });
}

function runIn(cwd: string, command: string, at: { dicom: string; http: string }): Promise<ToolResult> {
  const adapted = command.replaceAll(DICOM_ADDRESS, at.dicom).replaceAll(HTTP_ADDRESS, at.http);
  const ours = `"${process.execPath}" "${cliPath()}"`;
  const line = CLIENTS.test(adapted)
    ? `${adapted} --http ${at.http}`
    : COMMANDS.test(adapted)
      ? adapted
      : adapted.replace(/^minipacs\b/, "minipacs config");
  return runTool("sh", ["-ec", line.replace(/^minipacs/, ours)], { cwd, env: { NODE_OPTIONS: "" } });
}

test("test-a-modality.md", () => runPage("test-a-modality.md", 7));

test("test-a-ris.md", () => runPage("test-a-ris.md", 5));

test("options in its table are options of the server", async () => {
  const page = await readFile(repositoryPath("docs/test-a-modality.md"), "utf8");
  const configuration = await readFile(repositoryPath("docs/configuration.md"), "utf8");
  const flags = new Set([...page.matchAll(/`(--[a-z-]+)/g)].map(([, flag = ""]) => flag));
  assert.ok(flags.size > 10);
  for (const flag of flags) assert.ok(configuration.includes(`\`${flag}`), flag);
});
