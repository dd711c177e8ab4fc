/** The four packages as npm packs them, installed in an empty folder: snippets, types, bundles, the command. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import * as assert from "uvu/assert";
import { BuiltServer, originOf, runMinipacs } from "../packages/minipacs/test/support/built-server.ts";
import { compressedPhantom } from "../packages/viewer-canvas/test/support/phantom.ts";
import {
  type SitePart,
  STRICT_POLICY,
  serveSite,
} from "../packages/viewer-canvas/test/support/viewer-page.ts";
import { blocksOf } from "./documents/code-blocks.ts";
import { PAGES, type SnippetPage, TINY_IMAGE } from "./documents/pages.ts";
import { workspaceFolders } from "./generate-licences.ts";
import { packedPages, packedText } from "./pack.mjs";
import { launchBrowser, openPage } from "./test/browser.ts";
import { repositoryPath } from "./test/data.ts";
import { findTool, runTool, runTypeScript, type ToolResult } from "./test/foreign-tools.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/packed", { timeoutMs: 120_000 });

/** An application as a user has it. */
let folder = "";
let tarballs: string[] = [];
/** Its `minipacs`. */
let executable = "";

/** Lie in the folder before it is packed to: a tarball of ours, which goes, and one that is not ours, which stays. */
const OLD = "minipacs-dicom-core-0.0.9.tgz";
const FOREIGN = "minipacs-of-others-0.0.9.tgz";

const QUIET = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
const VIEWER_PAGE = "packages/viewer-canvas/README.md";
const CI_PAGE = "docs/use-in-ci.md";

/** The folder is not the repository, and no condition of ours is set. */
const PLAIN = { env: { NODE_OPTIONS: "", FORCE_COLOR: "0" }, timeoutMs: 110_000 };
const run = (command: string, args: readonly string[], cwd = folder): Promise<ToolResult> =>
  runTool(command, args, { cwd, ...PLAIN });

async function runs(command: string, args: readonly string[], cwd = folder): Promise<string> {
  const { code, stdout, output } = await run(command, args, cwd);
  assert.is(code, 0, output);
  return stdout;
}

/** Returns the line that installs the tarballs in a project, once. */
async function installLine(): Promise<string> {
  const text = await readFile(repositoryPath(CI_PAGE), "utf8");
  const [, line] = /`(npm install --save-dev [^`]+)`/.exec(text) ?? [];
  if (line === undefined) throw new Error(`${CI_PAGE} does not say how to install`);
  return line;
}

test.before(async () => {
  // What is installed elsewhere covers no source here, and npm and tsc would take longer.
  delete process.env.NODE_V8_COVERAGE;
  folder = await mkdtemp(join(tmpdir(), "minipacs-packed-"));
  const packed = join(folder, "packed");
  await write({ [`packed/${OLD}`]: "", [`packed/${FOREIGN}`]: "" });
  await runs("npm", ["run", "--silent", "pack", "--", packed], repositoryPath("."));
  await rm(join(packed, FOREIGN));
  tarballs = await readdir(packed);
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  // As docs/use-in-ci.md has it: what one has written to package.json and the lock file, CI installs.
  await symlink("packed", join(folder, "minipacs"));
  await runs("sh", ["-ec", `${await installLine()} --package-lock-only ${QUIET.join(" ")}`]);
  await runs("npm", ["ci", ...QUIET]);
  executable = join(folder, "node_modules/.bin/minipacs");
});
test.after(() => rm(folder, { recursive: true, force: true }));

/** The strictest that an application can be, with the libraries' own declarations checked too. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  // Those of TypeScript itself are not ours to check.
  skipDefaultLibCheck: true,
  target: "es2022",
  types: [] as string[],
  lib: ["es2023", "esnext.disposable", "dom", "dom.iterable"],
};

/** Writes files below the application's folder. */
async function write(files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** Writes the snippets of a page to a folder of their own, `pages` and its path. */
const writeSnippets = (page: string, adapt = (code: string) => code) =>
  write(
    Object.fromEntries(
      blocksOf(page, "ts").map((code, i) => [
        `pages/${page}/snippet-${i}.ts`,
        `${adapt(code)}\nexport {};\n`,
      ]),
    ),
  );

/** Compiles what is in folders. */
async function compile(
  include: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const config = { compilerOptions: { ...STRICT, ...options }, include };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiled = await runTypeScript(["-p", folder], PLAIN);
  assert.is(compiled.code, 0, compiled.output);
}

const readmeOf = (workspace: string) => readFile(repositoryPath(workspace, "README.md"), "utf8");

test("each tarball holds build, README, the pages that it names, licence and notices, and nothing else", async () => {
  const packed = ["LICENSE", "NOTICE.txt", "README.md", "package.json"];
  for (const workspace of workspaceFolders()) {
    const { name } = JSON.parse(await readFile(repositoryPath(workspace, "package.json"), "utf8"));
    const pages = packedPages(await readmeOf(workspace));
    assert.ok(pages.length > 2, name);
    const root = join(folder, "node_modules", name);
    const names = await readdir(root, { recursive: true });
    const others = names.filter((path) => /\.\w+$|^LICENSE$/.test(path) && !path.startsWith("dist/"));
    assert.equal(others.sort(), [...packed, ...pages].sort(), name);
    for (const page of ["README.md", ...pages]) {
      const text = await readFile(join(root, page), "utf8");
      for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)\s#]+)/g)) {
        assert.ok(names.includes(join(dirname(page), target)), `${name}/${page}: ${target}`);
      }
    }
  }
});

test("a page that is packed keeps links to what is packed and to the web, the rest as words", () => {
  const text = "[a](b.md#c) [d](../e.md) [f](https://g) [h](#i) ![j](images/k.png) [l](docs/b.md)";
  assert.is(
    packedText("docs/a.md", text, ["docs/a.md", "docs/b.md"]),
    "[a](b.md#c) d [f](https://g) [h](#i) j l",
  );
});

/** Stands between what one snippet prints and what the next one does. */
const BREAK = "\u001e";
/** Runs snippets one after the other in one process, which ends only if they leave nothing open. */
const RUN_ALL = `for (const name of process.argv.slice(2)) {
  await import(name);
  process.stdout.write("${BREAK}");
}
`;

/** Runs the compiled snippets of a page that need no browser. */
async function runSnippets(page: string, { outputs, files = {}, check }: SnippetPage): Promise<void> {
  const run = outputs.flatMap((output, i) =>
    output === undefined ? [] : [{ output, path: `./snippet-${i}.js` }],
  );
  if (run.length === 0) return;
  const entries = Object.entries(files).map(([name, bytes]) => [`pages/${page}/${name}`, bytes]);
  await write({ ...Object.fromEntries(entries), [`pages/${page}/run-all.js`]: RUN_ALL });
  const paths = run.map(({ path }) => path);
  const printed = (await runs(process.execPath, ["run-all.js", ...paths], join(folder, "pages", page))).split(
    BREAK,
  );
  for (const [i, { output }] of run.entries()) {
    if (typeof output === "string") assert.is(printed[i], output, page);
    else assert.match(printed[i] ?? "", output, page);
  }
  await check?.(join(folder, "pages", page));
}

test("the TypeScript of every page compiles strictly for Node, and runs", async () => {
  const server = await BuiltServer.start(["--headless", "--port", "0", "--ephemeral"], {
    cwd: folder,
    executable,
  });
  try {
    for (const [page, { adapt, outputs }] of Object.entries(PAGES)) {
      assert.is(blocksOf(page, "ts").length, outputs.length, page);
      await writeSnippets(page, (code) => adapt?.(code, server.port) ?? code);
    }
    await mkdir(join(folder, "node_modules/@types"));
    for (const types of ["@types/node", "undici-types"]) {
      await symlink(repositoryPath("node_modules", types), join(folder, "node_modules", types));
    }
    await compile(["pages"], { module: "nodenext", types: ["node"] });
    for (const [path, page] of Object.entries(PAGES)) await runSnippets(path, page);
  } finally {
    await server.stop();
  }
  for (const [page, number, output] of AS_SAID) await runAsSaid(page, number, output);
});

/** A snippet of each page that says how to run them, and what it prints. */
const AS_SAID: [page: string, number: number, output: RegExp][] = [
  ["README.md", 2, /^\d+\n$/],
  ["docs/use-from-node.md", 0, /^\[C-ECHO\] from CT1 /],
];

/** Runs a snippet as its page says, in a package that is not of modules, and has it compiled. */
async function runAsSaid(page: string, number: number, output: RegExp): Promise<void> {
  const text = await readFile(repositoryPath(page), "utf8");
  const [, name = ""] = /`npx tsx (\S+)`/.exec(text) ?? [];
  const [, options = ""] = /`(--module [^`]+)`/.exec(text) ?? [];
  const place = join(folder, "as-said");
  await write({ [`as-said/${name}`]: blocksOf(page, "ts")[number] ?? "", "as-said/package.json": "{}" });
  const tsx = repositoryPath("node_modules/tsx/dist/cli.mjs");
  assert.match(await runs(process.execPath, [tsx, name], place), output, page);
  const compiled = await runTypeScript(["--ignoreConfig", "--noEmit", ...options.split(" "), name], {
    ...PLAIN,
    cwd: place,
  });
  assert.is(compiled.code, 0, compiled.output);
}

test("the viewer and the codec compile strictly for a bundler, without the types of Node", async () => {
  await writeSnippets(VIEWER_PAGE);
  await write({
    "codec/codec.ts": `import { readDicomFile, type DicomFile } from "@minipacs/dicom-core";
import { readDicomFile as read } from "@minipacs/dicom-core/reader";
export const files = (bytes: Uint8Array): [DicomFile, string | undefined] => [
  readDicomFile(bytes),
  read(bytes).dataset.getText("PatientName"),
];
`,
  });
  await compile([`pages/${VIEWER_PAGE}`, "codec"], {
    module: "esnext",
    moduleResolution: "bundler",
    noEmit: true,
  });
});

test("a bundle for browsers of core and viewer needs no shim of Node", async () => {
  await writeSnippets(VIEWER_PAGE);
  const reader = `import { readDicomFile } from "@minipacs/dicom-core";
globalThis.read = (bytes) => String(readDicomFile(bytes).dataset.get("PatientName"));
`;
  await write({ "bundled/reader.js": reader });
  await build({
    absWorkingDir: join(folder, "bundled"),
    entryPoints: [...[0, 1].map((i) => `../pages/${VIEWER_PAGE}/snippet-${i}.ts`), "reader.js"],
    outbase: ".",
    outdir: "out",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  const script = `import { readFileSync } from "node:fs";
const image = new Uint8Array(readFileSync("image.dcm"));
delete globalThis.Buffer;
delete globalThis.process;
await import("./out/reader.js");
console.log(globalThis.read(image));
`;
  await write({ "bundled/image.dcm": TINY_IMAGE, "bundled/run.mjs": script });
  assert.is(await runs(process.execPath, ["run.mjs"], join(folder, "bundled")), "Doe^Jane\n");
});

test(
  "the bundle of the viewer shows an image in Chromium",
  async () => {
    const out = join(folder, "bundled/out");
    const scripts = (await readdir(out, { recursive: true })).filter((name) => name.endsWith(".js"));
    const entry = scripts.find((name) => name.endsWith("snippet-0.js"));
    const html = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${entry}"></script>`;
    const parts: Record<string, SitePart> = { "/": ["text/html", html] };
    for (const name of scripts) parts[`/${name}`] = ["text/javascript", await readFile(join(out, name))];
    const image = compressedPhantom();
    for (const name of ["1.dcm", "2.dcm"]) parts[`/slices/${name}`] = ["application/dicom", image];
    const policy = `${STRICT_POLICY}; style-src 'self' 'unsafe-inline'; worker-src blob:`;
    const site = await serveSite(parts, policy);
    const browser = await launchBrowser();
    try {
      const { page, complaints } = await openPage(browser, site.origin);
      await page.goto(site.origin);
      await page.waitForFunction(() => document.querySelector("dicom-viewer")?.viewer?.frame !== undefined);
      assert.equal(complaints, []);
    } finally {
      await browser.close();
      await site.close();
    }
  },
  { skip: findTool("chromium") || process.env.CI === "true" ? undefined : "not installed: chromium" },
);

test("importing the viewer where there is no page does nothing", async () => {
  const script = 'import("@minipacs/viewer-canvas").then((viewer) => console.log(typeof viewer.DicomViewer))';
  assert.is(await runs(process.execPath, ["-e", script]), "function\n");
});

test("the command tells its version, serves page and protocol, and asks", async () => {
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

const FREE_PORTS = { MINIPACS_PORT: "0", MINIPACS_HTTP_PORT: "0", MINIPACS_EPHEMERAL: "true" };

/** Starts a server by a line as a user types it, on free ports and with nothing kept, and ends it in peace. */
async function startsBy(line: string, env: Readonly<Record<string, string>>): Promise<void> {
  const exports = Object.entries({ ...FREE_PORTS, ...env }).map(
    ([name, value]) => `export ${name}="${value}"`,
  );
  const started = `${exports.join("\n")}\nexec ${line}`;
  const server = await BuiltServer.start(["-ec", started], { cwd: folder, executable: "sh" });
  await server.stop();
  assert.equal(await server.closed, { code: 0, signal: null }, server.stdout + server.stderr);
}

/** Returns the lines of one of the blocks of commands of a page. */
const linesOf = (page: string, index: number) => (blocksOf(page, "sh")[index] ?? "").trim().split("\n");

test("`npx minipacs` runs the server where the packages are installed, until Ctrl+C", async () => {
  // A group of its own, to which a terminal sends the signal: npx does not hand one on.
  const child = spawn("npx", ["minipacs"], {
    cwd: folder,
    env: { ...process.env, ...FREE_PORTS, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let output = "";
  for await (const text of child.stdout.setEncoding("utf8")) {
    if (!output.includes("[READY]") && (output + text).includes("[READY]"))
      process.kill(-child.pid!, "SIGINT");
    output += text;
  }
  assert.match(output, /^\[END\] closing$/m);
});

test("the lines of the READMEs install the packages and start the server", async () => {
  const [pack, install = "", start = ""] = linesOf("README.md", 2);
  assert.is(pack, "npm run pack", "which test.before does");
  const prefix = join(folder, "global");
  await runs("sh", ["-ec", `${install} --prefer-offline --prefix "${prefix}"`]);
  assert.equal(linesOf("packages/minipacs/README.md", 0), [install.replace("packed/", ""), start]);
  const env = { PATH: `${join(prefix, "bin")}:${process.env.PATH}` };
  await startsBy(start, env);
  for (const other of linesOf("packages/minipacs/README.md", 1)) await startsBy(other, env);
});

test("the script of docs/use-in-ci.md runs where `npm ci` has installed the packages, as that page says", async () => {
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  assert.is(dependencies, undefined, "--save-dev");
  assert.is(Object.keys(devDependencies).length, tarballs.length);
  const [script = ""] = blocksOf(CI_PAGE, "sh");
  await write({ "test/integration.sh": `PATH=node_modules/.bin:$PATH\n${script}` });
  const output = await runs("bash", ["test/integration.sh"]);
  assert.is(output.match(/^\[C-STORE\] CT .* from CT1/gm)?.length, 2, output);
});

/** The libraries of which nothing else shows that they can be imported without the others: installed for real. */
const ALONE = ["@minipacs/dicom-core", "@minipacs/dimse"];

test("the lines of the libraries' READMEs install from tarballs alone, in an empty folder, what can be imported", async () => {
  const readmes = ["packages/dicom-core/README.md", "packages/dimse/README.md", VIEWER_PAGE];
  await Promise.all(
    readmes.map(async (page, i) => {
      const [line = "", ...others] = linesOf(page, 0);
      assert.equal(others, [], page);
      assert.match(line, /^npm install( \.\/[\w.-]+\.tgz)+$/);
      const { name } = JSON.parse(await readFile(repositoryPath(dirname(page), "package.json"), "utf8"));
      const isReal = ALONE.includes(name);
      const empty = join(folder, `empty-${i}`);
      await write({ [`empty-${i}/package.json`]: "{}" });
      const options = [...QUIET, ...(isReal ? [] : ["--dry-run"])];
      const command = `${line.replaceAll(" ./", " ../packed/")} ${options.join(" ")}`;
      assert.match(await runs("sh", ["-ec", command], empty), /added \d+ packages/);
      if (!isReal) return;
      const script = `import("${name}").then((module) => console.log(Object.keys(module).length > 9))`;
      assert.is(await runs(process.execPath, ["-e", script], empty), "true\n");
    }),
  );
  assert.equal(linesOf("docs/use-the-viewer.md", 0), linesOf(VIEWER_PAGE, 0));
});

test("every package is in the test, and no older one is left where they are packed to", () => {
  assert.is(tarballs.length, workspaceFolders().length);
  assert.is(tarballs.includes(OLD), false);
});
