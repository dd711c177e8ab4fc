import * as assert from "uvu/assert";
import { type Certificates, createCertificates } from "../../../../tools/test/certificates.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, runMinipacs } from "../support/built-server.ts";

const test = testSuite("interop/minipacs --tls", { tools: ["echoscu", "openssl"] });

let made: Certificates;
let server: BuiltServer;

test.before(async () => {
  made = await createCertificates();
  const identity = ["--tls-cert", made.server.certPath, "--tls-key", made.server.keyPath];
  const tls = ["--tls", ...identity, "--tls-ca", made.ca.certPath];
  server = await BuiltServer.start(["--headless", "--port", "0", "--ephemeral", ...tls]);
});
test.after(async () => {
  await server.stop();
  await made.remove();
});

test("the ready line says so", () => {
  assert.match(server.stdout, /^\[READY\] MINIPACS listens for DICOM on port \d+ over TLS, no HTTP$/m);
});

test("echoscu +tls and minipacs echo --tls get their answers", async () => {
  const { certPath, keyPath } = made.client;
  const args = ["+tls", keyPath, certPath, "+cf", made.ca.certPath, "localhost", String(server.port)];
  const theirs = await runTool("echoscu", ["-v", "-aet", "TLS1", ...args]);
  assert.is(theirs.code, 0, theirs.output);
  await server.line(/^\[C-ECHO\] from TLS1/m);
  await server.line(/^\[ASSOC\] #1 opened by TLS1 .*, TLSv1\.3, certificate of O=MiniPACS test, CN=client$/m);
  const identity = ["--tls-cert", certPath, "--tls-key", keyPath, "--tls-ca", made.ca.certPath];
  const ours = await runMinipacs(["echo", `localhost:${server.port}`, "--tls", ...identity]);
  assert.is(ours.code, 0, ours.output);
});

test("whoever comes without TLS or certificate is one line in the log", async () => {
  const before = server.lines.length;
  assert.is((await runTool("echoscu", ["127.0.0.1", String(server.port)])).code, 1);
  await server.line(/^\[ASSOC\] refused: 127\.0\.0\.1:\d+: TLS handshake: the peer speaks no TLS$/m);
  const anonymous = ["+tla", "+cf", made.ca.certPath, "127.0.0.1", String(server.port)];
  assert.is((await runTool("echoscu", anonymous)).code, 1);
  await server.line(/^\[ASSOC\] refused: 127\.0\.0\.1:\d+: TLS handshake: the client sent no certificate$/m);
  assert.is(server.lines.length - before, 2);
  assert.is(server.stderr, "");
});
