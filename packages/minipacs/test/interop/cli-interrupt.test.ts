import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import type { DimseHandlers } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, cliPath, runMinipacs } from "../support/built-server.ts";
import { withNode } from "../support/node.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs Ctrl+C");

const QUERY = ["--model", "study", "-k", "StudyDate"];

test("Ctrl+C cancels a query, and ends with 130", async () => {
  let cancelledCount = 0;
  const handlers: DimseHandlers = {
    async *find({ identifier, signal }) {
      yield identifier;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      cancelledCount += 1;
    },
  };
  await withNode(handlers, async (address) => {
    const command = new BuiltServer(["find", address, ...QUERY], {});
    await command.line(/^# 1$/m);
    command.signal("SIGINT");
    assert.equal(await command.closed, { code: 130, signal: null });
    assert.is(command.stderr, "Cancelling. Ctrl+C again ends at once.\nCancelled: 1 match until then.\n");
    assert.is(cancelledCount, 1);
  });
});

test("Ctrl+C ends an echo that nobody answers, and a replay that waits for its client, and both say so", () =>
  withFolder(async (folder) => {
    const record = join(folder, "echo.txt");
    await withNode({}, async (address) => {
      assert.is((await runMinipacs(["echo", address, "--record", record])).code, 0);
    });
    const interrupt = async (command: BuiltServer, cancelled: string) => {
      command.signal("SIGINT");
      assert.equal(await command.closed, { code: 130, signal: null }, command.stderr);
      assert.is(
        command.stderr,
        `Cancelling. Ctrl+C again ends at once.\nCancelled: ${cancelled} until then.\n`,
      );
    };
    const replay = new BuiltServer(["replay", record, "--listen", "0"], {});
    await replay.line(/^Waiting for the client/m);
    await interrupt(replay, "0 associations were played");

    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const connected = once(silent, "connection");
    const echo = new BuiltServer(["echo", address], {});
    const [socket] = await connected;
    await interrupt(echo, `${address} had not answered`);
    socket.destroy();
    silent.close();
  }));

test("a second Ctrl+C ends at once, whatever the other side does", async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const handlers: DimseHandlers = {
    async *find({ identifier }) {
      yield identifier;
      await ended;
    },
  };
  await withNode(handlers, async (address) => {
    const command = new BuiltServer(["find", address, ...QUERY], {});
    await command.line(/^# 1$/m);
    command.signal("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 600));
    const secondMs = performance.now();
    command.signal("SIGINT");
    assert.equal(await command.closed, { code: 130, signal: null });
    assert.ok(performance.now() - secondMs < 2000);
    end();
  });
});

const terminalTest = testSuite("interop/minipacs progress on a terminal", { tools: ["script"] });

terminalTest("store draws a bar while it takes long, and leaves none behind", () =>
  withFolder(async (folder) => {
    const names = Array.from({ length: 12 }, (_, index) => `${index + 10}.dcm`);
    for (const name of names) {
      const dataset = createDataset({
        ...{ SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: `1.2.${Number.parseInt(name, 10)}` },
        PatientComments: "x".repeat(5000),
      });
      const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
      await writeFile(join(folder, name), writeDicomFile({ dataset, transferSyntaxUid }));
    }
    const store = () => new Promise<void>((resolve) => setTimeout(resolve, 120));
    await withNode({ store }, async (address) => {
      const words = [process.execPath, cliPath(), "store", address, folder];
      const script = words.map((word) => `'${word}'`).join(" ");
      const { code, output } = await runTool("script", ["-qec", script, "/dev/null"], {
        env: { NODE_OPTIONS: "", TERM: "dumb" },
      });
      assert.is(code, 0, output);
      const [, ...drawn] = output.split("\r\x1b[K");
      assert.match(drawn[0] ?? "", /^\[#+ *\] {2}\d+\/12 {2}[\d.]+ kB {2}[\d.]+ \w+\/s {2}0:0\d left$/);
      // What stands before a clearing of the line is gone.
      const left = output
        .split("\n")
        .map((line) => line.split("\r\x1b[K").at(-1))
        .join("\n")
        .replaceAll("\r", "");
      assert.is(left.split("\n").length, 14, left);
      assert.match(left, /21\.dcm: stored\n12 of 12 stored at [\d.:]+\.\n$/);
    });
  }),
);
