import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createDataset,
  encodeFileHead,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import { store } from "../../src/scu/store-all.ts";
import { batchesOf, type StoreBatch } from "../../src/scu/store-batches.ts";
import type { StoreOutcome } from "../../src/scu/store-pipeline.ts";
import type { EncodedInstance, StoreSource } from "../../src/scu/store-source.ts";
import { rejection, startLoopback, withFolder } from "../support/loopback.ts";

const test = testSuite("dimse/scu/store-all");

const CT = "1.2.840.10008.5.1.4.1.1.2";
const { explicitVrLittleEndian, implicitVrLittleEndian, explicitVrBigEndian, jpegBaseline } = TRANSFER_SYNTAX;
const CONTEXTS = [{ abstractSyntax: CT, transferSyntaxes: [explicitVrLittleEndian] }];

function encoded(
  sopInstanceUid: string,
  transferSyntaxUid: string = explicitVrLittleEndian,
): EncodedInstance {
  const dataset = createDataset({
    SOPClassUID: CT,
    SOPInstanceUID: sopInstanceUid,
    PatientName: "A^B",
    Rows: 515,
  });
  const encoding = transferSyntaxUid === jpegBaseline ? explicitVrLittleEndian : transferSyntaxUid;
  const data = writeDataset(dataset, { transferSyntaxUid: encoding });
  return { sopClassUid: CT, sopInstanceUid, transferSyntaxUid, data };
}

function fileBytes(sopInstanceUid: string, transferSyntaxUid: string): Uint8Array {
  const { sopClassUid, data } = encoded(sopInstanceUid, transferSyntaxUid);
  const head = encodeFileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid });
  return new Uint8Array(Buffer.concat([head, data as Uint8Array]));
}

function told({ sopInstanceUid, result, error }: StoreOutcome) {
  return [sopInstanceUid, result?.status ?? (error as { code?: string }).code];
}

test("storeAll: as many in flight as wanted, outcomes in order, failures told", async () => {
  for (const [window, expected] of [
    [1, 1],
    [3, 3],
    [undefined, 4],
  ] as const) {
    let runningCount = 0;
    let mostRunning = 0;
    const loopback = await startLoopback({
      handlers: {
        async store({ sopInstanceUid }) {
          runningCount += 1;
          mostRunning = Math.max(mostRunning, runningCount);
          for (let i = 0; i < 400 && mostRunning < expected; i += 1) await sleep(5);
          // The later ones are answered first.
          await sleep(40 - 5 * Number(sopInstanceUid.slice(2)));
          runningCount -= 1;
          if (sopInstanceUid === "1.4") throw new DimseStatusError(0xa700, "full");
        },
      },
      asyncOperations: { maxPerformed: 4 },
    });
    try {
      const association = await loopback.connect({ contexts: CONTEXTS, asyncOperations: { maxInvoked: 8 } });
      async function* sources(): AsyncGenerator<StoreSource> {
        for (const i of [1, 2, 3]) yield encoded(`1.${i}`);
        yield "/nowhere/missing.dcm";
        for (const i of [4, 5]) yield encoded(`1.${i}`);
        yield encoded("1.6", jpegBaseline);
      }
      const outcomes: StoreOutcome[] = [];
      for await (const outcome of association.storeAll(sources(), { window })) outcomes.push(outcome);
      assert.equal(outcomes.map(told), [
        ["1.1", 0],
        ["1.2", 0],
        ["1.3", 0],
        [undefined, "ENOENT"],
        ["1.4", 0xa700],
        ["1.5", 0],
        ["1.6", "ASSOC_NO_ACCEPTED_CONTEXT"],
      ]);
      assert.is(mostRunning, expected, `window ${window}`);
      await association.release();
    } finally {
      await loopback.close();
    }
  }
});

test("storeAll: what came of an object is told before the next one is there", async () => {
  const loopback = await startLoopback({ handlers: { store() {} } });
  try {
    const association = await loopback.connect({ contexts: CONTEXTS });
    let more = () => {};
    let isReturned = false;
    async function* trickle(): AsyncGenerator<StoreSource> {
      try {
        yield encoded("1.1");
        await new Promise<void>((resolve) => {
          more = resolve;
        });
        yield encoded("1.2");
        yield encoded("1.3");
        yield encoded("1.4");
      } finally {
        isReturned = true;
      }
    }
    const uids: unknown[] = [];
    for await (const { sopInstanceUid } of association.storeAll(trickle())) {
      uids.push(sopInstanceUid);
      more();
      if (sopInstanceUid === "1.2") break;
    }
    assert.equal(uids, ["1.1", "1.2"]);
    assert.is(isReturned, true);
    // Leaving the loop begins nothing more.
    await association.release();
    assert.is(loopback.of("store").length, 2);
  } finally {
    await loopback.close();
  }
});

test("storeAll: the end of the association, and of the sources by an error, is thrown", async () => {
  const loopback = await startLoopback({
    handlers: { store: ({ sopInstanceUid }) => stall(sopInstanceUid) },
  });
  async function stall(uid: string): Promise<void> {
    if (uid === "1.2") await loopback.server.close({ drainMs: 0 });
  }
  try {
    const broken = await loopback.connect({ contexts: CONTEXTS });
    async function* failing(): AsyncGenerator<StoreSource> {
      yield encoded("1.1");
      throw new Error("the list ends here");
    }
    const seen: unknown[] = [];
    const failed = await rejection(
      (async () => {
        for await (const outcome of broken.storeAll(failing())) seen.push(told(outcome));
      })(),
    );
    assert.is(failed.message, "the list ends here");
    assert.equal(seen, [["1.1", 0]]);
    assert.is(broken.isOpen, true);
    await broken.release();
    const association = await loopback.connect({ contexts: CONTEXTS });
    const error = await rejection(
      (async () => {
        for await (const _ of association.storeAll([encoded("1.1"), encoded("1.2"), encoded("1.3")]));
      })(),
    );
    assert.is(error.code, "ASSOC_ABORTED");
  } finally {
    await loopback.close();
  }
});

test("objects without compressed pixel data are re-encoded where the peer takes nothing else", () =>
  withFolder(async (folder) => {
    const received = new Map<string, string>();
    const loopback = await startLoopback({
      handlers: {
        async store(request) {
          received.set(request.sopInstanceUid, request.transferSyntaxUid);
          const dataset = await request.dataset();
          assert.equal([String(dataset.get("PatientName")), dataset.get("Rows")], ["A^B", 515]);
        },
      },
      contexts: [{ abstractSyntax: CT, transferSyntaxes: [implicitVrLittleEndian] }],
    });
    try {
      const path = join(folder, "explicit.dcm");
      await writeFile(path, fileBytes("1.1", explicitVrLittleEndian));
      const target = { host: "127.0.0.1", port: loopback.port };
      const outcomes = await store(target, [
        path,
        fileBytes("1.2", explicitVrBigEndian),
        readDicomFile(fileBytes("1.3", explicitVrLittleEndian)),
        fileBytes("1.4", implicitVrLittleEndian),
        fileBytes("1.5", jpegBaseline),
      ]);
      assert.equal(outcomes.map(told), [
        ["1.1", 0],
        ["1.2", 0],
        ["1.3", 0],
        ["1.4", 0],
        ["1.5", "ASSOC_NO_ACCEPTED_CONTEXT"],
      ]);
      assert.match(String(outcomes[4]?.error), /offered with 1\.2\.840\.10008\.1\.2\.4\.50/);
      assert.equal([...new Set(received.values())], [implicitVrLittleEndian]);
      assert.is(loopback.of("association-opened").length, 1);
    } finally {
      await loopback.close();
    }
  }));

test("contexts: each transfer syntax alone, fallbacks beside them, never more than 128", async () => {
  const [first] = await batches([
    encoded("1.1"),
    fileBytes("1.2", explicitVrLittleEndian),
    encoded("1.3", jpegBaseline),
  ]);
  assert.equal(first?.kind === "readable" && first.contexts, [
    { abstractSyntax: CT, transferSyntaxes: [explicitVrLittleEndian] },
    { abstractSyntax: CT, transferSyntaxes: [implicitVrLittleEndian] },
    { abstractSyntax: CT, transferSyntaxes: [jpegBaseline] },
  ]);
  const many = Array.from({ length: 150 }, (_, i) => ({ ...encoded(`1.${i}`), sopClassUid: `1.2.3.${i}` }));
  const [full, rest] = await batches(many);
  assert.equal([sizeOf(full), sizeOf(rest)], [128, 22]);
});

async function batches(sources: StoreSource[]): Promise<StoreBatch[]> {
  const list: StoreBatch[] = [];
  for await (const batch of batchesOf(sources)) list.push(batch);
  return list;
}

function sizeOf(batch: StoreBatch | undefined): number {
  return batch?.kind === "readable" ? batch.contexts.length : -1;
}
