import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ARCHIVE, startDcmqrscp } from "../../../dimse/test/support/dcmtk-servers.ts";
import { freePort, type ServerTool, startServerTool } from "../../../dimse/test/support/server-tool.ts";
import { runMinipacs } from "../support/built-server.ts";
import { runHere } from "../support/run-here.ts";

const test = testSuite("interop/minipacs and dcmqrscp", {
  tools: ["dcmqrscp", "storescp"],
  data: true,
  timeoutMs: 30_000,
});

let folder: string;
let archive: ServerTool;
let storescp: ServerTool;
let ports: { down: number; us: number };
let study: { folder: string; uid: string; seriesUid: string; instanceUids: string[] };

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "minipacs-test-"));
  storescp = await startServerTool("storescp", (port) => ["--ignore", port]);
  ports = { down: await freePort(), us: await freePort() };
  archive = await startDcmqrscp(folder, { DEST: storescp.port, DOWN: ports.down, US: ports.us });
  study = await readStudy(requireData("dicom", "series", "ct-chest"));
  const { code, output } = await run("store", study.folder, "--window", "4");
  assert.is(code, 0, output);
  assert.match(
    output,
    new RegExp(`\n${study.instanceUids.length} of ${study.instanceUids.length} stored at `),
  );
});
test.after(async () => {
  await archive.stop();
  await storescp.stop();
  await rm(folder, { recursive: true, force: true });
});

async function readStudy(from: string): Promise<typeof study> {
  const names = (await readdir(from)).filter((name) => name.endsWith(".dcm"));
  const files = await Promise.all(names.map(async (name) => readDicomFile(await readFile(join(from, name)))));
  const texts = (key: string) => files.map(({ dataset }) => dataset.getText(key) ?? "");
  return {
    folder: from,
    uid: texts("StudyInstanceUID")[0] ?? "",
    seriesUid: texts("SeriesInstanceUID")[0] ?? "",
    instanceUids: texts("SOPInstanceUID").sort(),
  };
}

/** In this process, but what writes to the current folder. */
function run(command: string, ...args: string[]) {
  const line = [command, `127.0.0.1:${archive.port}`, "--aec", ARCHIVE, ...args];
  const isWriting = command === "get" || args.includes("--out");
  return isWriting ? runMinipacs(line, { cwd: folder }) : runHere(line);
}

const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const uidsOf = (names: readonly string[]) => names.map((name) => name.replace(/\.dcm$/, "")).sort();
const STUDY_KEY = () => ["-k", `StudyInstanceUID=${study.uid}`];

test("find at all levels", async () => {
  const levels: [string[], string, number][] = [
    [["--model", "patient"], "PATIENT", 1],
    [["--model", "study"], "STUDY", 1],
    [["--model", "study", ...STUDY_KEY(), "-k", "SeriesInstanceUID"], "SERIES", 1],
    [
      [
        ...["--model", "study", ...STUDY_KEY()],
        ...["-k", `SeriesInstanceUID=${study.seriesUid}`, "-k", "SOPInstanceUID"],
      ],
      "IMAGE",
      study.instanceUids.length,
    ],
  ];
  for (const [args, level, count] of levels) {
    const { code, stdout, output } = await run("find", ...args, "--json");
    assert.is(code, 0, output);
    const answers = jsonLines(stdout);
    assert.is(answers.length, count, level);
    assert.equal(answers[0]["00080052"].Value, [level]);
  }
});

test("find --limit cancels", async () => {
  const keys = [...STUDY_KEY(), "-k", `SeriesInstanceUID=${study.seriesUid}`, "-k", "SOPInstanceUID"];
  const { code, stdout } = await run("find", "--model", "study", ...keys, "--limit", "3");
  assert.is(code, 0);
  assert.match(stdout, /# 3\n[\s\S]*\n3 matches, perhaps more beyond the --limit\n$/);
  assert.not.match(stdout, /^# 4$/m);
});

test("get brings every object as it was sent", async () => {
  const { code, stdout, output } = await run("get", ...STUDY_KEY(), "--out", "got");
  assert.is(code, 0, output);
  assert.match(
    stdout,
    new RegExp(`\n${study.instanceUids.length} objects received into got \\([\\d.]+ MB\\)\\.\n$`),
  );
  const names = await readdir(join(folder, "got"));
  assert.equal(uidsOf(names), study.instanceUids);
  const sent = new Map<string, Uint8Array>();
  for (const name of await readdir(study.folder)) {
    if (!name.endsWith(".dcm")) continue;
    const { dataset } = readDicomFile(await readFile(join(study.folder, name)));
    sent.set(dataset.getText("SOPInstanceUID") ?? "", dataset.get("PixelData") as Uint8Array);
  }
  for (const name of names) {
    const { dataset } = readDicomFile(await readFile(join(folder, "got", name)));
    assertBytes(
      dataset.get("PixelData") as Uint8Array,
      sent.get(dataset.getText("SOPInstanceUID") ?? "") as Uint8Array,
    );
  }
});

test("get of one object, into the current folder", async () => {
  const [uid = ""] = study.instanceUids;
  const keys = [...STUDY_KEY(), "-k", `SeriesInstanceUID=${study.seriesUid}`, "-k", `SOPInstanceUID=${uid}`];
  const { code, stdout, output } = await run("get", ...keys, "--json");
  assert.is(code, 0, output);
  const [object, result] = jsonLines(stdout);
  assert.is(object.path, `${uid}.dcm`);
  assert.is((await readFile(join(folder, object.path))).length, object.bytes);
  assert.equal([result.event, result.status, result.completed], ["result", 0, 1]);
  const nothing = await run("get", "-k", "StudyInstanceUID=1.2.3");
  assert.equal([nothing.code, nothing.output], [0, "0 objects: nothing there has these keys.\n"]);
});

test("move to storescp", async () => {
  const { code, output } = await run("move", ...STUDY_KEY(), "--dest", "DEST");
  assert.is(code, 0, output);
  assert.is(output, `${study.instanceUids.length} objects sent to DEST.\n`);
});

test("move --listen receives them itself", async () => {
  const args = ["--aet", "US", "--listen", String(ports.us), "--out", "moved"];
  const { code, stdout, output } = await run("move", ...STUDY_KEY(), ...args);
  assert.is(code, 0, output);
  assert.match(stdout, new RegExp(`\n${study.instanceUids.length} objects sent to US\\.\n$`));
  assert.equal(uidsOf(await readdir(join(folder, "moved"))), study.instanceUids);
});

test("move tells of a destination that is not known, and of one that is down", async () => {
  const unknown = await run("move", ...STUDY_KEY(), "--dest", "NOBODY");
  assert.is(unknown.code, 1);
  assert.match(
    unknown.output,
    /^ARCHIVE at 127\.0\.0\.1:\d+: status A801, move destination unknown\. The other side must know the AE title NOBODY, [^\n]+\n$/,
  );
  const down = await run("move", ...STUDY_KEY(), "--dest", "DOWN", "--json");
  assert.is(down.code, 1);
  const [result] = jsonLines(down.stdout);
  assert.is(result.failed, study.instanceUids.length);
  assert.equal(result.failedSopInstanceUids.sort(), study.instanceUids);
  assert.match(down.stderr, /; 0 sent, 16 not sent: [\d., ]+ and 13 more\. See whether DOWN runs [^\n]+\n$/);
});

test("what is asked of the wrong node, or in the wrong way", async () => {
  const worklist = await run("find");
  assert.is(worklist.code, 1);
  assert.match(
    worklist.output,
    /for Modality Worklist .* \(abstract syntax not supported\)\. The other side takes --model patient and --model study\.\n$/,
  );
  const title = await run("get", ...STUDY_KEY(), "--aec", "WRONG");
  assert.is(title.code, 1);
  assert.match(title.output, /^WRONG at .*: association rejected: .* give it with --aec\.\n$/);
});
