import { once } from "node:events";
import { connect, createServer, type Server, Socket } from "node:net";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { readIntoSlabs } from "../../src/transport/read-into-slabs.ts";

const test = testSuite("dimse/transport read-into-slabs");

interface Pair {
  near: Socket;
  accepted: Socket;
  server: Server;
}

/** A connection that the server has accepted, with what the client has sent before anybody looks. */
async function openPair(first?: Uint8Array): Promise<Pair> {
  const server = createServer({ noDelay: true, pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const near = connect({ port, host: "127.0.0.1" });
  near.on("error", () => {});
  const [accepted] = (await once(server, "connection")) as [Socket];
  accepted.on("error", () => {});
  if (first) {
    near.write(first);
    await pause(20);
  }
  return { near, accepted, server };
}

async function withPair(use: (pair: Pair) => Promise<void>, first?: Uint8Array): Promise<void> {
  const pair = await openPair(first);
  try {
    await use(pair);
  } finally {
    pair.near.destroy();
    pair.accepted.destroy();
    pair.server.close();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Numbers that repeat for everybody: a linear congruence. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Bytes of which no stretch is like another one. */
function numbered(byteCount: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: Math.ceil(byteCount / 4) }, (_, i) => i).buffer).subarray(
    0,
    byteCount,
  );
}

for (const seed of [1, 2, 3, 4]) {
  test(`random pieces, pauses at random, views kept to the end: seed ${seed}`, () =>
    withPair(async ({ near, accepted }) => {
      const random = randomOf(seed);
      const sent = numbered(3_000_000);
      const socket = readIntoSlabs(accepted, 65_536);
      const chunks: Uint8Array[] = [];
      socket.on("data", (chunk) => {
        chunks.push(chunk);
        if (random(3) > 0) return;
        socket.pause();
        if (random(2) === 0) setTimeout(() => socket.resume(), random(3));
        else {
          // In one tick, back and forth.
          socket.resume();
          socket.pause();
          setImmediate(() => socket.resume());
        }
      });
      const ended = once(socket, "end");
      socket.resume();
      for (let at = 0; at < sent.length; ) {
        const step = 1 + random(random(2) === 0 ? 40 : 90_000);
        near.write(sent.subarray(at, at + step));
        at += step;
        if (random(4) === 0) await pause(random(2));
      }
      near.end();
      await ended;
      assert.ok(Buffer.concat(chunks).equals(sent), "other bytes than were sent");
    }));
}

test("what came before the second socket, and the end with it, is not lost", () =>
  withPair(async ({ near, accepted }) => {
    near.end(Buffer.from(" and after"));
    await pause(20);
    const socket = readIntoSlabs(accepted, 65_536);
    assert.ok(socket !== accepted, "taken over");
    assert.is(socket.remoteAddress, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += Buffer.from(chunk).toString();
    });
    const ended = once(socket, "end");
    socket.resume();
    await ended;
    assert.is(text, "before and after");
  }, Buffer.from("before")));

for (const [when, fail] of Object.entries<(fault: () => never) => void>({
  "at once": (fault) => fault(),
  "in the same tick": (fault) => process.nextTick(fault),
})) {
  test(`a listener that throws ${when}: nothing is read over what was given out`, () =>
    withPair(async ({ near, accepted }) => {
      const socket = readIntoSlabs(accepted, 65_536);
      const chunks: Uint8Array[] = [];
      const sent = numbered(1000);
      const faults: unknown[] = [];
      const others = process.listeners("uncaughtException");
      process.removeAllListeners("uncaughtException");
      process.on("uncaughtException", (error) => faults.push(error));
      try {
        socket.on("data", (chunk) => {
          chunks.push(chunk);
          if (chunks.length % 3 > 0) return;
          fail(() => {
            throw new Error("fault of a listener");
          });
        });
        const ended = once(socket, "end");
        socket.resume();
        for (let at = 0; at < sent.length; at += 100) {
          near.write(sent.subarray(at, at + 100));
          await pause(5);
        }
        near.end();
        await ended;
      } finally {
        process.removeAllListeners("uncaughtException");
        for (const listener of others) process.on("uncaughtException", listener);
      }
      assert.ok(faults.length > 1, "several faults");
      assert.ok(Buffer.concat(chunks).equals(sent), "other bytes than were sent");
    }));
}

test("a peer that resets ends the socket with an error", () =>
  withPair(async ({ near, accepted }) => {
    const socket = readIntoSlabs(accepted, 65_536);
    const seen: string[] = [];
    socket.on("error", (error: NodeJS.ErrnoException) => seen.push(error.code ?? ""));
    socket.on("data", () => {});
    const closed = once(socket, "close");
    socket.resume();
    near.write("x");
    await pause(10);
    near.resetAndDestroy();
    await closed.catch(() => {});
    await pause(10);
    assert.equal(seen, ["ECONNRESET"]);
    assert.ok(socket.destroyed);
  }));

for (const handle of [null, {}, { useUserBuffer: "no function" }]) {
  test(`without a handle that can be taken over the accepted socket is used: ${JSON.stringify(handle)}`, () => {
    const accepted = Object.assign(new Socket(), { _handle: handle });
    assert.is(readIntoSlabs(accepted, 65_536), accepted);
    assert.not.ok(accepted.destroyed);
  });
}

test("many connections that are idle after much was read hold little each", async () => {
  const count = 400;
  const sent = new Uint8Array(600_000);
  const sockets: Socket[] = [];
  const slabs = new Map<Socket, ArrayBufferLike>();
  const server = createServer({ pauseOnConnect: true }, (accepted) => {
    const socket = readIntoSlabs(accepted, 65_536);
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", ({ buffer }: Uint8Array) => slabs.set(socket, buffer));
    socket.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const peers = Array.from({ length: count }, () => connect({ port, host: "127.0.0.1" }));
  try {
    await Promise.all(peers.map((peer) => once(peer, "connect")));
    while (sockets.length < count) await pause(5);
    for (const peer of peers) peer.write(sent);
    const isRead = () => sockets.every(({ bytesRead }) => bytesRead === sent.length);
    while (!isRead()) await pause(10);
    const heldBytes = [...slabs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    assert.ok(heldBytes <= 40_000_000, `${heldBytes} bytes`);
  } finally {
    for (const socket of [...peers, ...sockets]) socket.destroy();
    server.close();
    await once(server, "close");
  }
});
