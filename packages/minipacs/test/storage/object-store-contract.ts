/** What every object store must do; each store's test runs it. */
import { readFile, writeFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import * as assert from "uvu/assert";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import type { IncomingObject, ObjectStore } from "../../src/storage/object-store.ts";
import { rejection } from "../support/rejection.ts";

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
      assert.equal(await store.put(LOCATION, objectOf("one")), { bytes: 3, isReplacement: false });
      assert.equal(await textAt(store), { bytes: 3, text: "one" });
    }));

  test("replaces, and says so", () =>
    withStore(async (store) => {
      await store.put(LOCATION, objectOf("one"));
      assert.equal(await store.put(LOCATION, objectOf("second")), { bytes: 6, isReplacement: true });
      assert.equal(await textAt(store), { bytes: 6, text: "second" });
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
}
