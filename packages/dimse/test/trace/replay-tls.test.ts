import * as assert from "uvu/assert";
import { createCertificates } from "../../../../tools/test/certificates.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { echo } from "../../src/scu/echo.ts";
import { recordSession } from "../../src/trace/capture.ts";
import { parseRecording } from "../../src/trace/parse-recording.ts";
import { replay } from "../../src/trace/replay.ts";
import { rejection, startLoopback } from "../support/loopback.ts";

const test = testSuite("dimse/trace replay over TLS", { tools: ["openssl"] });

test("a session recorded over TLS is played over TLS to both sides", async () => {
  const made = await createCertificates();
  const server = { cert: made.server.cert, key: made.server.key };
  const client = { ca: made.ca.cert };
  const parts: string[] = [];
  const recorder = recordSession(
    { write: (part) => void parts.push(part) },
    { filter: ({ side }) => side === "acceptor" },
  );
  const loopback = await startLoopback({ handlers: { echo() {} }, tls: server });
  const to = { host: "127.0.0.1", port: loopback.port };
  try {
    await echo({ ...to, tls: client });
    recorder.close();
    const recording = parseRecording(parts.join(""));
    assert.is(recording.associations.length, 1);
    const played = await replay(recording, { ...to, tls: client, compare: "bytes", timeoutMs: 5000 });
    assert.equal(played.associations[0]?.differences, []);
    assert.is((await rejection(replay(recording, { ...to, tls: {} }))).code, "TRANSPORT_TLS");
    let running: ReturnType<typeof echo> | undefined;
    const onListening = (port: number) => {
      running = echo({ host: "127.0.0.1", port, tls: client });
    };
    const listen = { port: 0, host: "127.0.0.1", tls: server, onListening };
    const answered = await replay(recording, { listen, timeoutMs: 5000 });
    assert.is((await running)?.status, 0);
    assert.equal(answered.associations[0]?.differences, []);
  } finally {
    await loopback.close();
    await made.remove();
  }
});
