/** What every object store must do; each store's test runs it. */
import { readFile, writeFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { createDataset, encodeFileHead, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import type { IncomingObject, ObjectStore } from "../../src/storage/object-store.ts";
import { rejection } from "../support/rejection.ts";

const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;
const UIDS = { sopClassUid: "1.2.840.10008.5.1.4.1.1.2", sopInstanceUid: "1.2.3" };
const LOCATION = ["1.2.1", "1.2.2", "1.2.3.dcm"];

/** An object that is complete. */
export function objectOf(text: string): IncomingObject {
  return {
    async save(path) {
      await writeFile(path, text);
      return { bytes: (await readFile(path)).length };
    },
  };
}

/** An object that breaks off after some bytes. */
export function brokenObject(code: string): IncomingObject {
  return {
    async save(path) {
      await writeFile(path, "half");
      throw Object.assign(new Error(code), { code });
    },
  };
}

export function testObjectStore(
  test: TestSuite,
  withStore: (use: (store: ObjectStore) => Promise<void>) => Promise<void>,
) {
  const textAt = async (store: ObjectStore, location = LOCATION) => {
    const found = await store.read(location);
    return found && { bytes: found.bytes, text: (await buffer(found.stream)).toString() };
  };

  test("gives back what was put", () =>
    withStore(async (store) => {
      assert.is(await store.put(LOCATION, objectOf("one")), "stored");
      assert.equal(await textAt(store), { bytes: 3, text: "one" });
    }));

  test("replaces, and says so", () =>
    withStore(async (store) => {
      await store.put(LOCATION, objectOf("one"));
      assert.is(await store.put(LOCATION, objectOf("second")), "replaced");
      assert.equal(await textAt(store), { bytes: 6, text: "second" });
    }));

  test("keeps or refuses where it is told to", () =>
    withStore(async (store) => {
      await store.put(LOCATION, objectOf("one"));
      for (const [onDuplicate, outcome] of [
        ["keep", "kept"],
        ["reject", "rejected"],
      ] as const) {
        const onPlaced = () => assert.unreachable();
        assert.is(await store.put(LOCATION, objectOf("second"), { onDuplicate, onPlaced }), outcome);
        assert.equal(await textAt(store), { bytes: 3, text: "one" });
      }
    }));

  test("knows the same object again, whoever sent it", () =>
    withStore(async (store) => {
      const object = (
        sourceAeTitle: string,
        patientId: string,
        transferSyntaxUid: string = EXPLICIT,
      ): IncomingObject => ({
        async save(path) {
          const dataset = createDataset({ PatientID: patientId, TextValue: "t".repeat(700_000) });
          const head = encodeFileHead({ ...UIDS, transferSyntaxUid, sourceAeTitle });
          const data = writeDataset(dataset, { transferSyntaxUid: EXPLICIT });
          await writeFile(path, Buffer.concat([head, data]));
          return { bytes: head.length + data.length };
        },
      });
      const put = (next: IncomingObject) => store.put(LOCATION, next, { onDuplicate: "reject" });
      assert.is(await put(object("ONE", "P1")), "stored");
      const before = await store.stat(LOCATION);
      assert.is(await put(object("ANOTHER", "P1")), "unchanged");
      assert.equal(await store.stat(LOCATION), before);
      assert.is(await put(object("ONE", "P2")), "rejected");
      assert.is(await put(object("ONE", "P10")), "rejected");
      assert.is(await put(object("ONE", "P1", TRANSFER_SYNTAX.jpegLosslessSv1)), "rejected");
    }));

  test("tells of the file in place before anybody else changes it", () =>
    withStore(async (store) => {
      const told: [number, string][] = [];
      const put = (text: string) =>
        store.put(LOCATION, objectOf(text), {
          async onPlaced(file, outcome) {
            told.push([file.byteCount, outcome]);
            await new Promise((resolve) => setTimeout(resolve, 5));
            assert.equal(await store.stat(LOCATION), file);
          },
        });
      await Promise.all(["1", "22", "333"].map(put));
      assert.equal(
        told.map(([, outcome]) => outcome),
        ["stored", "replaced", "replaced"],
      );
      assert.is((await store.stat(LOCATION))?.byteCount, told[2]?.[0]);
    }));

  test("lists every file", () =>
    withStore(async (store) => {
      const locations = [LOCATION, ["1.2.1", "1.2.9", "1.dcm"], ["unparsed", "1.2", "x.dcm"]];
      for (const location of locations) await store.put(location, objectOf("x"));
      const listed: string[] = [];
      for await (const location of store.list()) listed.push(location.join("/"));
      assert.equal(
        listed.sort(),
        locations.map((location) => location.join("/")),
      );
      assert.is(await store.stat(["1.2.1"]), undefined);
    }));

  test("has nothing where nothing was put", () =>
    withStore(async (store) => {
      assert.is(await store.read(LOCATION), undefined);
      await store.put(LOCATION, objectOf("one"));
      assert.is(await store.read(LOCATION.slice(0, 2)), undefined);
    }));

  test("an object that breaks off is not there, and what was there stays", () =>
    withStore(async (store) => {
      const put = () => store.put(LOCATION, brokenObject("ENOSPC"));
      assert.is((await rejection(put())).code, "ENOSPC");
      assert.is(await store.read(LOCATION), undefined);
      await store.put(LOCATION, objectOf("one"));
      await rejection(put());
      assert.equal(await textAt(store), { bytes: 3, text: "one" });
    }));

  test("takes many at a time, also of one name", () =>
    withStore(async (store) => {
      const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
      await Promise.all(
        texts.map((text, i) => store.put(["1.2.1", `1.2.${i % 3}`, `1.${i % 5}.dcm`], objectOf(text))),
      );
      assert.match((await textAt(store, ["1.2.1", "1.2.0", "1.0.dcm"]))?.text ?? "", /^text (0|15)$/);
    }));

  test("removes a file with the folders that are empty then, and takes the next one", () =>
    withStore(async (store) => {
      const other = ["1.2.1", "1.2.9", "1.dcm"];
      await store.put(LOCATION, objectOf("one"));
      await store.put(other, objectOf("other"));
      const locations = async () => {
        const found: string[] = [];
        for await (const location of store.list()) found.push(location.join("/"));
        return found;
      };
      let told = 0;
      const onRemoved = async () => {
        told += 1;
        assert.is(await store.stat(LOCATION), undefined);
      };
      assert.is(await store.remove(LOCATION, onRemoved), true);
      assert.is(told, 1);
      assert.equal(await locations(), [other.join("/")]);
      assert.is(await store.remove(LOCATION), false);
      assert.is(await store.put(LOCATION, objectOf("again")), "stored");
      assert.equal(await textAt(store), { bytes: 5, text: "again" });
    }));

  test("removes while others put into the same folder, and loses nothing of them", () =>
    withStore(async (store) => {
      const at = (number: number) => ["1.2.1", "1.2.2", `1.${number}.dcm`];
      for (let round = 0; round < 20; round += 1) {
        await store.put(at(0), objectOf("zero"));
        await Promise.all([store.remove(at(0)), store.put(at(1), objectOf("one"))]);
        assert.is((await textAt(store, at(1)))?.text, "one");
        await store.remove(at(1));
      }
    }));
}
