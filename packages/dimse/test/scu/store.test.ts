import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { open, readdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import {
  createDataset,
  encodeFileHead,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { readPart10Head } from "../../src/scu/part10-head.ts";
import { store } from "../../src/scu/store-all.ts";
import { openPath } from "../../src/scu/store-path.ts";
import { type Loopback, rejection, startLoopback, withFolder } from "../support/loopback.ts";

const test = testSuite("dimse/store-scu");

const CT = "1.2.840.10008.5.1.4.1.1.2";
const EXPLICIT = "1.2.840.10008.1.2.1";
const DEFLATED = "1.2.840.10008.1.2.1.99";

interface Received {
  sopInstanceUid: string;
  transferSyntaxUid: string;
  data: Uint8Array;
}

async function withServer(
  run: (loopback: Loopback, received: Received[], folder: string) => Promise<void>,
): Promise<void> {
  const received: Received[] = [];
  const loopback = await startLoopback({
    handlers: {
      async store(request) {
        const parts: Uint8Array[] = [];
        for await (const part of request.stream) parts.push(part);
        const { sopInstanceUid, transferSyntaxUid } = request;
        received.push({ sopInstanceUid, transferSyntaxUid, data: new Uint8Array(Buffer.concat(parts)) });
      },
    },
  });
  try {
    await withFolder((folder) => run(loopback, received, folder));
  } finally {
    await loopback.close();
  }
}

function ctFile(sopInstanceUid: string, pixelBytes: number, period = 253): Uint8Array {
  const dataset = createDataset({ SOPClassUID: CT, SOPInstanceUID: sopInstanceUid, PatientID: "1" });
  const pixels = new Uint8Array(pixelBytes);
  for (let i = 0; i < pixelBytes; i += 1) pixels[i] = i % period;
  dataset.set(0x7fe00010, pixels, { vr: "OW" });
  return writeDicomFile({ dataset, transferSyntaxUid: EXPLICIT });
}

function dataSetOf(file: Uint8Array): Uint8Array {
  return file.subarray(readPart10Head(file)?.dataSetOffset);
}

test("small and large files from their paths, around the size of a read", async () => {
  await withServer(async ({ port }, received, folder) => {
    const sizes = [0, 1000, 261_000, 262_144, 262_144 - 600, 600_000, 5_000_000];
    const files = sizes.map((size, i) => ctFile(`1.2.3.${i}`, size));
    const paths = files.map((_, i) => join(folder, `${i}.dcm`));
    for (const [i, file] of files.entries()) await writeFile(paths[i] as string, file);
    const outcomes = await store({ host: "127.0.0.1", port }, paths);
    assert.equal(
      outcomes.map(({ result }) => result?.status),
      sizes.map(() => 0),
    );
    for (const [i, file] of files.entries()) {
      assert.is(received[i]?.sopInstanceUid, `1.2.3.${i}`);
      assertBytes(received[i]?.data as Uint8Array, dataSetOf(file), `file ${i}`);
    }
  });
});

/** Takes two pieces of what is to be sent, and no more. */
async function takeTwoPieces(path: string): Promise<void> {
  const object = await openPath(path);
  const data = (await object.data(object.transferSyntaxUid, () => 0)) as AsyncIterable<Uint8Array>;
  const pieces = data[Symbol.asyncIterator]();
  for (let i = 0; i < 2; i += 1) assert.ok((await pieces.next()).value.length > 100_000);
  await pieces.return?.();
  await object.close(false);
}

test("a file that is not sent to its end is closed while its next piece is read", async () => {
  await withServer(async (_, __, folder) => {
    const path = join(folder, "large.dcm");
    await writeFile(path, ctFile("1.2.3", 5_000_000));
    await takeTwoPieces(path);
    const links = (await readdir("/proc/self/fd").catch(() => [])).map((fd) =>
      readlink(`/proc/self/fd/${fd}`).catch(() => ""),
    );
    assert.not.ok((await Promise.all(links)).includes(path));
  });
});

test(
  "a pipe that nothing more comes from is closed all the same",
  async () => {
    await withServer(async (_, __, folder) => {
      const path = join(folder, "pipe");
      await promisify(execFile)("mkfifo", [path]);
      const writing = open(path, "w").then(async (writer) => {
        // As much as is taken: reading on would wait.
        await writer.write(ctFile("1.2.4", 600_000), 0, 2 * 262_144);
        return writer;
      });
      let isClosed = false;
      const taking = takeTwoPieces(path).then(() => {
        isClosed = true;
      });
      const writer = await writing;
      await Promise.race([taking, new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
      const wasClosed = isClosed;
      // Ends a read that waits.
      await writer.close();
      await taking;
      assert.ok(wasClosed);
    });
  },
  { skip: process.platform === "win32" ? "has no pipes among its files" : undefined },
);

for (const window of [1, 4]) {
  test(`memory serves the next object when nothing waits in it any more, ${window} in flight`, async () => {
    const received: Uint8Array[] = [];
    const loopback = await startLoopback({
      asyncOperations: { maxPerformed: window },
      handlers: {
        async store(request) {
          const parts: Uint8Array[] = [];
          for await (const part of request.stream) {
            parts.push(part.slice());
            // So that what was sent waits on the other side.
            await new Promise((resolve) => setTimeout(resolve, 2));
          }
          received[Number(request.sopInstanceUid.slice(6))] = Buffer.concat(parts);
        },
      },
    });
    try {
      await withFolder(async (folder) => {
        const sizes = [900_000, 3_000_000, 70_000, 1_000_000, 500_000, 6_000_000, 100_000, 900_000];
        const paths = sizes.map((_, i) => join(folder, `${i}.dcm`));
        for (const [i, size] of sizes.entries()) {
          await writeFile(paths[i] as string, ctFile(`1.2.3.${i}`, size, 241 + i));
        }
        await store({ host: "127.0.0.1", port: loopback.port }, paths, { window });
        for (const [i, size] of sizes.entries()) {
          const sent = dataSetOf(ctFile(`1.2.3.${i}`, size, 241 + i));
          assertBytes(received[i] as Uint8Array, sent, `file ${i}`);
        }
      });
    } finally {
      await loopback.close();
    }
  });
}

test("a file whose meta information lacks the instance is identified by its data set", async () => {
  await withServer(async ({ port }, received, folder) => {
    const file = ctFile("1.2.3.77", 100);
    // (0002,0010) alone, 28 bytes: tag, UI, length 20, the UID padded.
    const meta = Buffer.concat([
      Buffer.from([2, 0, 0x10, 0, 0x55, 0x49, 20, 0]),
      Buffer.from(`${EXPLICIT}\0`.padEnd(20, "\0"), "latin1"),
    ]);
    const bare = Buffer.concat([new Uint8Array(128), Buffer.from("DICM"), meta, dataSetOf(file)]);
    const path = join(folder, "bare.dcm");
    await writeFile(path, bare);
    const [outcome] = await store({ host: "127.0.0.1", port }, [path]);
    assert.is(outcome?.error, undefined);
    assert.is(received[0]?.sopInstanceUid, "1.2.3.77");
  });
});

test("a deflated data set of odd length is padded, from a path and from memory", async () => {
  await withServer(async ({ port }, received, folder) => {
    const head = encodeFileHead({ sopClassUid: CT, sopInstanceUid: "1.2.3", transferSyntaxUid: DEFLATED });
    for (const size of [101, 300_001]) {
      const data = new Uint8Array(size).fill(0x33);
      const file = new Uint8Array(Buffer.concat([head, data]));
      const path = join(folder, `${size}.dcm`);
      await writeFile(path, file);
      const outcomes = await store({ host: "127.0.0.1", port }, [path, file]);
      for (const { result } of outcomes) assert.is(result?.status, 0);
      const expected = new Uint8Array(size + 1).fill(0x33, 0, size);
      for (const { data: got } of received.splice(0)) assertBytes(got, expected);
    }
  });
});

test("more than 128 kinds of objects need more than one association", async () => {
  await withServer(async (loopback, received) => {
    const sources = Array.from({ length: 130 }, (_, i) => ({
      sopClassUid: CT,
      sopInstanceUid: `1.2.3.${i}`,
      transferSyntaxUid: i < 2 ? EXPLICIT : `1.2.3.4.${i}`,
      data: new Uint8Array(2),
    }));
    const outcomes = await store({ host: "127.0.0.1", port: loopback.port }, sources);
    assert.is(outcomes.length, 130);
    assert.is(
      outcomes.filter(({ result }) => result).length,
      2,
      "the rest has transfer syntaxes nobody knows",
    );
    assert.match(String(outcomes[5]?.error), "a private transfer syntax");
    assert.is(received.length, 2);
    assert.is(loopback.of("association-opened").length, 2);
  });
});

test("what cannot be read does not keep the rest from being sent", async () => {
  await withServer(async ({ port }, received, folder) => {
    const good = ctFile("1.2.3", 10);
    const cut = good.subarray(0, 150);
    const outcomes = await store({ host: "127.0.0.1", port }, [join(folder, "none.dcm"), cut, good]);
    assert.equal(
      outcomes.map(({ error }) => (error as { code?: string } | undefined)?.code),
      ["ENOENT", "FILE_NOT_PART10", undefined],
    );
    assert.is(received.length, 1);
  });
});

test("what has no prefix is no DICOM file, however short; only what has it can be cut", async () => {
  await withServer(async ({ port }, _received, folder) => {
    const text = Buffer.from("Dear colleague,\n");
    const path = join(folder, "letter.txt");
    await writeFile(path, text);
    const sources = [
      text,
      path,
      Buffer.alloc(500),
      Readable.from([text]),
      ctFile("1.2.3", 10).subarray(0, 150),
    ];
    const outcomes = await store({ host: "127.0.0.1", port }, sources);
    const none = "no DICOM file: the prefix DICM is not there, behind the first 128 bytes";
    assert.equal(
      outcomes.map(({ error }) => (error as Error).message),
      [none, none, none, none, "not a whole DICOM file: it ends within its meta information"],
    );
  });
});

test("a parsed file goes out as it was read", async () => {
  await withServer(async ({ port }, received) => {
    const bytes = ctFile("1.2.3", 1000);
    await store({ host: "127.0.0.1", port }, [readDicomFile(bytes)]);
    assertBytes(received[0]?.data as Uint8Array, dataSetOf(bytes));
  });
});

test("a server that is not there is an error, not an outcome", async () => {
  const loopback = await startLoopback({ handlers: {} });
  await loopback.close();
  const error = await rejection(store({ host: "127.0.0.1", port: loopback.port }, [ctFile("1.2.3", 10)]));
  assert.is(error.code, "TRANSPORT_CONNECT");
});

test("a stream is read once, and goes on from the head that told what it is", async () => {
  await withServer(async ({ port, connect }, received, folder) => {
    const sizes = [0, 1000, 100_000, 3_000_000];
    const files = sizes.map((size, i) => ctFile(`1.2.3.${i}`, size));
    const paths = files.map((_, i) => join(folder, `${i}.dcm`));
    for (const [i, file] of files.entries()) await writeFile(paths[i] as string, file);
    const streams = paths.map((path) => createReadStream(path));
    const outcomes = await store({ host: "127.0.0.1", port }, streams);
    assert.equal(
      outcomes.map(({ result }) => result?.status),
      sizes.map(() => 0),
    );
    for (const [i, file] of files.entries()) {
      assert.is(received[i]?.sopInstanceUid, `1.2.3.${i}`);
      assertBytes(received[i]?.data as Uint8Array, dataSetOf(file), `file ${i}`);
    }
    assert.ok(streams.every(({ destroyed }) => destroyed));

    const association = await connect({
      contexts: [{ abstractSyntax: CT, transferSyntaxes: [TRANSFER_SYNTAX.implicitVrLittleEndian] }],
    });
    async function* bytewise() {
      for (const byte of files[1] as Uint8Array) yield Uint8Array.of(byte);
    }
    const { transferSyntaxUid } = await association.store(bytewise());
    assert.is(transferSyntaxUid, TRANSFER_SYNTAX.implicitVrLittleEndian);
    assert.is(received.at(-1)?.sopInstanceUid, "1.2.3.1");
    // Read already: nothing is sent of it.
    assert.ok(await rejection(association.store(streams[3]!)));
    assert.is(
      (await rejection(association.store(Readable.from([Buffer.alloc(500)])))).code,
      "FILE_NOT_PART10",
    );
    assert.is(received.length, sizes.length + 1);
    await association.release();
  });
});

for (const how of ["abort", "signal", "disconnection"]) {
  test(`a source that has stalled is not waited for: ${how}`, async () => {
    const loopback = await startLoopback({ handlers: { store() {} } });
    const association = await loopback.connect({ contexts: [{ abstractSyntax: CT }] });
    let isStalled = () => {};
    const stalled = new Promise<void>((resolve) => {
      isStalled = resolve;
    });
    async function* data() {
      yield new Uint8Array(1000);
      isStalled();
      await new Promise(() => {});
    }
    const object = { sopClassUid: CT, sopInstanceUid: "1.2.3", transferSyntaxUid: EXPLICIT, data: data() };
    const controller = new AbortController();
    const failed = rejection(association.store(object, { signal: controller.signal }));
    await stalled;
    if (how === "abort") association.abort();
    else if (how === "signal") controller.abort(new Error("waited enough"));
    else await loopback.close();
    const { code, message } = await failed;
    if (how === "signal") assert.is(message, "waited enough");
    else assert.is(code, "ASSOC_ABORTED");
    await loopback.close();
  });
}
