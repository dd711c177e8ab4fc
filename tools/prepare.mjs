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
    try {
      npm(["run", "build", "-w", step], `Building ${step.split("/").pop()}`, {
        MINIPACS_DECLARATIONS: "none",
      });
    } catch (error) {
      rmSync(join(ROOT, step, "dist/index.js"), { force: true });
      throw error;
    }
    const now = new Date();
    utimesSync(join(ROOT, step, "dist/index.js"), now, now);
  }
  if (!declarations) return;
  for (const folder of withoutDeclarations(ROOT)) {
    npm(["run", "build", "-w", folder], `Declarations of ${folder.split("/").pop()}`, {
      MINIPACS_DECLARATIONS: "only",
    });
  }
}

/** Returns the folders of packages whose build has no declarations, in order: a build removes those before it. */
export function withoutDeclarations(root) {
  return workspaces(root).filter((folder) => modified(join(root, folder, "dist/index.d.ts")) === 0);
}

/**
 * Returns what is to be done, in order: `"install"`, then the folders of packages to build. A package behind one
 * that is rebuilt is rebuilt too: it takes over its declarations, the page also its code.
 */
export function planSteps(root) {
  const steps = installIsStale(root) ? ["install"] : [];
  const built = [];
  for (const folder of workspaces(root)) {
    const rebuildsEarlier = steps.some((step) => step !== "install");
    if (rebuildsEarlier || buildIsStale(root, folder, built)) steps.push(folder);
    built.push(modified(join(root, folder, "dist/index.js")));
  }
  return steps;
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

function buildIsStale(root, folder, earlierBuilds) {
  const own = (file) => join(root, folder, file);
  const output = ["dist/index.js", ...(folder.endsWith("/minipacs") ? ["dist/cli.js"] : [])];
  const built = modified(own("dist/index.js"));
  return (
    output.some((file) => modified(own(file)) === 0) ||
    earlierBuilds.some((time) => time > built) ||
    newestBelow(own("src")) > built ||
    [...buildFiles(own(".")), ...SHARED.map((file) => join(root, file))].some(
      (file) => modified(file) > built,
    )
  );
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
