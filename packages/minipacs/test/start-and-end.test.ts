import * as assert from "uvu/assert";
import { repositoryPath } from "../../../tools/test/data.ts";
import { runTool } from "../../../tools/test/foreign-tools.ts";
import { modulePath, SOURCE_OPTIONS } from "../../../tools/test/source-process.ts";
import { testSuite } from "../../../tools/test/suite.ts";

const test = testSuite("minipacs/start and end");

const PROGRAM = repositoryPath("packages/minipacs/test/support/start-and-end.ts");
/** Measured where nothing else runs: under 150 ms; a machine that is busy gets room. */
const ROOM_MS = 1000;

test("a server for a test starts at once, and leaves nothing open: its program ends by itself", async () => {
  const options = { env: { NODE_OPTIONS: "" } };
  const args = [...SOURCE_OPTIONS, modulePath(PROGRAM)];
  const { code, stdout, output } = await runTool(process.execPath, args, options);
  assert.is(code, 0, output);
  const { startMs, port } = JSON.parse(stdout) as { startMs: number; port: number };
  assert.ok(port > 0);
  assert.ok(startMs < ROOM_MS, `${startMs} ms`);
});
