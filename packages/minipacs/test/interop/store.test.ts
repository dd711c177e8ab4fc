import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { readDicomFile, transferSyntaxes } from "@minipacs/dicom-core";
import { store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PacsOptions } from "../../src/config/config.ts";
import { runMinipacs } from "../support/built-server.ts";
import { LoggingServer } from "../support/logging-server.ts";
import { ctObject } from "../support/objects.ts";
import { runHere } from "../support/run-here.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs storescu", {
  tools: ["storescu", "dcmdump", "dcmftest", "dcmconv"],
  data: true,
});

function withServer(
  use: (server: LoggingServer, dataDir: string) => Promise<void>,
  options: PacsOptions = {},
) {
  return withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const server = await LoggingServer.start({ dataDir, ...options });
    try {
      await use(server, dataDir);
      assert.equal(await readdir(join(dataDir, "incoming")), []);
    } finally {
      await server.stop();
    }
  });
}

/** Sends a file with storescu, which proposes the transfer syntax of `option` first. */
async function storescu(server: LoggingServer, path: string, option: string): Promise<void> {
  const args = ["-aet", "MODALITY", option, "127.0.0.1", String(server.port), path];
  const { code, output } = await runTool("storescu", args);
  assert.is(code, 0, output);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Returns the data set of a Part 10 file: what follows the group 0002, whose length its first element tells. */
function dataSetOf(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  assert.is(view.getUint32(132, true), 0x00000002, "group length first");
  return file.subarray(144 + view.getUint32(140, true));
}

/** With the option that makes storescu propose their transfer syntax. */
const FILES: [string, string, string][] = [
  ["CT_small.dcm", "-xe", "1.2.840.10008.1.2.1"],
  ["MR_small_implicit.dcm", "-xi", "1.2.840.10008.1.2"],
  ["MR_small_RLE.dcm", "-xr", "1.2.840.10008.1.2.5"],
  ["SC_rgb_jpeg_gdcm.dcm", "-xs", "1.2.840.10008.1.2.4.70"],
  ["JPEG-lossy.dcm", "-xx", "1.2.840.10008.1.2.4.51"],
  ["SC_jpeg_no_color_transform.dcm", "-xy", "1.2.840.10008.1.2.4.50"],
  ["MR_small_jpeg_ls_lossless.dcm", "-xt", "1.2.840.10008.1.2.4.80"],
  ["693_J2KI.dcm", "-xw", "1.2.840.10008.1.2.4.91"],
  ["MR_small_jp2klossless.dcm", "-xv", "1.2.840.10008.1.2.4.90"],
];

for (const [name, option, transferSyntaxUid] of FILES) {
  test(`${name}: stored at its place, valid, byte by byte`, () =>
    withServer(async (server, dataDir) => {
      // storescu writes data sets anew; what dcmconv wrote before, it sends as it is.
      const path = join(dataDir, "..", name);
      assert.is((await runTool("dcmconv", ["-p", requireData("dicom", "pydicom", name), path])).code, 0);
      await storescu(server, path, option);
      const [stored = "", ...more] = await filesBelow(join(dataDir, "objects"));
      assert.is(more.length, 0);
      const sent = readDicomFile(await readFile(path), { until: 0x7fe00010 }).dataset;
      const place = ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"].map((key) =>
        sent.getText(key),
      );
      assert.is(stored, `${join(dataDir, "objects", ...(place as string[]))}.dcm`);
      const bytes = await readFile(stored);
      assertBytes(dataSetOf(bytes), dataSetOf(await readFile(path)), name);
      assert.is(readDicomFile(bytes, { until: 0x00100000 }).transferSyntaxUid, transferSyntaxUid);
      const { code, output } = await runTool("dcmdump", ["-q", stored]);
      assert.is(code, 0, output);
      assert.is((await runTool("dcmftest", [stored])).stdout, `yes: ${stored}\n`);
      await server.line(/^\[C-STORE\] .* from MODALITY \(127\.0\.0\.1\): .*$/m);
    }));
}

for (const [name, option, writing, transferSyntaxUid] of [
  ["image_dfl.dcm", "-xd", "+td", "1.2.840.10008.1.2.1.99"],
  ["MR_small_bigendian.dcm", "-xb", "+tb", "1.2.840.10008.1.2.2"],
] as const) {
  test(`${name}: stored byte by byte, named by its UID whether or not its head was parsed`, () =>
    withServer(async (server, dataDir) => {
      const path = join(dataDir, "..", name);
      const source = requireData("dicom", "pydicom", name);
      assert.is((await runTool("dcmconv", [writing, source, path])).code, 0);
      await storescu(server, path, option);
      const [stored = "", ...more] = await filesBelow(join(dataDir, "objects"));
      assert.is(more.length, 0);
      const bytes = await readFile(stored);
      const { code, stdout } = await runTool("dcmdump", ["-q", "-Un", stored]);
      assert.is(code, 0);
      assert.is(/\(0002,0010\) UI \[([\d.]+)/.exec(stdout)?.[1], transferSyntaxUid);
      assert.is(basename(stored), `${/\(0002,0003\) UI \[([\d.]+)/.exec(stdout)?.[1]}.dcm`);
      assert.is((await runTool("dcmftest", [stored])).stdout, `yes: ${stored}\n`);
      if (option === "-xb") return assertBytes(dataSetOf(bytes), dataSetOf(await readFile(path)), name);
      // storescu deflates anew: what is compared is what comes out.
      const plain = async (file: string) => (await runTool("dcmdump", ["-q", "+L", file])).stdout;
      const withoutHead = (dump: string) => dump.slice(dump.indexOf("# Dicom-Data-Set"));
      assert.is(withoutHead(await plain(stored)), withoutHead(await plain(path)));
    }));
}

test("every transfer syntax of the table is stored, and DCMTK reads the file", () =>
  withServer(async (server, dataDir) => {
    const native = ["1.2.840.10008.1.2", "1.2.840.10008.1.2.2"];
    const explicit = transferSyntaxes().filter(
      ({ uid, isDataSetEncoding, isDeflated }) => isDataSetEncoding && !isDeflated && !native.includes(uid),
    );
    assert.ok(explicit.length > 45);
    const objects = explicit.map(({ uid }, index) => ({
      ...ctObject({ SOPInstanceUID: `1.2.4.${index}` }, `1.2.4.${index}`),
      transferSyntaxUid: uid,
    }));
    const outcomes = await store({ host: "127.0.0.1", port: server.port }, objects);
    assert.equal(
      outcomes.map(({ result }) => result?.status),
      objects.map(() => 0),
    );
    for (const { sopInstanceUid, transferSyntaxUid, data } of objects) {
      const path = join(dataDir, "objects", "1.2.3.1", "1.2.3.2", `${sopInstanceUid}.dcm`);
      const bytes = await readFile(path);
      assertBytes(dataSetOf(bytes), data as Uint8Array, transferSyntaxUid);
      assert.is(readDicomFile(bytes).transferSyntaxUid, transferSyntaxUid);
    }
    const { code, output } = await runTool("dcmdump", ["-q", "+sd", "+r", join(dataDir, "objects")]);
    assert.is(code, 0, output);
    assert.is(output.match(/^\(0002,0010\)/gm)?.length, objects.length);
  }));

test("an object that comes again is there already; with other bytes it replaces the file", () =>
  withServer(async (server, dataDir) => {
    const path = requireData("dicom", "pydicom", "CT_small.dcm");
    await storescu(server, path, "-xe");
    await storescu(server, path, "-xe");
    await server.line(/^\[C-STORE\] .*, was there already$/m);
    await storescu(server, path, "-xi");
    await server.line(/^\[C-STORE\] .*, replaced an earlier one$/m);
    assert.is((await filesBelow(join(dataDir, "objects"))).length, 1);
  }));

test("a folder of files in one association", () =>
  withServer(async (server, dataDir) => {
    const folder = requireData("dicom", "series", "mr-brain");
    const { code, output } = await runTool("storescu", [
      ...["+sd", "127.0.0.1", String(server.port), folder],
    ]);
    assert.is(code, 0, output);
    assert.is((await filesBelow(join(dataDir, "objects"))).length, 19);
  }));

test("the mismatch line, for another character set only", () =>
  withServer(async (server) => {
    await storescu(server, requireData("dicom", "charset", "chrFren.dcm"), "-xe");
    const line =
      "[WARN] C-STORE SpecificCharacterSet mismatch: received ISO_IR 100, server configured ISO_IR 192";
    await server.line(/^\[WARN\]/m);
    assert.is(server.lines.filter((text) => text === line).length, 1);
    await storescu(server, requireData("dicom", "charset", "chrX1.dcm"), "-xe");
    await server.line(/^\[ASSOC\] #2 released/m);
    assert.is(server.lines.filter((text) => text.startsWith("[WARN]")).length, 1);
  }));

test("no mismatch where term lists differ only in form", () =>
  withServer(
    async (server) => {
      await storescu(server, requireData("dicom", "charset", "chrH31.dcm"), "-xe");
      await server.line(/^\[ASSOC\] #1 released/m);
      assert.not.match(server.stdout, /\[WARN\]/);
    },
    { charset: "ISO 2022 IR 87" },
  ));

test("our own store command sends what storescu cannot: HTJ2K, deflated, bytes unchanged", () =>
  withServer(async (server, dataDir) => {
    const names = ["ct__htj2k-lossless.dcm", "ct__deflated.dcm", "ct__jpegls.dcm"];
    for (const [index, name] of names.entries()) {
      const path = requireData("dicom", "generated", name);
      // The first by the built command, from process to file.
      const run = index === 0 ? runMinipacs : runHere;
      const { code, output } = await run(["store", `127.0.0.1:${server.port}`, path]);
      assert.is(code, 0, output);
      assertBytes(
        dataSetOf(await readFile(await newest(join(dataDir, "objects")))),
        evenLength(dataSetOf(await readFile(path))),
        name,
      );
    }
  }));

/** A deflated stream is sent with a null byte at its end where its length is odd. PS3.5 A.5. */
function evenLength(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(bytes.length + (bytes.length % 2));
  padded.set(bytes);
  return padded;
}

/** The variants share their UIDs, so the file that changed last is the one just sent. */
async function newest(folder: string): Promise<string> {
  const files = await Promise.all(
    (await filesBelow(folder)).map(async (path) => ({ path, mtimeMs: (await stat(path)).mtimeMs })),
  );
  return files.sort((a, b) => b.mtimeMs - a.mtimeMs)[0]?.path ?? "";
}
