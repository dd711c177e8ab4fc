import { connect as connectSocket } from "node:net";
import * as assert from "uvu/assert";
import { createCertificates } from "../../../../tools/test/certificates.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createMemoryTransportPair } from "../../src/transport/memory.ts";
import { connectTcp, listenTcp } from "../../src/transport/tcp.ts";
import { connectTls, listenTls } from "../../src/transport/tls.ts";
import type { Transport } from "../../src/transport/transport.ts";

interface Pair {
  near: Transport;
  far: Transport;
  close(): Promise<void>;
}

async function openTls(maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<Pair> {
  certificates ??= createCertificates();
  const { ca, server, client } = await certificates;
  let give!: (transport: Transport) => void;
  const accepted = new Promise<Transport>((resolve) => {
    give = resolve;
  });
  const listening = await listenTls({
    ...{ port: 0, host: "127.0.0.1", onConnection: give },
    tls: { cert: server.cert, key: server.key, ca: ca.cert },
  });
  const near = await connectTls({
    ...{ host: "127.0.0.1", port: listening.port, timeoutMs: 5000 },
    tls: { cert: client.cert, key: client.key, ca: ca.cert, maxVersion },
  });
  return { near, far: await accepted, close: () => listening.close() };
}

let certificates: ReturnType<typeof createCertificates> | undefined;

const KINDS: Record<string, () => Promise<Pair>> = {
  async memory() {
    const [near, far] = createMemoryTransportPair();
    return { near, far, close: async () => {} };
  },
  async tcp() {
    let give!: (transport: Transport) => void;
    const accepted = new Promise<Transport>((resolve) => {
      give = resolve;
    });
    const server = await listenTcp({ port: 0, host: "127.0.0.1", onConnection: give });
    const near = await connectTcp({ host: "127.0.0.1", port: server.port, timeoutMs: 5000 });
    return { near, far: await accepted, close: () => server.close() };
  },
  "tls-1.2": () => openTls("TLSv1.2"),
  "tls-1.3": () => openTls("TLSv1.3"),
};

function record(transport: Transport) {
  const chunks: Uint8Array[] = [];
  let onClosed!: (error: unknown) => void;
  const closed = new Promise<unknown>((resolve) => {
    onClosed = resolve;
  });
  const seen = { chunks, closed, drains: 0, bytes: 0, closes: 0 };
  transport.listen({
    onData(chunk) {
      chunks.push(chunk);
      seen.bytes += chunk.length;
    },
    onDrain() {
      seen.drains += 1;
    },
    onClose(error) {
      seen.closes += 1;
      onClosed(error);
    },
  });
  return seen;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

for (const [kind, open] of Object.entries(KINDS)) {
  const test = testSuite(`dimse/transport/${kind}`, kind.startsWith("tls") ? { tools: ["openssl"] } : {});
  if (kind === "tls-1.3") test.after(async () => (await certificates)?.remove());

  test("delivers what was written, in order, and ends", async () => {
    const { near, far, close } = await open();
    const [here, there] = [record(near), record(far)];
    near.write([Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4, 5)]);
    near.write([Uint8Array.of(6)]);
    near.end();
    assert.is(await there.closed, undefined);
    assert.is(await here.closed, undefined);
    assert.equal([...Buffer.concat(there.chunks)], [1, 2, 3, 4, 5, 6]);
    assert.is(there.closes, 1);
    await close();
  });

  test("a paused reader makes the writer wait; resuming lets it go on", async () => {
    const { near, far, close } = await open();
    const [here, there] = [record(near), record(far)];
    far.pause();
    const block = new Uint8Array(1_000_000);
    let writes = 0;
    while (near.write([block]) || writes < 12) writes += 1;
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.is(here.drains, 0);
    far.resume();
    await until(() => here.drains > 0);
    await until(() => there.bytes === (writes + 1) * block.length);
    near.destroy();
    await Promise.all([here.closed, there.closed]);
    await close();
  });

  test("both sides may write at once, and the end loses nothing", async () => {
    const { near, far, close } = await open();
    const [here, there] = [record(near), record(far)];
    const block = new Uint8Array(700_000).fill(7);
    far.write([block.subarray(0, 100_000)]);
    near.write([block]);
    await until(() => here.bytes === 100_000);
    near.end();
    await Promise.all([here.closed, there.closed]);
    assert.is(there.bytes, block.length);
    await close();
  });

  test("nothing is sent after the end", async () => {
    const { near, far, close } = await open();
    const [here, there] = [record(near), record(far)];
    near.write([Uint8Array.of(1)]);
    near.end();
    near.write([Uint8Array.of(2)]);
    await Promise.all([here.closed, there.closed]);
    near.write([Uint8Array.of(3)]);
    assert.equal([...Buffer.concat(there.chunks)], [1]);
    await close();
  });
}

const test = testSuite("dimse/transport/tcp-only");

test("listens on IPv4 and IPv6 at once", async () => {
  const server = await listenTcp({
    port: 0,
    onConnection: (transport) => {
      record(transport);
    },
  });
  for (const host of server.host === "::" ? ["127.0.0.1", "::1"] : ["127.0.0.1"]) {
    const transport = await connectTcp({ host, port: server.port, timeoutMs: 5000 });
    const seen = record(transport);
    transport.end();
    await seen.closed;
  }
  await server.close();
});

for (const [kind, open] of Object.entries(KINDS)) {
  test(`${kind}: a slice of what is received is a copy`, async () => {
    const { near, far, close } = await open();
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      const seen = record(to);
      from.write([Uint8Array.of(1, 2, 3)]);
      while (seen.bytes < 3) await new Promise((resolve) => setImmediate(resolve));
      const [chunk] = seen.chunks;
      const copy = chunk?.slice();
      chunk?.fill(9);
      assert.is(copy?.[0], 1);
    }
    near.end();
    far.end();
    await close();
  });
}

test("an IPv4 peer has an IPv4 address on a dual-stack server", async () => {
  let address = "";
  const server = await listenTcp({
    port: 0,
    onConnection: (transport) => {
      address = transport.remoteAddress;
      record(transport);
    },
  });
  const transport = await connectTcp({ host: "127.0.0.1", port: server.port, timeoutMs: 5000 });
  const seen = record(transport);
  await until(() => address !== "");
  assert.is(address, "127.0.0.1");
  transport.end();
  await seen.closed;
  await server.close();
});

test("what is received lies in few buffers, and stays as it came", async () => {
  let give!: (transport: Transport) => void;
  const accepted = new Promise<Transport>((resolve) => {
    give = resolve;
  });
  const server = await listenTcp({ port: 0, host: "127.0.0.1", onConnection: give });
  const near = await connectTcp({ host: "127.0.0.1", port: server.port, timeoutMs: 5000 });
  const far = await accepted;
  const sent = Buffer.from(Uint32Array.from({ length: 1_000_000 }, (_, i) => i).buffer);
  const seen = record(far);
  for (let at = 0, step = 1; at < sent.length; step = (step * 7) % 100_003) {
    near.write([sent.subarray(at, at + step)]);
    at += step;
    if (step % 3 === 0) far.pause();
    await new Promise((resolve) => setImmediate(resolve));
    far.resume();
  }
  near.end();
  await seen.closed;
  assert.ok(Buffer.concat(seen.chunks).equals(sent), "other bytes than were sent");
  // 8 KiB and its doubles up to 256 KiB, of each of which less than an eighth stays empty.
  const slabCount = new Set(seen.chunks.map(({ buffer }) => buffer)).size;
  assert.ok(slabCount <= 5 + Math.ceil(sent.length / (262_144 * (7 / 8))), `${slabCount} buffers`);
  await server.close();
});

async function errorOf(
  promise: Promise<unknown>,
): Promise<{ code?: string; details?: { errno?: string }; phase?: string; message: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { message: string };
  }
  throw new Error("did not fail");
}

test("a taken port says so", async () => {
  const server = await listenTcp({ port: 0, onConnection: () => {} });
  const error = await errorOf(listenTcp({ port: server.port, onConnection: () => {} }));
  assert.is(error.code, "TRANSPORT_LISTEN");
  assert.is(error.details?.errno, "EADDRINUSE");
  assert.match(error.message, /the port is taken/);
  await server.close();
});

test("a closed port says so", async () => {
  const server = await listenTcp({ port: 0, host: "127.0.0.1", onConnection: () => {} });
  await server.close();
  const error = await errorOf(connectTcp({ host: "127.0.0.1", port: server.port, timeoutMs: 5000 }));
  assert.is(error.code, "TRANSPORT_CONNECT");
  assert.is(error.details?.errno, "ECONNREFUSED");
  assert.match(error.message, /nothing listens there/);
});

test("a signal gives up connecting", async () => {
  const reason = new Error("enough");
  const error = await errorOf(
    connectTcp({ host: "127.0.0.1", port: 1, timeoutMs: 0, signal: AbortSignal.abort(reason) }),
  );
  assert.is(error, reason);
});

test("a reset is an error with its errno", async () => {
  let give!: (transport: Transport) => void;
  const accepted = new Promise<Transport>((resolve) => {
    give = resolve;
  });
  const server = await listenTcp({ port: 0, host: "127.0.0.1", onConnection: give });
  const socket = connectSocket(server.port, "127.0.0.1");
  const there = record(await accepted);
  socket.resetAndDestroy();
  const error = (await there.closed) as { code: string; details: { errno: string } } | undefined;
  assert.is(error?.code, "TRANSPORT_LOST");
  assert.is(error?.details.errno, "ECONNRESET");
  await server.close();
});
