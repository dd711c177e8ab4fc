/** Brings `node_modules` and `packages/*\/dist` up to date: looks first, then does only what is missing or stale. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../", import.meta.url));
const MINIMUM_NODE = [20, 19];

/** Installs and builds as needed. Throws an Error with a message for people when a step fails. */
export function prepare() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    throw new Error(
      `MiniPACS needs Node ${MINIMUM_NODE.join(".")} or newer; this is ${process.versions.node}.`,
    );
  }
  if (installIsStale()) {
    npm(["ci"], "Installing (once)");
    writeFileSync(installStamp(), "");
  }
  for (const folder of packages()) {
    // A rebuilt package makes the ones behind it stale: they bundle its declarations or its code.
    if (buildIsStale(folder)) {
      const name = folder.split("/").pop();
      npm(["run", "build", "-w", folder], `Building ${name}`);
      const now = new Date();
      utimesSync(join(ROOT, folder, "dist/index.js"), now, now);
    }
  }
}

function packages() {
  return JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).workspaces;
}

function installStamp() {
  return join(ROOT, "node_modules/.minipacs-installed");
}

function installIsStale() {
  const stamp = modified(installStamp()) || modified(join(ROOT, "node_modules/.package-lock.json"));
  return stamp === 0 || modified(join(ROOT, "package-lock.json")) > stamp;
}

function buildIsStale(folder) {
  const built = modified(join(ROOT, folder, "dist/index.js"));
  if (built === 0) return true;
  if (folder.endsWith("minipacs") && !existsSync(join(ROOT, folder, "dist/cli.js"))) return true;
  const earlier = packages().slice(0, packages().indexOf(folder));
  return (
    newestIn(join(ROOT, folder, "src")) > built ||
    ["package.json", "tsup.config.ts"].some((file) => modified(join(ROOT, folder, file)) > built) ||
    modified(join(ROOT, "tsconfig.json")) > built ||
    earlier.some((other) => modified(join(ROOT, other, "dist/index.js")) > built)
  );
}

function newestIn(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : modified(path));
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

function npm(args, doing) {
  process.stderr.write(`${doing} …\n`);
  const npmCli = process.env.npm_execpath;
  const [command, prefix] = npmCli ? [process.execPath, [npmCli]] : ["npm", []];
  const { status, stdout, stderr } = spawnSync(command, [...prefix, ...args], {
    cwd: ROOT,
    encoding: "utf8",
    shell: !npmCli && process.platform === "win32",
  });
  if (status !== 0) {
    throw new Error(`${stdout}${stderr}\n"npm ${args.join(" ")}" failed.`);
  }
}
