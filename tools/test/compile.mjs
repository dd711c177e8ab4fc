/**
 * Compiles every TypeScript file of the project, each to a module of its own, to `.test-build/`, where plain Node runs
 * tests: a process that compiles nothing starts in half the time. What modules say of their place is that of the source.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { workspaces } from "../prepare.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OUT = join(ROOT, ".test-build");
/** Stands for `import.meta.url` in what is compiled. */
const PLACE = "__placeOfSource";
const SKIPPED = ["node_modules", "dist", "coverage", "bench-peers"];

/** Returns the path of the module that a source compiles to. */
export function compiledPath(source) {
  return join(OUT, relative(ROOT, resolve(ROOT, source)).replace(/\.tsx?$/, ".js"));
}

/** Brings `.test-build/` up to date. Files that are as they were stay untouched, for runs at the same time. */
export async function compileForTests() {
  const sources = ["packages", "test-vectors", "tools"].flatMap((folder) => findSources(join(ROOT, folder)));
  // Here, because this file is loaded before anything is installed.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: sources,
    outbase: ROOT,
    outdir: OUT,
    write: false,
    bundle: true,
    treeShaking: false,
    format: "esm",
    platform: "node",
    target: "node20.19",
    jsx: "automatic",
    define: { "import.meta.url": PLACE },
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "error",
    plugins: [{ name: "one-module-each", setup: keepModulesApart }],
  });
  const written = new Set(outputFiles.map(({ path }) => path));
  for (const path of existsSync(OUT) ? findCompiled(OUT) : []) if (!written.has(path)) rmSync(path);
  for (const { path, contents } of outputFiles) put(path, contents);
  for (const folder of workspaces(ROOT)) copyPackage(folder);
}

function keepModulesApart({ onLoad, onResolve }) {
  onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
    const text = readFileSync(path, "utf8");
    // On the first line, so that all others keep their numbers.
    const place = `const ${PLACE} = ${JSON.stringify(pathToFileURL(path).href)}; `;
    const contents = text.includes("import.meta.url") ? text.replace(/^(#!.*\n)?/, `$1${place}`) : text;
    return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
  });
  onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
    if (kind === "entry-point") return undefined;
    if (!path.startsWith(".")) return { path, external: true };
    const target = resolve(resolveDir, path);
    if (!/\.tsx?$/.test(path)) return { path: pathToFileURL(target).href, external: true };
    return { path: path.replace(/\.tsx?$/, ".js"), external: true };
  });
}

/** A package by its name is the compiled one; what it depends on is found where the source finds it. */
function copyPackage(folder) {
  const text = readFileSync(join(ROOT, folder, "package.json"), "utf8");
  put(join(OUT, folder, "package.json"), text.replace(/("\.\/src\/[^"]+)\.tsx?"/g, '$1.js"'));
  const { name } = JSON.parse(text);
  link(join(ROOT, folder, "node_modules"), join(OUT, folder, "node_modules"));
  link(join(ROOT, folder, "dist"), join(OUT, folder, "dist"));
  link(join(OUT, folder), join(OUT, "node_modules", name));
}

function link(target, path) {
  if (existsSync(path) || !existsSync(target)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}

function put(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(contents))) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}

const findSources = (folder) => find(folder, (name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"));
const findCompiled = (folder) => find(folder, (name) => /\.js(\.map)?$/.test(name));

function find(folder, isWanted) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : find(path, isWanted);
    return entry.isFile() && isWanted(entry.name) ? [path] : [];
  });
}
