/**
 * `npm run bench -- SUITE`: builds what is stale, installs the peers once, then measures in a process that can
 * collect garbage. Our side runs from `dist`, as users get it. No dependencies: it may run before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { prepare, ROOT } from "../prepare.mjs";

const PEERS = join(ROOT, "tools/bench-peers");

/** Installs the peers where they are missing or older than their lock file; what cannot be installed is left out. */
function installPeers() {
  const stamp = join(PEERS, "node_modules/.package-lock.json");
  if (modified(stamp) >= modified(join(PEERS, "package-lock.json"))) return;
  process.stderr.write("Installing the packages to compare with (once) …\n");
  const npmCli = process.env.npm_execpath;
  const [command, prefix] = npmCli ? [process.execPath, [npmCli]] : ["npm", []];
  const { status, stdout, stderr } = spawnSync(command, [...prefix, "ci", "--ignore-scripts"], {
    cwd: PEERS,
    encoding: "utf8",
    shell: !npmCli && process.platform === "win32",
  });
  if (status !== 0) {
    process.stderr.write(
      `${stdout}${stderr}\n"npm ci" failed in tools/bench-peers: what compares with these is left out.\n`,
    );
    return;
  }
  utimesSync(stamp, new Date(), new Date());
}

function modified(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

try {
  prepare({ declarations: false });
  installPeers();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  ["--expose-gc", "--import", "tsx", join(ROOT, "tools/bench/main.ts"), ...process.argv.slice(2)],
  { cwd: ROOT, stdio: "inherit" },
);
process.exit(status ?? 1);
