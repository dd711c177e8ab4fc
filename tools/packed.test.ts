/** The four packages as npm packs them, installed in an empty folder: snippets, types, bundles, the command. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import * as assert from "uvu/assert";
import {
  README_FILES as CORE_FILES,
  README_OUTPUT as CORE_OUTPUT,
} from "../packages/dicom-core/test/support/readme.ts";
import {
  README_FILES as DIMSE_FILES,
  README_OUTPUT as DIMSE_OUTPUT,
} from "../packages/dimse/test/support/readme.ts";
import { BuiltServer, originOf, runMinipacs } from "../packages/minipacs/test/support/built-server.ts";
import { workspaceFolders } from "./generate-licences.ts";
import { repositoryPath } from "./test/data.ts";
import { runTool, type ToolResult } from "./test/foreign-tools.ts";
import { readSnippets, writeFiles } from "./test/readme-snippets.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/packed", { timeoutMs: 120_000 });

/** An application as a user has it. */
let folder = "";
let tarballs: string[] = [];

/** The folder is not the repository, and no condition of ours is set. */
const run = (command: string, args: readonly string[], cwd = folder): Promise<ToolResult> =>
  runTool(command, args, { cwd, env: { NODE_OPTIONS: "", FORCE_COLOR: "0" }, timeoutMs: 110_000 });

async function runs(command: string, args: readonly string[], cwd = folder): Promise<string> {
  const { code, stdout, output } = await run(command, args, cwd);
  assert.is(code, 0, output);
  return stdout;
}

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "minipacs-packed-"));
  await mkdir(join(folder, "tarballs"));
  const pack = ["pack", "--workspaces", "--json", "--pack-destination", join(folder, "tarballs")];
  const packed = JSON.parse(await runs("npm", pack, repositoryPath("."))) as { filename: string }[];
  tarballs = packed.map(({ filename }) => join(folder, "tarballs", filename));
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
  await runs("npm", ["install", "--prefer-offline", ...quiet, ...tarballs]);
});
test.after(() => rm(folder, { recursive: true, force: true }));

const tsc = (args: readonly string[], cwd: string) =>
  run(process.execPath, [repositoryPath("node_modules/typescript/bin/tsc"), ...args], cwd);

/** The strictest that an application can be, with the libraries' own declarations checked too. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: "es2022",
  types: [] as string[],
  lib: ["es2023", "esnext.disposable", "dom", "dom.iterable"],
};

const CONSUMERS = [
  { name: "dicom-core", outputs: CORE_OUTPUT, files: CORE_FILES },
  { name: "dimse", outputs: DIMSE_OUTPUT, files: DIMSE_FILES },
  { name: "minipacs", outputs: ["[C-ECHO] from CT1 (127.0.0.1)\n"], files: {} },
  { name: "viewer-canvas", outputs: [], files: {} },
] as const;

/** Writes the snippets of a README to a folder of their own; returns how many there are. */
async function writeConsumer(name: string): Promise<number> {
  const snippets = await readSnippets(`packages/${name}/README.md`);
  const files = snippets.map((code, index) => [`snippet-${index}.ts`, `${code}\nexport {};\n`]);
  await writeFiles(join(folder, name), Object.fromEntries(files));
  return snippets.length;
}

/** Compiles what is in folders. */
async function compile(
  include: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const config = { compilerOptions: { ...STRICT, ...options }, include };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiled = await tsc(["-p", "."], folder);
  assert.is(compiled.code, 0, compiled.output);
}

test("each tarball holds build, README, licence and notices, and nothing else", async () => {
  for (const tarball of tarballs) {
    const names = (await runs("tar", ["tzf", tarball])).trim().split("\n");
    const others = names.filter((name) => !name.startsWith("package/dist/")).sort();
    assert.equal(
      others,
      ["LICENSE", "NOTICE.txt", "README.md", "package.json"].map((name) => `package/${name}`),
    );
  }
});

test("the snippets of the READMEs compile strictly for Node, and run", async () => {
  for (const { name } of CONSUMERS) assert.ok((await writeConsumer(name)) > 0, name);
  await mkdir(join(folder, "node_modules/@types"));
  for (const types of ["@types/node", "undici-types"]) {
    await symlink(repositoryPath("node_modules", types), join(folder, "node_modules", types));
  }
  const names = CONSUMERS.map(({ name }) => name);
  await compile(names, { module: "nodenext", types: ["node"] });
  for (const { name, outputs, files } of CONSUMERS) {
    await writeFiles(join(folder, name), files);
    for (const [index, expected] of outputs.entries()) {
      assert.is(await runs(process.execPath, [`snippet-${index}.js`], join(folder, name)), expected, name);
    }
  }
});

test("the viewer and the codec compile strictly for a bundler, without the types of Node", async () => {
  await writeConsumer("viewer-canvas");
  await writeFiles(join(folder, "codec"), {
    "codec.ts": `import { readDicomFile, type DicomFile } from "@minipacs/dicom-core";
import { readDicomFile as read } from "@minipacs/dicom-core/reader";
export const files = (bytes: Uint8Array): [DicomFile, string | undefined] => [
  readDicomFile(bytes),
  read(bytes).dataset.getText("PatientName"),
];
`,
  });
  await compile(["viewer-canvas", "codec"], { module: "esnext", moduleResolution: "bundler", noEmit: true });
});

test("a bundle for browsers of core and viewer needs no shim of Node", async () => {
  await writeConsumer("viewer-canvas");
  const reader = `import { readDicomFile } from "@minipacs/dicom-core";
globalThis.read = (bytes) => String(readDicomFile(bytes).dataset.get("PatientName"));
`;
  await writeFiles(folder, { "bundled/reader.js": reader });
  await build({
    absWorkingDir: join(folder, "bundled"),
    entryPoints: ["../viewer-canvas/snippet-0.ts", "../viewer-canvas/snippet-1.ts", "reader.js"],
    outbase: ".",
    outdir: "out",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  const bundle = join(folder, "bundled/out/reader.js");
  const script = `import ${JSON.stringify(bundle)};
import { readFileSync } from "node:fs";
delete globalThis.Buffer;
delete globalThis.process;
console.log(globalThis.read(new Uint8Array(readFileSync("image.dcm"))));
`;
  await writeFiles(join(folder, "bundled"), { "image.dcm": CORE_FILES["image.dcm"], "run.mjs": script });
  assert.is(await runs(process.execPath, ["run.mjs"], join(folder, "bundled")), "Doe^Jane\n");
});

test("importing the viewer where there is no page does nothing", async () => {
  const script = 'import("@minipacs/viewer-canvas").then((viewer) => console.log(typeof viewer.DicomViewer))';
  assert.is(await runs(process.execPath, ["-e", script]), "function\n");
});

test("the command tells its version, serves page and protocol, and asks", async () => {
  const executable = join(folder, "node_modules/.bin/minipacs");
  const { version } = JSON.parse(await readFile(repositoryPath("packages/minipacs/package.json"), "utf8"));
  assert.is(await runs(executable, ["--version"]), `${version}\n`);
  const args = ["--port", "0", "--http-port", "0", "--ephemeral", "--log-format", "json"];
  const server = await BuiltServer.start(args, { cwd: folder, executable });
  try {
    const echo = await runMinipacs(["echo", `127.0.0.1:${server.port}`], { cwd: folder, executable });
    assert.is(echo.code, 0, echo.output);
    const page = await fetch(originOf(server));
    assert.match(await page.text(), /<script type="module"/);
    assert.is((await fetch(`${originOf(server)}/api/status`)).status, 200);
  } finally {
    await server.stop();
  }
});

test("every package is in the test", () => assert.is(tarballs.length, workspaceFolders().length));
