/**
 * Type-checks everything, as many projects at a time as there are processors. Tests and benches are one project:
 * apart, as an editor sees them, each would check the sources of all packages again.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT } from "./prepare.mjs";

/** The longest first. */
const PROJECTS = [
  "tsconfig.tests.json",
  "tools/tsconfig.json",
  "packages/minipacs/tsconfig.json",
  "packages/minipacs/src/ui/tsconfig.json",
  "packages/viewer-canvas/tsconfig.json",
  "packages/dimse/tsconfig.json",
  "packages/dicom-core/tsconfig.json",
];
for (const project of PROJECTS) {
  if (!existsSync(join(ROOT, project))) throw new Error(`${project} is missing`);
}
let failed = false;
const queue = [...PROJECTS];
const worker = async () => {
  for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
    if ((await check(project)) === 0) continue;
    process.stderr.write(`types: ${project} failed\n`);
    failed = true;
  }
};
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
process.exit(failed ? 1 : 0);

function check(project) {
  const tsc = join(ROOT, "node_modules/typescript-7/bin/tsc");
  const child = spawn(process.execPath, [tsc, "-p", project], { cwd: ROOT, stdio: "inherit" });
  return new Promise((resolve) => child.on("close", resolve));
}
