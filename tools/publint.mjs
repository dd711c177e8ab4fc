/** Checks what every package declares against its built files: publint, and whether types are found and right (attw). */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prepare, ROOT } from "./prepare.mjs";

/** For script tags, workers and what these fetch: no source imports them. */
const SCRIPTS = ["dicom-viewer.js", "decode-worker.js", "private-dictionary.js"];
const TYPES = ["--profile", "esm-only", "--format", "ascii", "--quiet", "--exclude-entrypoints", ...SCRIPTS];

const check = (tool, args) =>
  spawnSync(process.execPath, [join(ROOT, "node_modules", tool), ...args], { cwd: ROOT, stdio: "inherit" })
    .status === 0;

prepare();
const { workspaces } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const failures = workspaces.filter((folder) => {
  const isDeclared = check("publint/src/cli.js", [folder, "--strict"]);
  return !check("@arethetypeswrong/cli/dist/index.js", ["--pack", folder, ...TYPES]) || !isDeclared;
});
process.exit(failures.length > 0 ? 1 : 0);
