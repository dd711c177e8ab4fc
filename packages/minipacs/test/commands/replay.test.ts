import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DimseStatusError, serve } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runEcho } from "../../src/commands/echo.ts";
import { type FindCommandOptions, runFind } from "../../src/commands/find.ts";
import { type ReplayCommandOptions, runReplay } from "../../src/commands/replay.ts";
import { captured } from "../support/captured-output.ts";
import { withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/replay");

const DEFAULTS: ReplayCommandOptions = { timing: "fast", ignore: [], timeout: "5" };
const FIND: FindCommandOptions = { model: "worklist", key: ["AccessionNumber"], charset: "ISO_IR 192" };

test("a recorded query is played to the server: exit code 0, and 1 once the server has changed", () =>
  withFolder(async (folder) => {
    const record = join(folder, "find.txt");
    await withPacs(async (pacs) => {
      const address = `127.0.0.1:${pacs.dicomPort}`;
      const { error } = await captured(() => runFind(address, { ...FIND, record }));
      assert.is(error, undefined);
      const played = await captured(() => runReplay(record, address, DEFAULTS));
      assert.is(played.error, undefined);
      // Server and client of one process are both in the recording.
      assert.match(played.stdout, /^Association 1: as recorded \(4 PDUs sent, 7 received, \d+ ms\)\n/);
      assert.match(played.stdout, /\n2 of 2 associations were as recorded\.\n$/);
      pacs.loadSamples();
      const changed = await captured(() => runReplay(record, address, DEFAULTS));
      assert.is(changed.error?.exitCode, 1);
      assert.is(changed.error?.message, "2 of 2 associations were not as recorded.");
      assert.match(changed.stdout, /\n {2}PDU \d+ \(line \d+\): C-FIND-RSP is not as recorded\n/);
      assert.match(changed.stdout, "Status: expected 0000, received FF00");
    });
  }));

test("--association, --ignore, --strict and --json", () =>
  withFolder(async (folder) => {
    const record = join(folder, "echo.txt");
    await withPacs((pacs) => captured(() => runEcho(`127.0.0.1:${pacs.dicomPort}`, { record })));
    const server = await serve({
      ...{ aeTitle: "NODE", port: 0, host: "127.0.0.1" },
      handlers: {
        echo() {
          throw new DimseStatusError(0x0122, "not today");
        },
      },
    });
    const address = `127.0.0.1:${server.port}`;
    const run = (options: Partial<ReplayCommandOptions>) =>
      captured(() => runReplay(record, address, { ...DEFAULTS, association: "2", ...options }));
    try {
      const plain = await run({});
      assert.match(plain.stdout, /^Association 2: differs/);
      assert.match(plain.stdout, /Status: expected 0000, received 0122\n/);
      assert.is(plain.error?.message, "The association was not as recorded.");
      assert.is((await run({ ignore: ["Status", "ErrorComment"] })).error, undefined);
      const unknown = await run({ ignore: ["Statsu"] });
      assert.is(unknown.error?.exitCode, 2);
      assert.is(unknown.error?.message, '--ignore: "Statsu" is no keyword of an element.');
      assert.match((await run({ strict: true })).stdout, /different from offset \d+ on/);
      const lines = (await run({ json: true })).stdout.trim().split("\n");
      const [association, result] = lines.map((line) => JSON.parse(line));
      assert.is(association.event, "association");
      assert.is(association.differences[0].expected, "C-ECHO-RSP");
      assert.equal([result.event, result.isMatch], ["result", false]);
    } finally {
      await server.close({ drainMs: 0 });
    }
  }));

test("--listen plays the server", () =>
  withFolder(async (folder) => {
    const record = join(folder, "echo.txt");
    await withPacs((pacs) => captured(() => runEcho(`127.0.0.1:${pacs.dicomPort}`, { record })));
    const text = await captured(async () => {
      const replaying = runReplay(record, undefined, {
        ...DEFAULTS,
        listen: "0",
        association: "1",
        json: true,
      });
      const written: string[] = [];
      const write = process.stdout.write;
      process.stdout.write = (chunk: string | Uint8Array) => {
        written.push(String(chunk));
        return true;
      };
      try {
        while (written.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
        await runEcho(`127.0.0.1:${JSON.parse(written[0] ?? "").port}`, {});
        await replaying;
      } finally {
        process.stdout.write = write;
      }
      process.stdout.write(written.join(""));
    });
    assert.is(text.error, undefined, text.stdout);
    assert.match(text.stdout, /"event":"result","isMatch":true/);
  }));

test("says what is wrong with the arguments and the file", () =>
  withFolder(async (folder) => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "notes");
    const record = join(folder, "echo.txt");
    await withPacs((pacs) => captured(() => runEcho(`127.0.0.1:${pacs.dicomPort}`, { record })));
    const refuses = async (
      message: RegExp,
      options: Partial<ReplayCommandOptions>,
      path = record,
      to?: string,
    ) => {
      const { error } = await captured(() => runReplay(path, to, { ...DEFAULTS, ...options }));
      assert.match(error?.message ?? "", message);
      assert.is(error?.exitCode, 2, error?.message);
    };
    await refuses(/^Either HOST:PORT/, {});
    await refuses(/^Either HOST:PORT/, { listen: "0" }, record, "localhost:1");
    await refuses(/is not HOST:PORT/, {}, record, "nowhere");
    await refuses(/^--listen takes a port/, { listen: "x" });
    await refuses(/^--timing takes/, { listen: "0", timing: "slow" });
    await refuses(/^--timeout takes/, { listen: "0", timeout: "0" });
    await refuses(/^--association takes/, { listen: "0", association: "one" });
    await refuses(/^The recording has no association 9\.$/, { association: "9" }, record, "localhost:1");
    await refuses(/cannot be played: line 1: no recording/, { listen: "0" }, file);
    await refuses(
      /cannot be read: there is no such file \(ENOENT\)\.$/,
      { listen: "0" },
      join(folder, "none"),
    );
    await refuses(/cannot be read: this is a folder \(EISDIR\)\.$/, { listen: "0" }, folder);
    const gone = await captured(() => runReplay(record, "127.0.0.1:1", DEFAULTS));
    assert.match(gone.error?.message ?? "", /^The server at 127\.0\.0\.1:1: cannot connect/);
    assert.is(gone.error?.exitCode, 1);
    // A recording replaces no other file.
    const { error } = await captured(() => runEcho("127.0.0.1:1", { record: file }));
    assert.match(error?.message ?? "", /exists and is no recording\.$/);
    assert.is(await readFile(file, "utf8"), "notes");
  }));

test("a recording that cannot be written is told before anything is sent", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const record = join(folder, "file", "echo.txt");
    const { error } = await captured(() => runEcho("127.0.0.1:1", { record }));
    assert.is(
      error?.message,
      `The recording "${record}" cannot be written: a part of the path is a file, not a folder (ENOTDIR).`,
    );
    assert.is(error?.exitCode, 2);
  }));
