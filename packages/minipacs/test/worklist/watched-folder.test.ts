import { mkdir, rename, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, type Dataset, type DatasetInit, writeDicomFile } from "@minipacs/dicom-core";
import { find } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PacsEventInit } from "../../src/events/event-types.ts";
import { openRecordsDatabase } from "../../src/records-db/records-database.ts";
import { WorklistStore } from "../../src/services/worklist-store.ts";
import { WatchedFolder } from "../../src/worklist/watched-folder.ts";
import { exportWorklistFile } from "../../src/worklist/worklist-files.ts";
import { phantomObject } from "../support/phantom.ts";
import { targetOf, withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/worklist folder");

const bytesOf = (values: DatasetInit) => exportWorklistFile({ dataset: createDataset(values) });
const HOUR_AGO = new Date(Date.now() - 3_600_000);

/** Writes a file that nobody is writing any more. */
async function put(path: string, content: Uint8Array | string, time = HOUR_AGO): Promise<void> {
  await writeFile(path, content);
  await utimes(path, time, time);
}

const names = (store: WorklistStore) =>
  store.list().map(({ dataset, source }) => `${source}: ${dataset.getText("PatientName")}`);

/** Each look at the folder is asked for, unless `rescanMs` is given. */
async function follow(
  use: (
    folder: string,
    watched: { open: () => Promise<WatchedFolder>; store: WorklistStore; told: string[] },
  ) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const store = new WorklistStore();
    const told: string[] = [];
    const tell = (event: PacsEventInit) => void told.push("message" in event ? event.message : event.type);
    const opened: WatchedFolder[] = [];
    const open = async () => {
      const watched = await WatchedFolder.open(folder, { worklist: store, tell, rescanMs: 3_600_000 });
      opened.push(watched);
      return watched;
    };
    try {
      await use(folder, { open, store, told });
    } finally {
      for (const watched of opened) await watched.close();
    }
  });
}

test("files come, change and go, and their entries with them; a changed one stays the same entry", () =>
  follow(async (folder, { open, store, told }) => {
    await mkdir(join(folder, "OFFIS"));
    await put(join(folder, "b.wl"), bytesOf({ PatientName: "B" }));
    await put(join(folder, "OFFIS", "a.wl"), bytesOf({ PatientName: "A" }));
    await put(join(folder, "lockfile"), "");
    await put(join(folder, "note.txt"), "none");
    const watched = await open();
    assert.equal(names(store), ["OFFIS/a.wl: A", "b.wl: B"]);
    const [, before] = store.list();
    await put(join(folder, "b.wl"), bytesOf({ PatientName: "B2" }), new Date(HOUR_AGO.getTime() + 1));
    await rm(join(folder, "OFFIS", "a.wl"));
    await put(join(folder, "c.wl"), bytesOf({ PatientName: "C" }));
    await watched.scan();
    assert.equal(names(store), ["b.wl: B2", "c.wl: C"]);
    const [after] = store.list();
    assert.is(after?.id, before?.id);
    assert.is(after?.dataset.getText("StudyInstanceUID"), before?.dataset.getText("StudyInstanceUID"));
    assert.equal(told, []);
  }));

test("an entry that was removed comes back when its file changes, and with the next start", () =>
  follow(async (folder, { open, store }) => {
    const path = join(folder, "a.wl");
    await put(path, bytesOf({ PatientName: "A" }));
    const removeAll = () => store.remove(store.list().map(({ id }) => id));
    const watched = await open();
    removeAll();
    await watched.scan();
    assert.equal(names(store), []);
    await put(path, bytesOf({ PatientName: "A" }), new Date(HOUR_AGO.getTime() + 1));
    await watched.scan();
    assert.equal(names(store), ["a.wl: A"]);
    removeAll();
    await open();
    assert.equal(names(store), ["a.wl: A"]);
  }));

test("what comes while a look goes on is seen by the one that is asked for then, and by its own", () =>
  follow(async (folder, { open, store }) => {
    for (let index = 0; index < 300; index++) {
      await put(join(folder, `${index}.wl`), bytesOf({ PatientName: `P${index}` }));
    }
    const watched = await open();
    const isThere = (name: string) => names(store).some((text) => text.endsWith(`: ${name}`));
    for (const name of ["Asked", "Told"]) {
      const first = watched.scan();
      // The folder's list has been read by then, its files have not.
      await new Promise((resolve) => setTimeout(resolve, 2));
      await put(join(folder, `${name}.wl`), bytesOf({ PatientName: name }));
      await (name === "Asked" ? watched.scan() : first);
      const deadlineMs = Date.now() + (name === "Asked" ? 0 : 10_000);
      while (!isThere(name) && Date.now() < deadlineMs) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.ok(isThere(name), name);
    }
  }));

test("a file that cannot be read is named once, the others go on, and it is read when it is mended", () =>
  follow(async (folder, { open, store, told }) => {
    await put(join(folder, "bad.wl"), "no data set at all");
    await put(join(folder, "empty.wl"), "");
    await mkdir(join(folder, "sub", "folder.wl"), { recursive: true });
    await utimes(join(folder, "sub", "folder.wl"), HOUR_AGO, HOUR_AGO);
    await put(join(folder, "good.wl"), bytesOf({ PatientName: "Good" }));
    const watched = await open();
    await watched.scan();
    assert.equal(names(store), ["good.wl: Good"]);
    assert.is(told.length, 3);
    assert.match(told[0] as string, /^Worklist folder: bad\.wl cannot be read and is left out: neither/);
    assert.match(
      told[2] as string,
      /sub\/folder\.wl cannot be read and is left out: this is a folder \(EISDIR\)$/,
    );
    await put(join(folder, "bad.wl"), bytesOf({ PatientName: "Mended" }));
    await watched.scan();
    assert.equal(names(store), ["good.wl: Good", "bad.wl: Mended"]);
    // What breaks later stays as it was.
    await put(join(folder, "good.wl"), "broken");
    await watched.scan();
    assert.equal(names(store), ["good.wl: Good", "bad.wl: Mended"]);
    assert.is(told.length, 4);
  }));

test("an image that lies there is told of, and is no entry", () =>
  follow(async (folder, { open, store, told }) => {
    await put(join(folder, "image.wl"), writeDicomFile(await phantomObject({ kinds: ["ct"] })));
    await open();
    assert.is(store.size, 0);
    assert.equal(told.length, 1);
    assert.match(
      told[0] as string,
      /^Worklist folder: image\.wl .*an image of CT Image Storage with Rows and/,
    );
  }));

test("a link to nowhere is told once, and read when its file is there", () =>
  follow(async (folder, { open, store, told }) => {
    await symlink(join(folder, "file"), join(folder, "link.wl"));
    const watched = await open();
    assert.equal(told, []);
    for (let looks = 0; looks < 3; looks++) await watched.scan();
    assert.is(told.length, 1);
    assert.match(
      told[0] as string,
      /^Worklist folder: link\.wl cannot be read and is left out: there is no such file \(ENOENT\)$/,
    );
    await put(join(folder, "file"), bytesOf({ PatientName: "There" }));
    await watched.scan();
    assert.equal(names(store), ["link.wl: There"]);
  }));

test("a file that is being written is read when it is whole, and is not told of before", () =>
  follow(async (folder, { open, store, told }) => {
    const path = join(folder, "a.wl");
    const bytes = bytesOf({ PatientName: "Whole", PatientComments: "x".repeat(2000) });
    await writeFile(path, bytes);
    await truncate(path, bytes.length - 500);
    const watched = await open();
    assert.equal([names(store), told], [[], []]);
    await writeFile(path, bytes);
    const deadlineMs = Date.now() + 10_000;
    while (store.size === 0 && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal([names(store), told], [["a.wl: Whole"], []]);
    await watched.close();
  }));

test("a change is seen without being asked for", () =>
  follow(async (folder, { open, store }) => {
    await open();
    await put(join(folder, "new.part"), bytesOf({ PatientName: "New" }));
    await rename(join(folder, "new.part"), join(folder, "new.wl"));
    const deadlineMs = Date.now() + 10_000;
    while (store.size === 0 && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(names(store), ["new.wl: New"]);
  }));

test("a folder that is away is told once, and its entries stay until it is back", () =>
  follow(async (folder, { open, store, told }) => {
    await put(join(folder, "a.wl"), bytesOf({ PatientName: "A" }));
    const watched = await open();
    await rename(folder, `${folder}-away`);
    await watched.scan();
    await watched.scan();
    assert.equal(names(store), ["a.wl: A"]);
    assert.equal(told, [`Worklist folder: ${folder} cannot be read: there is no such folder (ENOENT)`]);
    await rename(`${folder}-away`, folder);
    await rm(join(folder, "a.wl"));
    await watched.scan();
    assert.equal(names(store), []);
  }));

test("after a restart what did not change is neither read again nor scheduled anew", () =>
  withFolder(async (folder) => {
    const path = join(folder, "records.sqlite");
    await put(join(folder, "a.wl"), bytesOf({ PatientName: "A" }));
    await put(join(folder, "b.wl"), bytesOf({ PatientName: "B" }));
    const run = async (use: (store: WorklistStore) => void | Promise<void>) => {
      const records = openRecordsDatabase(path);
      const store = new WorklistStore({ records });
      const watched = await WatchedFolder.open(folder, { worklist: store, tell: () => {} });
      await use(store);
      await watched.close();
      records.close();
    };
    let before: Dataset | undefined;
    await run((store) => {
      const [entry] = store.list();
      before = store.setStepStatus(entry?.id as string, 0, "COMPLETED")?.dataset;
    });
    await rm(join(folder, "b.wl"));
    await run((store) => {
      assert.equal(names(store), ["a.wl: A"]);
      const [entry] = store.list();
      const step = entry?.dataset.get("ScheduledProcedureStepSequence")?.[0];
      assert.is(step?.getText("ScheduledProcedureStepStatus"), "COMPLETED");
      assert.is(entry?.dataset.getText("StudyInstanceUID"), before?.getText("StudyInstanceUID"));
    });
  }));

test("a server answers with what is in its folder from the start", () =>
  withFolder(async (folder) => {
    await put(join(folder, "a.wl"), bytesOf({ PatientName: "Müller^Hans" }));
    await withPacs(
      async (pacs) => {
        const found: (string | undefined)[] = [];
        const keys = createDataset({ PatientName: undefined });
        for await (const answer of find(targetOf(pacs), "worklist", keys)) {
          found.push(answer.getText("PatientName"));
        }
        assert.equal(found, ["Müller^Hans"]);
      },
      { worklistDir: folder, samples: false },
    );
  }));
