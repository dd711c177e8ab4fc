import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer } from "../support/built-server.ts";

const test = testSuite("interop/minipacs echoscu", { tools: ["echoscu"] });

let server: BuiltServer;
test.before(async () => {
  server = await BuiltServer.start(["--headless", "--port", "0", "--ephemeral"]);
});
test.after(() => server.stop());

test("echoscu gets an answer over IPv4 and by name", async () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    const { code, output } = await runTool("echoscu", ["-v", "-aet", "ECHO1", host, String(server.port)]);
    assert.is(code, 0, output);
    assert.match(output, /Success/);
  }
  await server.line(/^\[C-ECHO\] from ECHO1 \(127\.0\.0\.1\)$/m);
  await server.line(/^\[ASSOC\] #1 opened by ECHO1/m);
  await server.line(/^\[ASSOC\] #2 released/m);
});

test("many echoes in one association, many associations at a time", async () => {
  const runs = Array.from({ length: 8 }, () =>
    runTool("echoscu", ["--repeat", "20", "127.0.0.1", String(server.port)]),
  );
  for (const { code, output } of await Promise.all(runs)) assert.is(code, 0, output);
});

test("a peer that aborts is told, and the server lives on", async () => {
  await runTool("echoscu", ["--abort", "-aet", "ABORTER", "127.0.0.1", String(server.port)]);
  await server.line(/^\[ASSOC\] #\d+ aborted: .*ABORTER/m);
  const { code } = await runTool("echoscu", ["127.0.0.1", String(server.port)]);
  assert.is(code, 0);
});
