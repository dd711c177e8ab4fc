// The built package as Node resolves it, copied to where no source and no development tool is.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../tools/test/data.ts";
import { runTool } from "../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import * as frames from "../src/frames.ts";
import * as index from "../src/index.ts";
import * as internal from "../src/internal.ts";

import * as jpeg from "../src/jpeg.ts";
import * as jpegLossless from "../src/jpeg-lossless.ts";
import * as jpegLs from "../src/jpeg-ls.ts";
import * as node from "../src/node.ts";
import * as reader from "../src/reader.ts";
import * as render from "../src/render.ts";
import * as rle from "../src/rle.ts";
import * as video from "../src/video.ts";

const test = testSuite("core/node-build", { timeoutMs: 30_000 });
const NAME = "@minipacs/dicom-core";
let folder = "";

test.before(() => {
  if (!existsSync(repositoryPath("packages/dicom-core/dist/node/core.js"))) {
    throw new Error("dist/node is missing: npm run build");
  }
  folder = realpathSync(mkdtempSync(join(tmpdir(), "minipacs-node-build-")));
  const installed = join(folder, "node_modules", NAME);
  mkdirSync(installed, { recursive: true });
  for (const part of ["package.json", "dist"]) {
    cpSync(repositoryPath(`packages/dicom-core/${part}`), join(installed, part), { recursive: true });
  }
  for (const dependency of ["iconv-lite", "fflate"]) {
    const target = repositoryPath(`node_modules/${dependency}`);
    symlinkSync(target, join(folder, "node_modules", dependency), "junction");
  }
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Returns what a module calls `tell` with, and the files that were loaded for it. */
async function run(code: string, cwd = folder): Promise<{ told: unknown; files: string[] }> {
  const hooks = `export async function load(url, context, next) {
    process._rawDebug("loaded " + url);
    return next(url, context);
  }`;
  const script = `
    import { register } from "node:module";
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});
    const tell = (value) => console.log(JSON.stringify(value));
    ${code}`;
  const options = { cwd, env: { NODE_OPTIONS: "" } };
  const {
    code: status,
    stdout,
    stderr,
  } = await runTool(process.execPath, ["--input-type=module", "--eval", script], options);
  assert.is(status, 0, stderr);
  const files = [...stderr.matchAll(/^loaded file:.*\/dicom-core\/(.*)$/gm)].map(([, path]) => path!);
  assert.not.match(stderr, /warning/i);
  return { told: JSON.parse(stdout), files };
}

test("an import opens two files, and loads neither zlib nor iconv-lite nor the private dictionary", async () => {
  const { told, files } = await run(`
    await import("${NAME}");
    const { createRequire } = await import("node:module");
    const require = createRequire(process.cwd() + "/x.js");
    tell([process.moduleLoadList.filter((name) => /zlib/.test(name)), Object.keys(require.cache)]);`);
  assert.equal(files, ["dist/node/index.js", "dist/node/core.js"]);
  assert.equal(told, [[], []]);
});

test("each entry exports what its source exports", async () => {
  const { told } = await run(`
    const entries = ["", "/internal", "/node", "/reader", "/frames", "/render", "/video", "/rle", "/jpeg-lossless", "/jpeg-ls", "/jpeg"].map((path) => import("${NAME}" + path));
    tell((await Promise.all(entries)).map((entry) => Object.keys(entry)));`);
  assert.equal(
    told,
    [index, internal, node, reader, frames, render, video, rle, jpegLossless, jpegLs, jpeg].map((entry) =>
      Object.keys(entry).sort(),
    ),
  );
});

test("one copy of each class and table, whichever entry comes first", async () => {
  for (const paths of [
    ["/node", "/internal", "", "/reader"],
    ["/reader", "", "/node", "/internal"],
  ]) {
    const { told, files } = await run(`
      const entries = {};
      for (const path of ${JSON.stringify(paths)}) entries[path] = await import("${NAME}" + path);
      const { "": main, "/reader": reader, "/internal": internal, "/node": node } = entries;
      const layout = { transferSyntaxUid: "1.2.840.10008.1.2" };
      const SOPClassUID = main.uidForKeyword("CTImageStorage");
      const written = main.createDataset({ SOPClassUID, SOPInstanceUID: "1.2.3", Rows: 5 });
      const bytes = main.writeDataset(written, layout);
      const file = main.writeDicomFile({ dataset: written, ...layout });
      tell([
        Object.keys(reader).filter((name) => name in main && reader[name] !== main[name]),
        reader.readDataset(bytes, layout) instanceof main.Dataset,
        internal.readDatasetHead(bytes, { ...layout, until: 0x7fe00010 }).dataset instanceof main.Dataset,
        (await node.openDicomFile(new Blob([file]))).dataset instanceof reader.Dataset,
        reader.readDataset(bytes, layout).get("Rows"),
      ]);`);
    assert.equal(told, [[], true, true, true, 5]);
    assert.is(new Set(files).size, 5);
    assert.is(files.length, 5);
  }
});

test("a codec alone, with the errors of the main entry", async () => {
  const { told } = await run(`
    const { decodeRle, encodeRle } = await import("${NAME}/rle");
    const { DecodeError } = await import("${NAME}");
    const facts = { bitsPerSample: 8, isSigned: false, bitsAllocated: 8 };
    const image = { samples: Uint8Array.of(1, 2, 2, 2), width: 2, height: 2, componentCount: 1, ...facts };
    const options = { rows: 2, columns: 2, samplesPerPixel: 1, bitsAllocated: 8 };
    let error;
    try { decodeRle(new Uint8Array(2), options) } catch (thrown) { error = thrown }
    tell([[...decodeRle(encodeRle(image), options).samples], error instanceof DecodeError, error.code]);`);
  assert.equal(told, [[1, 2, 2, 2], true, "PIXEL_RLE_HEADER"]);
});

test("what the one file takes of the codecs is what they export", async () => {
  const core = readFileSync(join(folder, "node_modules", NAME, "dist/node/core.js"), "utf8");
  const taken = [...core.matchAll(/\(await import\("\.\/([\w-]+)\.js"\)\)\.(\w+)/g)].map(([, path, name]) => [
    path,
    name,
  ]);
  assert.equal(taken.map(([path]) => path).sort(), ["jpeg", "jpeg-lossless", "jpeg-ls", "rle"]);
  for (const [path, name] of taken) {
    const { told } = await run(`tell(typeof (await import("${NAME}/${path}")).${name});`);
    assert.is(told, "function", `${name} of ${path}`);
  }
});

test("a frame loads its codec, and no other one", async () => {
  const codecs = { "/rle": "5", "/jpeg-lossless": "4.70", "/jpeg-ls": "4.80" };
  for (const [path, syntax] of Object.entries(codecs)) {
    const { told, files } = await run(`
      const { createDataset, decodeFrame, encapsulateFrames } = await import("${NAME}");
      const { encodeRle, encodeJpegLossless, encodeJpegLs } = await import("${NAME}${path}");
      const samples = Uint16Array.of(1, 2, 700, 4095);
      const facts = { width: 2, height: 2, componentCount: 1, bitsPerSample: 12, isSigned: false, bitsAllocated: 16 };
      const bytes = (encodeRle ?? encodeJpegLossless ?? encodeJpegLs)({ samples, ...facts });
      const dataset = createDataset({
        Rows: 2, Columns: 2, SamplesPerPixel: 1, BitsAllocated: 16, BitsStored: 12, HighBit: 11, PixelRepresentation: 0,
      });
      dataset.setFragments("PixelData", encapsulateFrames([bytes]).fragments);
      const { pixels } = await decodeFrame({ dataset, transferSyntaxUid: "1.2.840.10008.1.2.${syntax}" }, 0);
      tell([...pixels]);`);
    assert.equal(told, [1, 2, 700, 4095], path);
    assert.equal(
      files.slice(0, 3),
      ["index", "core", path.slice(1)].map((name) => `dist/node/${name}.js`),
    );
    assert.is(files.filter((name) => !name.includes("chunk-")).length, 3, files.join());
  }
});

test("the reader waits for its dictionary as in browsers", async () => {
  const { told } = await run(`
    const { loadCharacterSets, loadDictionary, readDataset } = await import("${NAME}/reader");
    const layout = { transferSyntaxUid: "1.2.840.10008.1.2" };
    const rows = () => readDataset(Uint8Array.of(0x28, 0, 0x10, 0, 2, 0, 0, 0, 5, 0), layout).get("Rows");
    const codes = [];
    try { rows() } catch ({ code }) { codes.push(code) }
    await loadDictionary();
    await loadCharacterSets();
    tell([codes, rows()]);`);
  assert.equal(told, [["STATE_DICTIONARY_MISSING"], 5]);
});

test("what is put off comes when it is needed", async () => {
  const { told, files } = await run(`
    const core = await import("${NAME}");
    const deflated = { transferSyntaxUid: "1.2.840.10008.1.2.1.99" };
    const bytes = core.writeDataset(core.createDataset({ Rows: 5 }), deflated);
    const creator = core.lookupPrivateElement("GEMS_IDEN_01", 0x00091001)?.vr;
    await core.loadPrivateDictionary();
    tell([
      core.readDataset(bytes, deflated).get("Rows"),
      core.decodeText(core.encodeText("\\u5c71", ["", "ISO 2022 IR 87"], "PN"), ["", "ISO 2022 IR 87"], "PN"),
      creator,
    ]);`);
  assert.equal(told, [5, "山", "LO"]);
  assert.equal(files.slice(2), ["dist/private-dictionary.js"]);
});

test("siblings load the same files", async () => {
  const { told, files } = await run(
    `const { Dataset } = await import("${NAME}");
     await import("@minipacs/dimse");
     tell(typeof Dataset);`,
    repositoryPath("packages/dimse"),
  );
  assert.is(told, "function");
  assert.equal(new Set(files), new Set(["index", "core", "internal"].map((name) => `dist/node/${name}.js`)));
});
