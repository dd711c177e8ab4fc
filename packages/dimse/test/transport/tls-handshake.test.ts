/** TLS handshakes that are none, do not move, or are given up. */
import { connect as connectSocket, createServer, type Socket } from "node:net";
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { connect } from "../../src/scu/connect.ts";
import { connectTls } from "../../src/transport/tls.ts";
import { rejection, startLoopback } from "../support/loopback.ts";
import { assertAlive, contexts, failure, tlsScene, withServer } from "../support/tls-scene.ts";

const test = testSuite("dimse/transport/tls handshake", { tools: ["openssl"] });

const { serverTls, clientTls } = tlsScene(test);

test("a plain client on a TLS port: one line on each side, at once", () =>
  withServer(serverTls(), async (server) => {
    const { error, event } = await failure(server, undefined);
    assert.match(event.text, /^TLS handshake: the peer speaks no TLS$/);
    assert.match(error.message, /TLS/);
    await assertAlive(server, clientTls());
  }));

test("a TLS client on a plain port: one line on each side, at once", () =>
  withServer(undefined, async (server) => {
    const { error, event } = await failure(server, clientTls());
    assert.is(error.code, "TRANSPORT_TLS");
    assert.is(error.details.reason, "not-tls");
    assert.match(error.message, /the peer speaks no TLS$/);
    assert.match(event.text, /TLS/);
  }));

async function rawClient(port: number, use: (socket: Socket) => void): Promise<void> {
  const socket = connectSocket(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.on("data", () => {});
  socket.on("connect", () => use(socket));
  await new Promise((resolve) => socket.on("close", resolve));
}

const RAW: [string, (socket: Socket) => void, RegExp][] = [
  ["HTTP", (socket) => socket.write("GET / HTTP/1.1\r\n\r\n"), /it sent an HTTP request/],
  ["random bytes", (socket) => socket.write(Buffer.alloc(64, 0xa5)), /speaks no TLS/],
  ["an end", (socket) => socket.end(), /closed/],
  ["a reset", (socket) => socket.resetAndDestroy(), /closed/],
  ["half a hello, then an end", (socket) => socket.end(Buffer.from("160301020001", "hex")), /closed/],
];

for (const [name, use, text] of RAW) {
  test(`${name} on a TLS port is one event`, () =>
    withServer(serverTls(), async (server) => {
      await rawClient(server.port, use);
      assert.match((await server.first("connection-refused")).text, text);
      assert.is(server.events.length, 1);
      await assertAlive(server, clientTls());
    }));
}

test("ARTIM ends a handshake that does not move", () =>
  withServer(
    serverTls(),
    async (server) => {
      await rawClient(server.port, (socket) => socket.write(Buffer.from("1603010200", "hex")));
      const event = await server.first("connection-refused");
      assert.is(event.error?.code, "TIMEOUT");
      assert.match(event.text, /^artim: /);
    },
    { artimMs: 60 },
  ));

test("connections in their handshake count, and closing the server ends them", async () => {
  const server = await startLoopback({ handlers: {}, tls: serverTls(), limits: { maxConnections: 2 } });
  const waiting = [1, 2].map(() => rawClient(server.port, () => {}));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const error = await rejection(server.connect({ contexts, tls: clientTls() }));
  assert.is((error as { code?: string }).code, "TRANSPORT_TLS");
  assert.match((await server.first("connection-refused")).text, /too many connections/);
  await server.close();
  await Promise.all(waiting);
});

async function withSilentPeer(run: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => {
    socket.on("error", () => {});
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  try {
    await run((silent.address() as { port: number }).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  }
}

test("the connect timeout covers the handshake", () =>
  withSilentPeer(async (port) => {
    const options = { host: "127.0.0.1", port, contexts, tls: clientTls(), timeouts: { connectMs: 60 } };
    const error = await rejection(connect(options));
    assert.ok(isDicomError(error, "TIMEOUT"));
    assert.is(error.details.phase, "connect");
  }));

test("a signal gives up in the handshake", () =>
  withSilentPeer(async (port) => {
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 30);
    const to = { host: "127.0.0.1", port, tls: clientTls(), timeoutMs: 0 };
    assert.is(await rejection(connectTls({ ...to, signal: controller.signal })), reason);
    const already = AbortSignal.abort(reason);
    assert.is(await rejection(connectTls({ ...to, signal: already })), reason);
  }));

test("a port where nothing listens is no matter of TLS", async () => {
  let port = 0;
  await withSilentPeer(async (free) => {
    port = free;
  });
  const error = await rejection(connect({ host: "127.0.0.1", port, contexts, tls: clientTls() }));
  assert.is(error.code, "TRANSPORT_CONNECT");
  assert.match(error.message, /nothing listens there/);
});
