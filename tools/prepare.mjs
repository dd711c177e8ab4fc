/** Brings `node_modules` and `packages/*\/dist` up to date: looks first, then does only what is missing or stale. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../", import.meta.url));
const MINIMUM_NODE = [20, 19];
/** What more than one package is built with. */
const SHARED = ["tsconfig.json", "tools/declarations.ts", "tools/minify-styles.ts"];
const INSTALL_STAMP = "node_modules/.minipacs-installed";
/** Of a package: there while its code is built, and afterwards where that came to no end. */
const UNFINISHED = ".building";
/** What stands for all that a build makes. */
const CODE = "dist/index.js";
const DECLARATIONS = "dist/index.d.ts";

/**
 * Installs and builds as needed, without declarations where they are not asked for. Throws an Error with a message for
 * people when a step fails.
 */
export function prepare({ declarations = true } = {}) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    throw new Error(
      `MiniPACS needs Node ${MINIMUM_NODE.join(".")} or newer; this is ${process.versions.node}.`,
    );
  }
  for (const step of planSteps(ROOT)) {
    if (step === "install") {
      npm(["ci"], "Installing (once)");
      writeFileSync(join(ROOT, INSTALL_STAMP), "");
      continue;
    }
    const mark = join(ROOT, step, UNFINISHED);
    writeFileSync(mark, "");
    npm(["run", "build", "-w", step], `Building ${step.split("/").pop()}`, {
      MINIPACS_DECLARATIONS: "none",
    });
    touch(join(ROOT, step, CODE));
    rmSync(mark);
  }
  if (!declarations) return;
  for (const folder of planDeclarations(ROOT)) {
    const made = join(ROOT, folder, DECLARATIONS);
    // What fails or is interrupted leaves none.
    rmSync(made, { force: true });
    npm(["run", "build", "-w", folder], `Declarations of ${folder.split("/").pop()}`, {
      MINIPACS_DECLARATIONS: "only",
    });
    touch(made);
  }
}

/**
 * Returns what is to be done, in order: `"install"`, then the folders of packages whose code is to be built. A package
 * behind one that is rebuilt is rebuilt too: some take over its code.
 */
export function planSteps(root) {
  const isIncomplete = (folder) =>
    modified(join(root, folder, UNFINISHED)) > 0 ||
    (folder.endsWith("/minipacs") && modified(join(root, folder, "dist/cli.js")) === 0);
  return [...(installIsStale(root) ? ["install"] : []), ...staleFolders(root, CODE, isIncomplete)];
}

/** Returns the folders of packages whose declarations are to be made once their code is built, in order. */
export function planDeclarations(root) {
  return staleFolders(root, DECLARATIONS);
}

/** A package behind a stale one is stale, too. */
function staleFolders(root, output, isIncomplete = () => false) {
  const stale = [];
  const earlier = [];
  for (const folder of workspaces(root)) {
    const made = modified(join(root, folder, output));
    const isStale =
      made === 0 || isIncomplete(folder) || Math.max(newestSource(root, folder), ...earlier) > made;
    if (stale.length > 0 || isStale) stale.push(folder);
    earlier.push(made);
  }
  return stale;
}

export function workspaces(root) {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).workspaces;
}

function installIsStale(root) {
  const installed = Math.max(
    modified(join(root, INSTALL_STAMP)),
    modified(join(root, "node_modules/.package-lock.json")),
  );
  return installed === 0 || modified(join(root, "package-lock.json")) > installed;
}

/** When what a package is built from changed last. */
function newestSource(root, folder) {
  const files = [...buildFiles(join(root, folder)), ...SHARED.map((file) => join(root, file))];
  return Math.max(newestBelow(join(root, folder, "src")), ...files.map(modified));
}

/** What says how a package is built: its configurations, and what they import from beside them. */
function buildFiles(folder) {
  const names = readdirSync(folder).filter((name) => name === "package.json" || name.endsWith(".ts"));
  return names.map((name) => join(folder, name));
}

/** Folders count too: their time changes when a file is deleted. */
function newestBelow(folder) {
  let newest = modified(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestBelow(path) : modified(path));
  }
  return newest;
}

function touch(path) {
  const now = new Date();
  utimesSync(path, now, now);
}

function modified(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function npm(args, doing, env = {}) {
  process.stderr.write(`${doing} …\n`);
  const npmCli = process.env.npm_execpath;
  const [command, prefix] = npmCli ? [process.execPath, [npmCli]] : ["npm", []];
  const { status, stdout, stderr } = spawnSync(command, [...prefix, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: "utf8",
    shell: !npmCli && process.platform === "win32",
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}\n"npm ${args.join(" ")}" failed.`);
}
