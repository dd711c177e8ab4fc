import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  runWorklistAdd,
  runWorklistExport,
  runWorklistImport,
  runWorklistList,
  runWorklistRemove,
} from "../../src/commands/worklist.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { captured } from "../support/captured-output.ts";
import { markedTexts } from "../support/marked-texts.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/worklist-command");
let pacs: Pacs;
let http: { http: string; httpToken?: string };

test.beforeEach(async () => {
  pacs = await createPacs({
    ...{ port: 0, host: "127.0.0.1", httpPort: 0, httpToken: "t0ken" },
    ...{ ephemeral: true, isHeadless: true, samples: false },
  });
  http = { http: `127.0.0.1:${pacs.httpPort}`, httpToken: "t0ken" };
});
test.afterEach(() => pacs.close({ drainMs: 0 }));

test("add takes keys of the entry and of its step, list shows them, remove removes", async () => {
  const key = ["PatientName=Müller^Hans", "PatientID=P-1", "Modality=CT", "AccessionNumber=A=1"];
  const added = await captured(() => runWorklistAdd(undefined, { ...http, key }));
  const [entry] = pacs.worklist.list();
  assert.is(added.stdout, `added ${entry?.id}  A=1 Müller^Hans\n`);
  assert.is(entry?.dataset.get("ScheduledProcedureStepSequence")?.[0]?.getText("Modality"), "CT");
  const nested = ["PatientID=P-2", "ScheduledProcedureStepSequence[1].Modality=MR"];
  await captured(() => runWorklistAdd(undefined, { ...http, key: nested }));
  assert.is(pacs.worklist.list()[1]?.dataset.get("ScheduledProcedureStepSequence")?.length, 2);

  const list = await captured(() => runWorklistList(http));
  assert.match(list.stdout, /^ID +Accession +Patient ID +Name.*\n.*A=1 +P-1 +Müller\^Hans +CT/);
  assert.match(list.stdout, /\n2 entries\n$/);
  const some = await captured(() => runWorklistList({ ...http, key: ["PatientName=müller*"], json: true }));
  assert.equal(
    some.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).PatientID),
    ["P-1"],
  );
  for (const key of ["Modality=CT", "ScheduledProcedureStepSequence[0].Modality=CT", "(0008,0060)=CT"]) {
    const listed = await captured(() => runWorklistList({ ...http, key: [key] }));
    assert.match(listed.stdout, /\n1 entry\n$/, `${key} ${listed.error?.message}`);
  }
  const latest = await captured(() => runWorklistList({ ...http, limit: "1" }));
  assert.match(latest.stdout, /P-2[\s\S]*the latest 1 of 2 entries\n$/);

  const removed = await captured(() => runWorklistRemove([entry?.id ?? "", "1.2.3"], http));
  assert.is(removed.stdout, "1 removed\n");
  assert.is(removed.error?.message, "1 of the IDs are of no entry.");
  assert.is(removed.error?.exitCode, 1);
  assert.is((await captured(() => runWorklistRemove([], { ...http, all: true }))).stdout, "1 removed\n");
  assert.is(pacs.worklist.size, 0);
});

test("entries in UTF-16 and behind a byte order mark are added and imported", () =>
  withFolder(async (folder) => {
    const file = join(folder, "entry.json");
    for (const run of [
      () => runWorklistAdd(file, { ...http, existing: "add" }),
      () => runWorklistImport([file], { ...http, existing: "add" }),
    ]) {
      for (const bytes of markedTexts('{ "AccessionNumber": "A-1", "PatientName": "Müller^Hans" }')) {
        await writeFile(file, bytes);
        const { stdout, error } = await captured(run);
        assert.is(error, undefined);
        assert.match(stdout, /^added [\d.]+ {2}A-1 Müller\^Hans\n$/);
      }
    }
  }));

test("what was exported is imported again, as JSON and as .wl files", () =>
  withFolder(async (folder) => {
    pacs.loadSamples();
    const [json, files] = [join(folder, "worklist.json"), join(folder, "files")];
    const written = await captured(() => runWorklistExport(json, { ...http, format: "json" }));
    assert.is(written.stdout, `6 entries written to ${json}\n`);
    assert.is((await captured(() => runWorklistExport(files, { ...http, format: "wl" }))).error, undefined);
    const names = (await readdir(files)).sort();
    assert.is(names.length, 6);
    const first = readDicomFile(await readFile(join(files, names[0] ?? "")));
    assert.is(String(first.dataset.get("PatientName")), "Müller^Hans");
    pacs.worklist.remove(pacs.worklist.list().map(({ id }) => id));
    const paths = names.map((name) => join(files, name));
    assert.is((await captured(() => runWorklistImport([json], http))).error, undefined);
    const again = await captured(() => runWorklistImport(paths, http));
    assert.match(
      again.stdout,
      /^skipped [\d.]+ {2}ACC-001 Müller\^Hans\n1 is in the worklist already and stayed/,
    );
    assert.is(pacs.worklist.size, 6);
    await writeFile(join(files, "lockfile"), "");
    const folderOf = await captured(() => runWorklistImport([files], { ...http, json: true }));
    assert.is(folderOf.error, undefined);
    assert.is(folderOf.stdout.match(/"outcome":"skipped"/g)?.length, 6);
    const replaced = await captured(() =>
      runWorklistImport([json], { ...http, existing: "replace", json: true }),
    );
    assert.is(JSON.parse(replaced.stdout.split("\n")[0] ?? "").outcome, "replaced");
    assert.is(
      (await captured(() => runWorklistImport(paths, { ...http, existing: "add" }))).error,
      undefined,
    );
    assert.equal(
      pacs.worklist.list().map(({ dataset }) => dataset.getText("PatientName")),
      [...Array(2)].flatMap(() => [
        ...["Müller^Hans", "Özdemir^Fatma", "Smith^John", "Иванов^Иван", "Dupont^Marie", "Park^Ji-Yeon"],
      ]),
    );
    const printed = await captured(() => runWorklistExport(undefined, { ...http, format: "json" }));
    assert.is(JSON.parse(printed.stdout).length, 12);
    const bad = join(folder, "bad.wl");
    await writeFile(bad, "no worklist file");
    const alone = await captured(() => runWorklistImport([bad], http));
    assert.match(
      alone.error?.message ?? "",
      /bad\.wl: The server at .* refuses: This is no worklist file: neither/,
    );
    const some = await captured(() => runWorklistImport([bad, json], { ...http, existing: "add" }));
    assert.match(some.stderr, /bad\.wl: The server at .* refuses: This is no worklist file/);
    assert.is(some.error?.message, "1 of 2 files failed.");
    assert.is(pacs.worklist.size, 18);
  }));

test("failures say who, why and what to try", async () => {
  const fails = async (run: () => Promise<void>) => {
    const { error } = await captured(run);
    return `${error?.exitCode} ${error?.message}`;
  };
  const key = ["PatientNam=Secret^Name"];
  assert.match(
    await fails(() => runWorklistAdd(undefined, { ...http, key })),
    /^1 .*refuses: .*PatientNam is no keyword/,
  );
  assert.not.match(
    await fails(() => runWorklistAdd(undefined, { ...http, key: ["PatientBirthDate=Secret"] })),
    "Secret",
  );
  assert.match(
    await fails(() => runWorklistList({ ...http, httpToken: "wrong" })),
    /^1 The server at .* wants its token.* Give it with --http-token or in MINIPACS_HTTP_TOKEN\.$/,
  );
  // One of the ports of other protocols, which fetch never asks.
  assert.match(
    await fails(() => runWorklistList({ http: "127.0.0.1:1" })),
    /^1 .*cannot be reached: .* send no HTTP to this port \(bad port\).*Does minipacs run there/,
  );
  assert.match(
    await fails(() => runWorklistAdd("/", http)),
    /^2 \/ cannot be read: this is a folder \(EISDIR\)\.$/,
  );
  assert.match(await fails(() => runWorklistList({ http: "nonsense" })), /^2 --http takes HOST:PORT/);
  const columns = /AccessionNumber, PatientName, .*, StudyInstanceUID are\.$/;
  for (const [key, expected] of [
    ["Colour=red", /^2 -k Colour is no column of the worklist: /],
    ["PatientNam=red", /^2 -k PatientNam is no column of the worklist \(did you mean PatientName\?\): /],
    ["limit=1", /^2 -k limit is no column/],
  ] as const) {
    const message = await fails(() => runWorklistList({ ...http, key: [key] }));
    assert.match(message, expected);
    assert.match(message, columns);
  }
  await withFolder(async (folder) => {
    const nothing = await fails(() => runWorklistImport([folder], http));
    assert.is(nothing, `2 There is no .wl file in the folder "${folder}".`);
  });
  assert.match(await fails(() => runWorklistAdd(undefined, http)), /^2 Give the entry either/);
  assert.match(
    await fails(() => runWorklistAdd(undefined, { ...http, key: ["x"] })),
    /^2 "x" is not KEYWORD=VALUE/,
  );
  assert.match(
    await fails(() => runWorklistAdd("/no/such/file", http)),
    /^2 \/no\/such\/file cannot be read: there is no such file \(ENOENT\)\.$/,
  );
  assert.match(await fails(() => runWorklistRemove([], http)), /^2 Give the IDs/);
  assert.is(
    await fails(() => runWorklistImport(["/no/such/file"], { ...http, existing: "both" })),
    '2 --existing is skip, replace or add, not "both".',
  );
  assert.match(
    await fails(() => runWorklistExport(undefined, { ...http, format: "xml" })),
    /^2 --format is json or wl/,
  );
  assert.match(
    await fails(() => runWorklistExport(undefined, { ...http, format: "wl" })),
    /^2 --format wl needs a folder/,
  );
  assert.match(
    await fails(() => runWorklistExport("/proc/x/y", { ...http, format: "json" })),
    /^1 \/proc\/x\/y cannot be written: there is no such folder, and none can be made \(ENOENT\)\.$/,
  );
  assert.is(pacs.worklist.size, 0);
});
