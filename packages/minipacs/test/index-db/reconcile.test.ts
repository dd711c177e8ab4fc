import { copyFile, mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  createDataset,
  type DatasetInit,
  encodeFileHead,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { reconcile } from "../../src/index-db/reconcile.ts";
import { SqliteIndex } from "../../src/index-db/sqlite-index.ts";
import { readStoredRecord } from "../../src/index-db/stored-record.ts";
import { FsStore } from "../../src/storage/fs-store.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { rejection } from "../support/rejection.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/reconcile");

/** A Part 10 file with a CT; what is behind its head is as long as asked for. */
function part10(values: DatasetInit = {}, pixelBytes = 0): Uint8Array {
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const uids = { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: String(values.SOPInstanceUID ?? "1.4.1") };
  const dataset = createDataset({
    ...{ SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: uids.sopInstanceUid },
    ...{ StudyInstanceUID: "1.2.1", SeriesInstanceUID: "1.3.1", PatientID: "P1", ...values },
  });
  if (pixelBytes > 0) dataset.set("PixelData", new Uint8Array(pixelBytes), { vr: "OW" });
  const head = encodeFileHead({ ...uids, transferSyntaxUid, sourceAeTitle: "CT1" });
  return Buffer.concat([head, writeDataset(dataset, { transferSyntaxUid })]);
}

interface Place {
  folder: string;
  objects: FsStore;
  index: SqliteIndex;
  write(path: string, bytes: Uint8Array): Promise<string>;
  run(): ReturnType<typeof reconcile>;
}

function withPlace(use: (place: Place) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const objects = new FsStore(folder);
    await objects.open();
    const index = new SqliteIndex();
    const write = async (path: string, bytes: Uint8Array) => {
      const full = join(folder, "objects", path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, bytes);
      return full;
    };
    try {
      await use({ folder, objects, index, write, run: () => reconcile({ objects, index }) });
    } finally {
      await index.close();
    }
  });
}

const counts = (examined: number, added: number, changed: number, removed: number, unreadable = 0) => ({
  examinedCount: examined,
  addedCount: added,
  changedCount: changed,
  removedCount: removed,
  unreadableCount: unreadable,
});

test("finds files that were added, changed and removed, wherever they lie", () =>
  withPlace(async ({ folder, index, write, run }) => {
    assert.equal(await run(), counts(0, 0, 0, 0));
    await write("1.2.1/1.3.1/1.4.1.dcm", part10({ PatientName: "A^B", Rows: 4 }));
    const second = await write("1.2.1/1.3.1/1.4.2.dcm", part10({ SOPInstanceUID: "1.4.2" }));
    await write("from/somewhere/else/IM0001", part10({ SOPInstanceUID: "1.4.3", StudyInstanceUID: "1.2.2" }));
    assert.equal(await run(), counts(3, 3, 0, 0));
    const instance = await index.get("1.4.1");
    assert.equal(
      [instance?.patientName, instance?.hasPixelData, instance?.callingAeTitle],
      ["A^B", true, "CT1"],
    );
    assert.equal((await index.get("1.4.3"))?.location, ["from", "somewhere", "else", "IM0001"]);
    assert.equal(await run(), counts(3, 0, 0, 0));

    await write("1.2.1/1.3.1/1.4.1.dcm", part10({ PatientName: "Changed^B" }));
    await rm(second);
    await rename(join(folder, "objects", "from"), join(folder, "objects", "to"));
    assert.equal(await run(), counts(2, 1, 1, 2));
    assert.is((await index.get("1.4.1"))?.patientName, "Changed^B");
    assert.is(await index.get("1.4.2"), undefined);
    assert.equal((await index.get("1.4.3"))?.location[0], "to");
    assert.is((await index.find("study")).length, 2);
  }));

test("a file that was changed by another hand is not held against what was expected of the one before", () =>
  withPlace(async ({ objects, index, write, run }) => {
    const path = await write("a.dcm", part10());
    await run();
    const record = await readStoredRecord(objects, ["a.dcm"], (await objects.stat(["a.dcm"]))!);
    await index.put({ ...record!, expectedCharacterSet: "ISO_IR 192" });
    const expected = async () => (await index.get("1.4.1"))?.expectedCharacterSet;
    assert.equal([await run(), await expected()], [counts(1, 0, 0, 0), ["ISO_IR 192"]]);
    await utimes(path, new Date(), new Date(1_700_000_000_000));
    assert.equal([await run(), await expected()], [counts(1, 0, 1, 0), []]);
  }));

test("looks at size and time before it reads: a file of the same is not read", () =>
  withPlace(async ({ objects, index, write, run }) => {
    const path = await write("a.dcm", part10({ PatientID: "1" }));
    const time = new Date(1_700_000_000_000);
    await utimes(path, time, time);
    await run();
    await write("a.dcm", part10({ PatientID: "2" }));
    await utimes(path, time, time);
    const { read } = objects;
    objects.read = async () => assert.unreachable() as never;
    assert.equal(await run(), counts(1, 0, 0, 0));
    objects.read = read;
    await utimes(path, time, new Date(1_700_000_001_000));
    assert.equal(await run(), counts(1, 0, 1, 0));
    assert.is((await index.get("1.4.1"))?.patientId, "2");
  }));

test("reads only the head of a file", () =>
  withPlace(async ({ objects, index, write, run }) => {
    await write("big.dcm", part10({ Rows: 2048, Columns: 2048 }, 8_388_608));
    let readBytes = 0;
    const read = objects.read.bind(objects);
    objects.read = async (location) => {
      const stored = await read(location);
      stored?.stream.on("data", (chunk) => {
        readBytes += chunk.length;
      });
      return stored;
    };
    assert.equal(await run(), counts(1, 1, 0, 0));
    assert.is(
      (await index.get("1.4.1"))?.byteCount,
      8_388_608 + part10({ Rows: 2048, Columns: 2048 }).length + 12,
    );
    assert.ok(readBytes > 0 && readBytes <= 262_144, `${readBytes} bytes`);
  }));

test("leaves alone what is no DICOM file, and lists what has a damaged data set", () =>
  withPlace(async ({ index, write, run }) => {
    await write("notes.txt", Buffer.from("no DICOM"));
    await write(".hidden", part10());
    const meta = encodeFileHead({
      ...{ sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: "1.4.9" },
      ...{ transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian, sourceAeTitle: "CT1" },
    });
    await write("damaged.dcm", Buffer.concat([meta, Buffer.alloc(64, 0xff)]));
    await write("empty.dcm", Buffer.alloc(0));
    assert.equal(await run(), counts(3, 1, 0, 0, 2));
    assert.is((await index.get("1.4.9"))?.callingAeTitle, "CT1");
    await write("damaged.dcm", Buffer.from("not even that"));
    assert.equal(await run(), counts(3, 0, 0, 0, 3));
    assert.is(await index.count(), 0);
  }));

test("a deflated data set is read too", () =>
  withPlace(async ({ index, write, run }) => {
    const transferSyntaxUid = TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian;
    const dataset = createDataset({ SOPInstanceUID: "1.4.1", PatientName: "Deflated^A" });
    const head = encodeFileHead({
      sopClassUid: CT_IMAGE_STORAGE,
      sopInstanceUid: "1.4.1",
      transferSyntaxUid,
    });
    await write("a.dcm", Buffer.concat([head, writeDataset(dataset, { transferSyntaxUid })]));
    assert.equal(await run(), counts(1, 1, 0, 0));
    assert.is((await index.get("1.4.1"))?.patientName, "Deflated^A");
  }));

test("the index that is made anew is the one that was", () =>
  withPlace(async ({ objects, index, write, run }) => {
    for (let n = 1; n <= 30; n += 1) {
      const values = {
        SOPInstanceUID: `1.4.${n}`,
        SeriesInstanceUID: `1.3.${n % 3}`,
        StudyDescription: n === 7 ? "d" : "",
      };
      await write(`x/${n % 5}/${n}`, part10(values));
    }
    await run();
    const again = new SqliteIndex();
    await reconcile({ objects, index: again });
    const seen = async (from: SqliteIndex) => {
      const entities = await Promise.all(
        (["study", "series", "instance"] as const).map((level) => from.find(level)),
      );
      return entities.map((list) => list.map((entity) => JSON.stringify(entity)).sort());
    };
    assert.equal(await seen(again), await seen(index));
    await again.close();
  }));

test("objects that come in meanwhile are neither forgotten nor read again", () =>
  withPlace(async ({ objects, index, write, run }) => {
    for (let n = 1; n <= 60; n += 1)
      await write(`1.2.1/1.3.1/${n}.dcm`, part10({ SOPInstanceUID: `1.4.${n}` }));
    const running = run();
    const source = await write("../source", part10({ SOPInstanceUID: "1.5.1" }));
    for (let n = 1; n <= 40; n += 1) {
      // The place of one that is being looked at, and a new one.
      for (const name of [`${n}.dcm`, `new-${n}.dcm`]) {
        await objects.put(
          ["1.2.1", "1.3.1", name],
          {
            async save(path) {
              await copyFile(source, path);
              return { bytes: 0 };
            },
          },
          {
            async onPlaced(file) {
              const location = ["1.2.1", "1.3.1", name];
              const { readStoredRecord } = await import("../../src/index-db/stored-record.ts");
              const record = await readStoredRecord(objects, location, file);
              await index.put(record!);
            },
          },
        );
      }
    }
    await running;
    assert.is(await index.count(), 100);
    assert.equal(await run(), counts(100, 0, 0, 0));
  }));

test("stops when it is told to, and forgets nothing then", () =>
  withPlace(async ({ objects, index, write, run }) => {
    for (let n = 1; n <= 200; n += 1) await write(`${n}.dcm`, part10({ SOPInstanceUID: `1.4.${n}` }));
    await run();
    const stopping = new AbortController();
    let told = 0;
    const stopped = await reconcile({
      ...{ objects, index, signal: stopping.signal },
      onProgress({ examinedCount }) {
        told += 1;
        if (examinedCount === 20) stopping.abort();
      },
    });
    assert.ok(stopped.examinedCount < 60 && told === stopped.examinedCount, `${stopped.examinedCount}`);
    assert.is(await index.count(), 200);
  }));

test("a folder that cannot be read is a failure, not an empty one", () =>
  withPlace(async ({ folder, index, write, run }) => {
    await write("a.dcm", part10());
    await run();
    await rm(join(folder, "objects"), { recursive: true });
    await writeFile(join(folder, "objects"), "a file where the folder was");
    assert.is((await rejection(run())).code, "ENOTDIR");
    assert.is(await index.count(), 1);
  }));
