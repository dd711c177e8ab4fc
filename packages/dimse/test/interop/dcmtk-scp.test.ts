import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDataset, findTransferSyntax, readDicomFile, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { AssociationRejectedError, type NoAcceptedContextError } from "../../src/errors.ts";
import { connect } from "../../src/scu/connect.ts";
import { echo } from "../../src/scu/echo.ts";
import { find } from "../../src/scu/find.ts";
import { readPart10Head } from "../../src/scu/part10-head.ts";
import { store } from "../../src/scu/store-all.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { rejection } from "../support/loopback.ts";
import { type ServerTool, startServerTool } from "../support/server-tool.ts";

const test = testSuite("interop/storescp", { tools: ["storescp", "dcmdump"], data: true });

let folder: string;
let server: ServerTool;
let target: { host: string; port: number };

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "storescp-"));
  server = await startServerTool("storescp", (port) => ["+B", "+xa", "-od", folder, "-uf", port]);
  target = { host: "127.0.0.1", port: server.port };
});
test.after(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

test("C-ECHO", async () => {
  assert.is((await echo(target)).status, 0);
});

/** Files of these transfer syntaxes are what storescp 3.6.7 knows. */
const FILES = [
  "CT_small.dcm",
  "MR_small_implicit.dcm",
  "MR_small_bigendian.dcm",
  "SC_rgb_jpeg_lossy_gdcm.dcm",
  "SC_rgb_jpeg_gdcm.dcm",
  "MR_small_RLE.dcm",
  "MR_small_jpeg_ls_lossless.dcm",
  "MR_small_jp2klossless.dcm",
  "image_dfl.dcm",
  "examples_ybr_color.dcm",
];

test("files from their paths arrive byte by byte, whatever their transfer syntax", async () => {
  for (const name of FILES) {
    const path = requireData("dicom", "pydicom", name);
    const [outcome] = await store(target, [path]);
    assert.is(outcome?.error, undefined, name);
    assert.is(outcome?.result?.status, 0, name);
    const sent = new Uint8Array(await readFile(path));
    const head = readPart10Head(sent);
    assert.is(outcome?.result?.transferSyntaxUid, head?.transferSyntaxUid);
    const dataSet = sent.subarray(head?.dataSetOffset);
    // A deflated data set of odd length is padded. PS3.5 A.5.
    const even = new Uint8Array(dataSet.length + (dataSet.length % 2));
    even.set(dataSet);
    assertBytes(await takeReceived(), even, name);
  }
});

test("many files at once, a broken one between them, on as few associations as they need", async () => {
  const series = requireData("dicom", "series", "mr-brain");
  const paths = (await readdir(series)).map((name) => join(series, name));
  const broken = join(folder, "..", `not-dicom-${process.pid}`);
  await writeFile(broken, "not a DICOM file");
  const told: unknown[] = [];
  const outcomes = await store(target, [...paths.slice(0, 5), broken, ...paths.slice(5)], {
    onResult: ({ source }) => told.push(source),
  });
  await rm(broken);
  assert.is(told.length, paths.length + 1);
  assert.match(String(outcomes[5]?.error), "no DICOM file");
  assert.is(outcomes.filter(({ result }) => result?.status === 0).length, paths.length);
  assert.is((await readdir(folder)).length, paths.length);
  await clear();
});

test("an object in memory: parsed, as file bytes, and as a bare data set", async () => {
  const bytes = new Uint8Array(await readFile(requireData("dicom", "pydicom", "CT_small.dcm")));
  const file = readDicomFile(bytes);
  const head = readPart10Head(bytes);
  const data = bytes.subarray(head?.dataSetOffset);
  const object = {
    sopClassUid: head?.sopClassUid ?? "",
    sopInstanceUid: head?.sopInstanceUid ?? "",
    transferSyntaxUid: file.transferSyntaxUid,
    data,
  };
  for (const source of [file, bytes, object]) {
    const [outcome] = await store(target, [source]);
    assert.is(outcome?.result?.status, 0);
    assertBytes(await takeReceived(), data);
  }
});

test("a parsed object is re-encoded for a context in another uncompressed transfer syntax", async () => {
  const file = readDicomFile(new Uint8Array(await readFile(requireData("dicom", "pydicom", "CT_small.dcm"))));
  const abstractSyntax = file.dataset.getText("SOPClassUID") ?? "";
  const association = await connect({
    ...target,
    contexts: [{ abstractSyntax, transferSyntaxes: ["1.2.840.10008.1.2"] }],
  });
  const result = await association.store(file);
  assert.is(result.transferSyntaxUid, "1.2.840.10008.1.2");
  await association.release();
  const [name] = await readdir(folder);
  const received = readDicomFile(new Uint8Array(await readFile(join(folder, name as string))));
  assert.is(received.transferSyntaxUid, "1.2.840.10008.1.2");
  assert.is(received.dataset.getText("PatientName"), file.dataset.getText("PatientName"));
  await clear();
});

test("names the transfer syntax where no context fits", async () => {
  const path = requireData("dicom", "pydicom", "MR_small_RLE.dcm");
  const association = await connect({
    ...target,
    contexts: [{ abstractSyntax: "1.2.840.10008.5.1.4.1.1.4" }],
  });
  const error = (await rejection(association.store(path))) as NoAcceptedContextError;
  assert.is(error.code, "ASSOC_NO_ACCEPTED_CONTEXT");
  assert.match(error.message, /RLE Lossless \(1\.2\.840\.10008\.1\.2\.5\)/);
  assert.match(error.message, /accepted with 1\.2\.840\.10008\.1\.2\.1/);
  assert.is(error.offered[0]?.abstractSyntax, "1.2.840.10008.5.1.4.1.1.4");
  assert.is(error.answered[0]?.result, 0);
  await association.release();
});

test("an object larger than every buffer, from a path", async () => {
  const path = join(folder, "..", `large-${process.pid}.dcm`);
  const dataset = createDataset({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", SOPInstanceUID: "1.2.3.999" });
  const pixels = new Uint8Array(20_000_000).map((_, i) => (i * 7) & 0xff);
  dataset.set(0x7fe00010, pixels, { vr: "OW" });
  await writeFile(path, writeDicomFile({ dataset, transferSyntaxUid: "1.2.840.10008.1.2.1" }));
  const [outcome] = await store(target, [path]);
  assert.is(outcome?.result?.status, 0);
  const sent = new Uint8Array(await readFile(path));
  await rm(path);
  assertBytes(await takeReceived(), sent.subarray(readPart10Head(sent)?.dataSetOffset));
});

async function clear(): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name));
}

/** The data set of the one file that is there. */
async function takeReceived(): Promise<Uint8Array> {
  const names = await readdir(folder);
  assert.is(names.length, 1);
  const bytes = new Uint8Array(await readFile(join(folder, names[0] as string)));
  await clear();
  const head = readPart10Head(bytes);
  assert.ok(findTransferSyntax(head?.transferSyntaxUid ?? ""));
  return bytes.subarray(head?.dataSetOffset);
}

const refusals = testSuite("interop/storescp-refusals", { tools: ["storescp"] });

refusals("a server that refuses, and one that aborts", async () => {
  const refusing = await startServerTool("storescp", (port) => ["--refuse", port]);
  const rejected = await rejection(echo({ host: "127.0.0.1", port: refusing.port }));
  assert.instance(rejected, AssociationRejectedError);
  await refusing.stop();
  const aborting = await startServerTool("storescp", (port) => ["--abort-after", port]);
  const CT = "1.2.840.10008.5.1.4.1.1.2";
  const association = await connect({
    host: "127.0.0.1",
    port: aborting.port,
    contexts: [{ abstractSyntax: VERIFICATION }, { abstractSyntax: CT }],
  });
  const object = {
    sopClassUid: CT,
    sopInstanceUid: "1.2.3",
    transferSyntaxUid: "1.2.840.10008.1.2.1",
    data: new Uint8Array(1000),
  };
  const error = await rejection(association.store(object).then(() => association.echo()));
  assert.is(error.code, "ASSOC_ABORTED");
  await association.closed;
  await aborting.stop();
});

const worklist = testSuite("interop/wlmscpfs", { tools: ["wlmscpfs", "dump2dcm"] });

worklist("C-FIND of a worklist", async () => {
  const base = await mkdtemp(join(tmpdir(), "wlm-"));
  const lists = join(base, "WORKLIST");
  await mkdir(lists);
  await writeFile(join(lists, "lockfile"), "");
  for (const [id, modality] of [
    ["P-1", "CT"],
    ["P-2", "MR"],
    ["P-3", "CT"],
  ]) {
    const dump = [
      `(0008,0050) SH [ACC-${id}]`,
      `(0010,0010) PN [Name^${id}]`,
      `(0010,0020) LO [${id}]`,
      "(0020,000d) UI [1.2.3.4]",
      "(0032,1060) LO [Head]",
      "(0040,1001) SH [RP1]",
      "(0040,0100) SQ",
      "(fffe,e000) -",
      `(0008,0060) CS [${modality}]`,
      "(0040,0001) AE [STATION]",
      "(0040,0002) DA [20260101]",
      "(0040,0003) TM [120000]",
      "(0040,0009) SH [SPS1]",
      "(fffe,e00d) -",
      "(fffe,e0dd) -",
    ].join("\n");
    const dumpPath = join(base, `${id}.dump`);
    await writeFile(dumpPath, dump);
    const result = await runTool("dump2dcm", [dumpPath, join(lists, `${id}.wl`)]);
    assert.is(result.code, 0, result.output);
  }
  const server = await startServerTool("wlmscpfs", (port) => ["-dfr", "-dfp", base, port]);
  try {
    const target = { host: "127.0.0.1", port: server.port, calledAeTitle: "WORKLIST" };
    const query = createDataset({
      PatientName: "",
      PatientID: "",
      ScheduledProcedureStepSequence: [{ Modality: "CT" }],
    });
    const ids: (string | undefined)[] = [];
    for await (const match of find(target, "worklist", query)) ids.push(match.getText("PatientID"));
    assert.equal(ids.sort(), ["P-1", "P-3"]);
    let count = 0;
    for await (const _ of find(target, "worklist", query, { limit: 1 })) count += 1;
    assert.is(count, 1);
    for await (const _ of find(target, "worklist", query)) break;
  } finally {
    await server.stop();
    await rm(base, { recursive: true });
  }
});
