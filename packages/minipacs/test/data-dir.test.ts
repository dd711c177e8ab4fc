import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { formatEventLine } from "../src/events/describe-event.ts";
import { createPacs, type Pacs } from "../src/pacs.ts";
import { CT_IMAGE_STORAGE, ctObject } from "./support/objects.ts";
import { rejection } from "./support/rejection.ts";
import { eventOf, targetOf, withPacs } from "./support/running-pacs.ts";
import { withFolder } from "./support/temporary-folder.ts";

const test = testSuite("minipacs/data directory");

const inFolder = <T>(dataDir: string, use: (pacs: Pacs) => Promise<T>) =>
  withPacs(use, { ephemeral: false, dataDir });

async function send(pacs: Pacs, count: number, first = 1): Promise<void> {
  const objects = Array.from({ length: count }, (_, n) => ctObject({ PatientID: "P1" }, `1.4.${first + n}`));
  for (const { result } of await store(targetOf(pacs), objects)) assert.is(result?.status, 0);
}

/** By UID: files of one millisecond have no order of their own. */
const listOf = async (pacs: Pacs) =>
  (await pacs.index.list()).sort((a, b) => a.sopInstanceUid.localeCompare(b.sopInstanceUid));

const uidsOf = async (pacs: Pacs) =>
  (await pacs.index.list()).map(({ sopInstanceUid }) => sopInstanceUid).sort();

test("what was received is listed by the next server of the folder, without reading it again", () =>
  withFolder(async (folder) => {
    const listed = await inFolder(folder, async (pacs) => {
      await send(pacs, 3);
      return pacs.index.list();
    });
    await inFolder(folder, async (pacs) => {
      assert.equal(await pacs.index.list(), listed);
      const told = await eventOf(pacs, "index.reconciled");
      assert.match(
        formatEventLine(told),
        /^\[INDEX\] 3 files looked at, all as known in \d+ ms: 3 instances$/,
      );
    });
  }));

for (const [what, damage] of [
  ["missing", (path: string) => rm(path)],
  ["damaged", (path: string) => writeFile(path, "no database".repeat(1000))],
] as const) {
  test(`an index that is ${what} is made anew`, () =>
    withFolder(async (folder) => {
      const listed = await inFolder(folder, async (pacs) => {
        await send(pacs, 3);
        return listOf(pacs);
      });
      await damage(join(folder, "index.sqlite"));
      await inFolder(folder, async (pacs) => {
        await pacs.reconcile();
        // What was expected of an object when it came is in no file.
        assert.equal(
          await listOf(pacs),
          listed.map((instance) => ({ ...instance, expectedCharacterSet: [] })),
        );
        const codes = pacs.events.recent().flatMap((event) => (event.type === "warning" ? event.code : []));
        assert.equal(codes, what === "damaged" ? ["INDEX_REPLACED"] : []);
      });
    }));
}

test("files that somebody puts there or takes away are found when asked for", () =>
  withFolder((folder) =>
    inFolder(folder, async (pacs) => {
      await send(pacs, 2);
      const series = join(folder, "objects", "1.2.3.1", "1.2.3.2");
      await mkdir(join(folder, "objects", "mine"));
      await copyFile(join(series, "1.4.1.dcm"), join(folder, "objects", "mine", "copy.dcm"));
      await rm(join(series, "1.4.2.dcm"));
      await pacs.reconcile();
      const places = (await pacs.index.list()).map(({ location }) => location.join("/")).sort();
      assert.equal(places, ["1.2.3.1/1.2.3.2/1.4.1.dcm", "mine/copy.dcm"]);
    }),
  ));

test("listens before the files were looked at", () =>
  withFolder(async (folder) => {
    await inFolder(folder, (pacs) => send(pacs, 20));
    await rm(join(folder, "index.sqlite"));
    await inFolder(folder, async (pacs) => {
      await send(pacs, 1, 100);
      await pacs.reconcile();
      assert.is(await pacs.index.count(), 21);
      const [ready, ...later] = pacs.events
        .recent()
        .map(({ type }) => type)
        .filter((type) => type === "ready" || type === "index.reconciled");
      assert.is(ready, "ready");
      assert.ok(later.length > 0);
    });
  }));

test("a second server of the same folder says so, and takes nothing away", () =>
  withFolder((folder) =>
    inFolder(folder, async (pacs) => {
      await writeFile(join(folder, "incoming", "x.part"), "on its way in");
      const error = await rejection(
        createPacs({ port: 0, httpPort: false, dataDir: folder, host: "127.0.0.1" }),
      );
      assert.is(error.code, "CONFIG_DATA_DIR");
      assert.match(error.message, /used by another server/);
      assert.equal(await readdir(join(folder, "incoming")), ["x.part"]);
      await send(pacs, 1);
      assert.is(await pacs.index.count(), 1);
    }),
  ));

test("a folder whose database cannot be opened says so in words", () =>
  withFolder(async (folder) => {
    for (const name of ["index.sqlite", "records.sqlite"]) {
      const dataDir = join(folder, name, "data");
      await mkdir(join(dataDir, name), { recursive: true });
      const error = await rejection(inFolder(dataDir, async () => {}));
      assert.is(error.code, "CONFIG_DATA_DIR");
      assert.match(error.message, /data cannot be written: .*unable to open database file\.$/);
    }
  }));

test("an ephemeral server leaves no index on the disk", () =>
  withPacs(async (pacs) => {
    await send(pacs, 1);
    const { dataDir } = pacs.objects as unknown as { dataDir: string };
    assert.equal((await readdir(dataDir)).sort(), ["incoming", "objects"]);
    assert.is(pacs.dataDir, undefined);
  }));

test("objects go to another folder from the moment it is changed", () =>
  withFolder(async (folder) => {
    const [one, two, three] = [join(folder, "one"), join(folder, "two"), join(folder, "three")];
    await inFolder(two, (pacs) => send(pacs, 1, 50));
    await inFolder(one, async (pacs) => {
      await send(pacs, 2);
      await pacs.changeDataDir(two);
      assert.is(pacs.dataDir, two);
      assert.match(
        formatEventLine(await eventOf(pacs, "storage.changed")),
        /^\[STORAGE\] objects go to .*two now$/,
      );
      await send(pacs, 1, 60);
      assert.equal(await uidsOf(pacs), ["1.4.50", "1.4.60"]);
      await pacs.changeDataDir(three);
      // The one before is free for another server; the first one keeps the records of this server.
      await inFolder(two, async (other) => assert.equal(await uidsOf(other), ["1.4.50", "1.4.60"]));
      assert.is((await rejection(inFolder(one, async () => {}))).code, "CONFIG_DATA_DIR");
      await pacs.changeDataDir(one);
      assert.equal(await uidsOf(pacs), ["1.4.1", "1.4.2"]);
    });
  }));

test("an object that is on its way in while the folder is changed is lost to none", () =>
  withFolder(async (folder) => {
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    await inFolder(one, async (pacs) => {
      const { data, ...object } = ctObject({}, "1.4.1");
      const association = await connect({
        ...targetOf(pacs),
        contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [object.transferSyntaxUid] }],
      });
      let change = Promise.resolve();
      async function* slowly() {
        // Pixel data of unknown meaning behind the head, so that the place is known before the end comes.
        yield Buffer.concat([data as Uint8Array, Buffer.from("e07f1000" + "4f570000" + "00003000", "hex")]);
        // What is less than that waits in memory.
        yield new Uint8Array(0x200000);
        while ((await readdir(join(one, "incoming"))).length === 0)
          await new Promise((r) => setTimeout(r, 5));
        change = pacs.changeDataDir(two);
        await eventOf(pacs, "storage.changed");
        yield new Uint8Array(0x100000);
      }
      const { status } = await association.store({ ...object, data: slowly() });
      assert.is(status, 0);
      assert.is((await association.store(ctObject({}, "1.4.2"))).status, 0);
      await association.release();
      await change;
      assert.equal(await uidsOf(pacs), ["1.4.2"]);
      assert.ok(existsSync(join(one, "objects", "1.2.3.1", "1.2.3.2", "1.4.1.dcm")));
      await pacs.changeDataDir(one);
      assert.equal(await uidsOf(pacs), ["1.4.1"]);
    });
  }));

test("a folder that cannot be written changes nothing", () =>
  withFolder(async (folder) => {
    const [one, file] = [join(folder, "one"), join(folder, "file")];
    await writeFile(file, "");
    await inFolder(one, async (pacs) => {
      for (const wrong of [join(file, "below"), ""]) {
        assert.is((await rejection(pacs.changeDataDir(wrong))).code, "CONFIG_DATA_DIR");
      }
      assert.is(pacs.dataDir, one);
      await send(pacs, 1);
      assert.is(await pacs.index.count(), 1);
    });
  }));

test("an index that cannot be written: A700, an event, and the server lives on", () =>
  withFolder((folder) =>
    inFolder(folder, async (pacs) => {
      await send(pacs, 1);
      const put = pacs.index.put;
      pacs.index.put = () => Promise.reject(Object.assign(new Error("full"), { code: "ERR_SQLITE_ERROR" }));
      const [failed] = await store(targetOf(pacs), [ctObject({}, "1.4.9")]);
      assert.is(failed?.result?.status, 0xa700);
      await eventOf(pacs, "error", ({ code }) => code === "STORE_WRITE_FAILED");
      pacs.index.put = put;
      await send(pacs, 1, 9);
      assert.equal(await uidsOf(pacs), ["1.4.1", "1.4.9"]);
      assert.ok((await readFile(join(folder, "objects/1.2.3.1/1.2.3.2/1.4.9.dcm"))).length > 0);
    }),
  ));
