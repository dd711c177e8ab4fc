import { join } from "node:path";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, runMinipacs } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs replay", { tools: ["echoscu"], timeoutMs: 40_000 });

const HEADLESS = ["--headless", "--port", "0", "--ephemeral"];

test("a server that records, DCMTK's client, and the same session played to the next server", () =>
  withFolder(async (folder) => {
    const file = join(folder, "session.txt");
    const recording = await BuiltServer.start([...HEADLESS, "--record", file]);
    assert.is((await runTool("echoscu", ["localhost", String(recording.port)])).code, 0);
    await recording.stop();
    const server = await BuiltServer.start(HEADLESS);
    try {
      const played = await runMinipacs(["replay", file, `localhost:${server.port}`, "--strict"]);
      assert.is(played.code, 0, played.stdout + played.stderr);
      assert.match(played.stdout, /^Association 1: as recorded/);
    } finally {
      await server.stop();
    }
    const gone = await runMinipacs(["replay", file, `localhost:${server.port}`]);
    assert.is(gone.code, 1);
    assert.match(gone.stderr, /^The server at localhost:\d+: cannot connect [^\n]+\n$/);
  }));

test("a recorded procedure step, which the server has already: told, and: exit code 1", () =>
  withFolder(async (folder) => {
    const file = join(folder, "mpps.txt");
    const server = await BuiltServer.start(HEADLESS);
    try {
      const address = `localhost:${server.port}`;
      assert.is((await runMinipacs(["mpps", address, "--record", file])).code, 0);
      const { code, stdout, stderr } = await runMinipacs(["replay", file, address]);
      assert.is(code, 1);
      assert.match(stdout, /N-CREATE-RSP is not as recorded\n {4}Status: expected 0000, received 0111\n/);
      assert.is(stderr, "The association was not as recorded.\n");
    } finally {
      await server.stop();
    }
  }));
