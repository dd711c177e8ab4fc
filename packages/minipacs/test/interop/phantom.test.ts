import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CHARACTER_SETS, decodeFrame, frameCount, renderFrame, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PhantomObject } from "../../src/phantom/create-phantom.ts";
import { CT_REGIONS } from "../../src/phantom/ct.ts";
import type { PhantomOptions } from "../../src/phantom/options.ts";
import { BuiltServer, runMinipacs } from "../support/built-server.ts";
import { phantomObjects } from "../support/phantom.ts";
import { runHere } from "../support/run-here.ts";
import { withFolder } from "../support/temporary-folder.ts";

const tools = ["dcmftest", "dcmdump", "dcm2pnm", "dsrdump", "dsr2html", "dcm2pdf", "gdcminfo", PYTHON];
const test = testSuite("interop/phantom read by DCMTK, GDCM and pydicom", { tools, timeoutMs: 60_000 });
const validator = testSuite("interop/phantom judged by dciodvfy", { tools: ["dciodvfy"], timeoutMs: 60_000 });

/** Runs `use` with the objects of these options, each with its file. */
async function withFiles(
  options: PhantomOptions,
  use: (files: { object: PhantomObject; path: string }[], folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const files = [];
    for (const object of await phantomObjects(options)) {
      const path = join(folder, `${object.kind}-${object.number}.dcm`);
      await writeFile(path, writeDicomFile(object));
      files.push({ object, path });
    }
    await use(files, folder);
  });
}

/** Runs a tool that has to succeed. */
async function run(name: string, args: readonly string[], input = "") {
  const result = await runTool(name, args, { input, timeoutMs: 50_000 });
  assert.is(result.code, 0, `${name} ${args.join(" ")}\n${result.output}`);
  return result;
}

/** What DCMTK cannot check is no fault of a file. */
const IMMATERIAL = /The VR checker does not support this Specific Character Set/;

function remarksOf(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line !== "" && !IMMATERIAL.test(line));
}

test("DCMTK and GDCM read every object, and have nothing to remark", () =>
  withFiles({ count: 2 }, async (files) => {
    assert.is(files.length, 9);
    for (const { object, path } of files) {
      assert.match((await run("dcmftest", [path])).stdout, /^yes:/);
      const { stderr } = await run("dcmdump", ["-q", path]);
      assert.equal(remarksOf(stderr), [], object.kind);
      if (!object.dataset.has("PixelData")) continue;
      const { stdout } = await run("gdcminfo", [path]);
      const { dataset } = object;
      const [columns, rows] = [dataset.get("Columns"), dataset.get("Rows")];
      assert.ok(stdout.includes(`Dimensions: (${columns},${rows},${frameCount(object)})`), stdout);
    }
  }));

test("DCMTK renders each frame as it is", () =>
  withFiles({ count: 3, size: 96 }, async (files, folder) => {
    let count = 0;
    for (const { object, path } of files) {
      if (!object.dataset.has("PixelData")) continue;
      for (let index = 0; index < frameCount(object); index += 1) {
        const out = join(folder, "frame.ppm");
        const window = object.dataset.has("WindowCenter") ? ["+Wi", "1"] : [];
        await run("dcm2pnm", [...window, "+F", String(index + 1), path, out]);
        const theirs = await readFile(out);
        const { rgba, width, height } = renderFrame(await decodeFrame(object, index));
        const samples = theirs.subarray(theirs.length - width * height * (theirs[1] === 0x36 ? 3 : 1));
        const step = theirs[1] === 0x36 ? 3 : 1;
        let most = 0;
        for (let pixel = 0; pixel < width * height; pixel += 1) {
          for (let channel = 0; channel < step; channel += 1) {
            const ours = rgba[pixel * 4 + channel] as number;
            most = Math.max(most, Math.abs(ours - (samples[pixel * step + channel] as number)));
          }
        }
        assert.ok(most <= 1, `${object.kind} frame ${index + 1}: ${most} levels apart`);
        count += 1;
      }
    }
    assert.is(count, 3 + 3 + 3 + 3 + 1);
  }));

test("the report and the document", () =>
  withFiles({ kinds: ["ct", "sr", "pdf"], count: 1 }, async (files, folder) => {
    const pathOf = (kind: string) => files.find(({ object }) => object.kind === kind)?.path as string;
    const dump = await run("dsrdump", ["+U8", pathOf("sr")]);
    assert.equal(remarksOf(dump.stderr), []);
    assert.match(dump.stdout, /NUM:\(,,"Attenuation Coefficient"\)="1000" \(\[hnsf'U\],UCUM/);
    assert.match(dump.stdout, /IMAGE:=\(CT image,\)/);
    const html = join(folder, "report.html");
    await run("dsr2html", ["+U8", pathOf("sr"), html]);
    assert.match(await readFile(html, "utf8"), /Test data, not a patient\. Проверочные данные\. 測試資料。/);
    const pdf = join(folder, "document.pdf");
    await run("dcm2pdf", [pathOf("pdf"), pdf]);
    assert.match(await readFile(pdf, "latin1"), /^%PDF-1\.4\n.*%%EOF\n\0?$/s);
  }));

const MEASURE = `
import json, sys, pydicom
path, regions = json.loads(sys.stdin.read())
ds = pydicom.dcmread(path)
assert ds.PatientName.family_name and ds.Modality == "CT"
raw, rows, columns = ds.PixelData, ds.Rows, ds.Columns
x0, y0, _ = ds.ImagePositionPatient
found = []
for x, y in regions:
    column = round((x - x0) / ds.PixelSpacing[1])
    row = round((y - y0) / ds.PixelSpacing[0])
    at = 2 * (row * columns + column)
    found.append(int.from_bytes(raw[at:at + 2], "little") * ds.RescaleSlope + ds.RescaleIntercept)
print(json.dumps([float(value) for value in found]))
`;

test("pydicom finds the Hounsfield units of the regions", () =>
  withFiles({ kinds: ["ct"], count: 2, size: 200 }, async (files) => {
    assert.is(files.length, 2);
    for (const { path } of files) {
      const centers = CT_REGIONS.map(({ center }) => center);
      const { stdout } = await run(PYTHON, ["-c", MEASURE], JSON.stringify([path, centers]));
      assert.equal(
        JSON.parse(stdout),
        CT_REGIONS.map(({ hu }) => hu),
      );
    }
  }));

/** Lines of dciodvfy that find fault. The sets it does not know are told as such on a line of their own. */
async function faults(path: string): Promise<string[]> {
  const { output } = await runTool("dciodvfy", ["-new", path], { timeoutMs: 50_000 });
  const lines = output.split("\n").filter((line) => line !== "");
  assert.ok(lines.length > 0, "dciodvfy names the IOD at least");
  return lines.filter((line) => /error|warning/i.test(line));
}

validator("every kind is of its IOD, without error or warning", () =>
  withFiles({ count: 2 }, async (files) => {
    assert.is(files.length, 9);
    for (const { object, path } of files) assert.equal(await faults(path), [], object.kind);
  }),
);

validator("with identifiers given, in implicit VR", () =>
  withFiles(
    {
      count: 1,
      kinds: ["ct", "us", "pdf"],
      accessionNumber: "ACC-1",
      patientId: "P-1",
      transferSyntaxUid: "1.2.840.10008.1.2",
    },
    async (files) => {
      for (const { object, path } of files) assert.equal(await faults(path), [], object.kind);
    },
  ),
);

validator("in every character set that is offered", async () => {
  for (const { term } of CHARACTER_SETS) {
    await withFiles({ kinds: ["sr"], charset: term }, async ([file]) => {
      assert.equal(await faults(file?.path ?? ""), [], term);
    });
  }
});

const command = testSuite("interop/minipacs phantom and minipacs store", { timeoutMs: 60_000 });

command("what the command writes is sent to a server and told by it", () =>
  withFolder(async (folder) => {
    const written = await runHere(["phantom", folder, "--size", "64", "--count", "2", "--json"]);
    assert.is(written.code, 0, written.output);
    const uids = written.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).sopInstanceUid as string);
    assert.is(new Set(uids).size, 9);
    const server = await BuiltServer.start([
      "--headless",
      "--port",
      "0",
      "--host",
      "127.0.0.1",
      "--ephemeral",
      "--log-format",
      "json",
    ]);
    try {
      const sent = await runMinipacs(["store", `127.0.0.1:${server.port}`, folder]);
      assert.is(sent.code, 0, sent.output);
      assert.match(sent.stdout, /^9 of 9 stored at/m);
      // The last lines may still be on their way.
      for (const uid of uids) await server.line(new RegExp(`"${uid.replaceAll(".", "\\.")}"`));
    } finally {
      await server.stop();
    }
  }),
);
