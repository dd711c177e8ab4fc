import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import { echo } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, cliPath } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs output that nobody reads", { tools: ["sh"] });

/** Runs a command as a shell does, `to` where its output goes; its exit code comes last on stderr. */
function inShell(to: string, args: readonly string[]) {
  const script = `{ "$@"; echo "code $?" >&2; } ${to}`;
  const command = [process.execPath, cliPath(), ...args];
  return runTool("sh", ["-c", script, "sh", ...command], { env: { NODE_OPTIONS: "" } });
}

async function writeFiles(folder: string): Promise<string[]> {
  const dataset = createDataset({ SOPClassUID: "1.2.3", SOPInstanceUID: "1.2.3.4", PatientName: "Doe^Jane" });
  const path = join(folder, "file.dcm");
  await writeFile(
    path,
    writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian }),
  );
  return Array<string>(50).fill(path);
}

test("commands end in peace when the reader of a pipe has left", () =>
  withFolder(async (folder) => {
    const files = await writeFiles(folder);
    for (const args of [["--help"], ["--version"], ["dump", ...files], ["dump", "--json", ...files]]) {
      const { stderr } = await inShell("| true", args);
      assert.is(stderr, "code 0\n", args.slice(0, 2).join(" "));
    }
  }));

test("a full disk is one sentence and exit code 1", () =>
  withFolder(async (folder) => {
    if (!existsSync("/dev/full")) {
      process.stdout.write("skipped: this system has no /dev/full\n");
      return;
    }
    for (const args of [["--help"], ["dump", ...(await writeFiles(folder))]]) {
      const { stderr } = await inShell("> /dev/full", args);
      assert.is(stderr, "The output cannot be written: the disk is full (ENOSPC).\ncode 1\n", args[0]);
    }
  }));

test("a server goes on when nobody reads its log any more", async () => {
  const server = await BuiltServer.start(["--headless", "--port", "0", "--ephemeral"]);
  server.closeOutput();
  const target = { host: "127.0.0.1", port: server.port };
  for (let i = 0; i < 3; i += 1) assert.is((await echo(target)).status, 0);
  server.signal("SIGTERM");
  assert.equal(await server.closed, { code: 0, signal: null });
  assert.is(server.stderr, "");
});
