// Needs a process of its own: it emits SIGINT, which others listen to.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readDicomFile } from "@minipacs/dicom-core";
import {
  type DimseHandlers,
  DimseStatusError,
  type EncodedInstance,
  PATIENT_ROOT_GET,
  parseRecording,
} from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { freePort } from "../../../dimse/test/support/server-tool.ts";
import { runGet } from "../../src/commands/get.ts";
import { type MoveCommandOptions, runMove } from "../../src/commands/move.ts";
import { captured } from "../support/captured-output.ts";
import { withNode } from "../support/node.ts";
import { ctObject } from "../support/objects.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/get and move");

const OPTIONS = { model: "study", key: ["StudyInstanceUID=1.2.3.1"] };
const OBJECTS = ["1.2.3.3", "1.2.3.4"].map((uid) => ctObject({ PatientName: "Test^A" }, uid));

const sending = (objects: readonly EncodedInstance[]): DimseHandlers => ({
  get: () => objects,
  move: () => objects,
});

test("get writes a file for each object, by its UID", () =>
  withFolder((folder) =>
    withNode(sending(OBJECTS), async (address) => {
      const out = join(folder, "new", "folder");
      const { stdout, stderr, error } = await captured(() => runGet(address, { ...OPTIONS, out }));
      assert.is(error, undefined);
      assert.is(stderr, "");
      assert.is(
        stdout,
        `${join(out, "1.2.3.3.dcm")}: received\n${join(out, "1.2.3.4.dcm")}: received\n2 objects received into ${out} (${stdout.match(/\((.*)\)/)?.[1]}).\n`,
      );
      assert.equal((await readdir(out)).sort(), ["1.2.3.3.dcm", "1.2.3.4.dcm"]);
      const file = readDicomFile(await readFile(join(out, "1.2.3.4.dcm")));
      assert.is(file.dataset.getText("PatientName"), "Test^A");
    }),
  ));

test("get --json tells each object, then the result", () =>
  withFolder((folder) =>
    withNode(sending(OBJECTS), async (address) => {
      const { stdout } = await captured(() => runGet(address, { ...OPTIONS, out: folder, json: true }));
      const [first, , result] = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      assert.is(first.event, "object");
      assert.is(first.path, join(folder, "1.2.3.3.dcm"));
      assert.is(first.sopInstanceUid, "1.2.3.3");
      assert.is(first.bytes, (await readFile(first.path)).length);
      assert.is(result.bytes, 2 * first.bytes);
      const counts = { status: 0, completed: 2, failed: 0, warning: 0, received: 2 };
      assert.equal(
        { ...result, bytes: 0 },
        { event: "result", ...counts, failedSopInstanceUids: [], bytes: 0 },
      );
    }),
  ));

test("no text of a peer becomes a path", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    const names = ["../../evil", "/etc/evil", "a/b", "1.2..3"];
    const objects = names.map((uid) => ctObject({}, uid));
    await withNode(sending(objects), async (address) => {
      const { error } = await captured(() => runGet(address, { ...OPTIONS, out }));
      assert.is(error, undefined);
    });
    assert.equal(await readdir(folder), ["out"]);
    const written = await readdir(out);
    assert.is(written.length, names.length);
    for (const name of written) assert.match(name, /^hash-[0-9a-f]{40}\.dcm$/);
  }));

test("get sets the level by the UIDs that have a value", async () => {
  const levels: (string | undefined)[] = [];
  const handlers: DimseHandlers = {
    get({ identifier }) {
      levels.push(identifier.getText("QueryRetrieveLevel"));
      return [];
    },
  };
  await withFolder((out) =>
    withNode(handlers, async (address) => {
      const run = async (model: string, ...key: string[]) => {
        const { stdout, error } = await captured(() => runGet(address, { model, key, out }));
        assert.is(error, undefined);
        assert.is(stdout, "0 objects: nothing there has these keys.\n");
      };
      await run("study", "StudyInstanceUID=1.2", "SeriesInstanceUID");
      await run("study", "StudyInstanceUID=1.2", "SeriesInstanceUID=1.3");
      await run("study", "StudyInstanceUID=1.2", "SeriesInstanceUID=1.3", "SOPInstanceUID=1.4");
      await run("patient", "PatientID=1");
      await run("patient", "PatientID=1", "QueryRetrieveLevel=STUDY");
    }),
  );
  assert.equal(levels, ["STUDY", "SERIES", "IMAGE", "PATIENT", "STUDY"]);
});

test("get tells what the other side could not send, and what could not be written", () =>
  withFolder(async (folder) => {
    const unknown = { ...ctObject({}, "1.2.9"), sopClassUid: "1.2.3.4.5" };
    await withNode(sending([...OBJECTS, unknown]), async (address) => {
      const { stdout, error } = await captured(() => runGet(address, { ...OPTIONS, out: folder }));
      assert.match(stdout, /\n2 objects received into/);
      assert.is(error?.exitCode, 1);
      assert.match(
        error?.message ?? "",
        /^ANY-SCP at .*: status B000, .*; 2 sent, 1 not sent: 1\.2\.9\. Look into the log/,
      );
    });
    const blocked = join(folder, "blocked");
    // Where a folder has the name of a file, the file cannot be put.
    await mkdir(join(blocked, "1.2.3.3.dcm"), { recursive: true });
    await withNode(sending(OBJECTS), async (address) => {
      const { stdout, stderr, error } = await captured(() => runGet(address, { ...OPTIONS, out: blocked }));
      assert.match(stderr, /1\.2\.3\.3\.dcm: not written: .*E(?:ISDIR|EXIST|PERM)/);
      assert.match(stdout, /1\.2\.3\.4\.dcm: received\n1 object received/);
      assert.is(error?.exitCode, 1);
      assert.match(error?.message ?? "", /1 sent, 1 not sent: 1\.2\.3\.3\./);
      assert.equal((await readdir(blocked)).sort(), ["1.2.3.3.dcm", "1.2.3.4.dcm"]);
    });
  }));

test("a warning is a success", async () => {
  const store = () => {
    throw new DimseStatusError(0xb000);
  };
  await withNode({ store }, (destination) =>
    withNode(
      sending(OBJECTS),
      async (address) => {
        const { stdout, error } = await captured(() => runMove(address, { ...OPTIONS, dest: "DEST" }));
        assert.is(error, undefined);
        assert.is(stdout, "2 objects sent to DEST.\n");
      },
      { resolveDestination: () => ({ host: "127.0.0.1", port: Number(destination.split(":")[1]) }) },
    ),
  );
});

test("get explains failures", () =>
  withFolder(async (out) => {
    const run = (address: string) => captured(() => runGet(address, { ...OPTIONS, out }));
    const failing: DimseHandlers = {
      get() {
        throw new DimseStatusError(0xa900, "no level");
      },
    };
    await withNode(failing, async (address) => {
      const { stdout, error } = await run(address);
      assert.is(stdout, "");
      assert.match(error?.message ?? "", /: status A900, .* \(no level\)\. Level and keys may not fit/);
      const json = await captured(() => runGet(address, { ...OPTIONS, out, json: true }));
      assert.is(JSON.parse(json.stdout).status, 0xa900);
      assert.is(json.error?.exitCode, 1);
    });
    await withNode({}, async (address) => {
      const record = join(out, "session.txt");
      const { error } = await captured(() => runGet(address, { ...OPTIONS, out, record }));
      assert.match(
        error?.message ?? "",
        /for Study Root .* GET \(abstract syntax not supported\)\. The other side answers no Query\/Retrieve: it refused Patient Root and Study Root for C-FIND, C-MOVE, C-GET \(abstract syntax not supported\)\.$/,
      );
      const { associations } = parseRecording(await readFile(record, "utf8"));
      // Both ends of the one: the node is in this process. What was asked for the advice is not of the command.
      assert.is(associations.length, 2);
    });
    const get = () => [];
    const contexts = [PATIENT_ROOT_GET];
    await withNode(
      { get },
      async (address) => {
        assert.match((await run(address)).error?.message ?? "", /\. The other side takes --model patient\.$/);
      },
      { contexts },
    );
    await withNode(
      { move: () => [] },
      async (address) => {
        assert.match(
          (await run(address)).error?.message ?? "",
          /\. The other side answers no C-GET, whatever the model, but C-MOVE with --model patient and --model study\.$/,
        );
      },
      { resolveDestination: () => undefined },
    );
  }));

test("move has objects sent to another node", () =>
  withNode({ store() {} }, (destination) =>
    withNode(
      sending(OBJECTS),
      async (address) => {
        const run = (dest: string, json = false) =>
          captured(() => runMove(address, { ...OPTIONS, dest, json }));
        assert.is((await run("DEST")).stdout, "2 objects sent to DEST.\n");
        const result = JSON.parse((await run("DEST", true)).stdout);
        assert.equal([result.status, result.completed, result.destination], [0, 2, "DEST"]);
        const unknown = await run("NOBODY");
        assert.is(unknown.stdout, "");
        assert.is(unknown.error?.exitCode, 1);
        assert.match(
          unknown.error?.message ?? "",
          /: status A801, .* know the AE title NOBODY, with its host/,
        );
      },
      {
        resolveDestination: (aeTitle) =>
          aeTitle === "DEST" ? { host: "127.0.0.1", port: Number(destination.split(":")[1]) } : undefined,
      },
    ),
  ));

test("move --listen receives the objects itself", () =>
  withFolder(async (out) => {
    const port = await freePort();
    await withNode(
      sending(OBJECTS),
      async (address) => {
        const options = { ...OPTIONS, aet: "US", listen: String(port), out };
        const { stdout, error } = await captured(() => runMove(address, options));
        assert.is(error, undefined);
        assert.match(
          stdout,
          /1\.2\.3\.3\.dcm: received\n.*1\.2\.3\.4\.dcm: received\n2 objects sent to US\.\n$/,
        );
        assert.is((await readdir(out)).length, 2);
        const json = await captured(() => runMove(address, { ...options, json: true }));
        assert.is(JSON.parse(json.stdout.trimEnd().split("\n").at(-1) ?? "").received, 2);
        const taken = await captured(() =>
          runMove(address, { ...options, listen: String(address.split(":")[1]) }),
        );
        assert.is(taken.error?.exitCode, 2);
        assert.match(taken.error?.message ?? "", /^--listen \d+: cannot listen .* taken\.$/);
      },
      { resolveDestination: (aeTitle) => (aeTitle === "US" ? { host: "127.0.0.1", port } : undefined) },
    );
  }));

test("get and move refuse what cannot be", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const get = async (changes: object) =>
      captured(() => runGet("localhost:1", { ...OPTIONS, out: folder, ...changes }));
    const move = async (changes: Partial<MoveCommandOptions>) =>
      captured(() => runMove("localhost:1", { ...OPTIONS, ...changes }));
    const cases: [Awaited<ReturnType<typeof get>>, RegExp][] = [
      [await get({ model: "worklist" }), /^"worklist" is no model to retrieve by: patient, study are\.$/],
      [await get({ key: undefined }), /^What is to be retrieved\?/],
      [await get({ key: ["StudyInstanceUID=", "QueryRetrieveLevel=STUDY"] }), /^What is to be retrieved\?/],
      [await get({ key: ["Nonsense=1"] }), /^The key "Nonsense=1" cannot be used/],
      [await get({ out: join(folder, "file") }), /cannot be used: there is a file with this name/],
      [await move({}), /^Who is to get the objects\?/],
      [await move({ dest: "X", out: folder }), /needs --listen PORT\.$/],
      [await move({ dest: "A\\B" }), /cannot be an AE title\.$/],
      [await move({ listen: "0" }), /^--listen takes a port/],
    ];
    for (const [{ error }, sentence] of cases) {
      assert.match(error?.message ?? "", sentence);
      assert.is(error?.exitCode, 2);
    }
  }));

test("Ctrl+C cancels a retrieval, and tells what has come until then", () =>
  withFolder(async (out) => {
    let isCancelled = false;
    const handlers: DimseHandlers = {
      async *get(request) {
        yield OBJECTS[0] as EncodedInstance;
        process.emit("SIGINT");
        await new Promise<void>((resolve) => request.signal.addEventListener("abort", () => resolve()));
        isCancelled = true;
      },
    };
    await withNode(handlers, async (address) => {
      const { stderr, error } = await captured(() => runGet(address, { ...OPTIONS, out }));
      assert.is(stderr, "Cancelling. Ctrl+C again ends at once.\n");
      assert.match(error?.message ?? "", /^Cancelled: [01] objects? received until then\.$/);
      assert.is(error?.exitCode, 130);
      assert.ok(isCancelled);
      assert.is(process.listenerCount("SIGINT"), 0);
    });
  }));
