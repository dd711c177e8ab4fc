/** Type-checks every package: its sources, its tests, and the page. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./prepare.mjs";

const PROJECTS = [
  "packages/dicom-core",
  "packages/dimse",
  "packages/viewer-canvas",
  "packages/minipacs",
  "packages/minipacs/src/ui",
  "packages/dicom-core/bench",
  "packages/dimse/bench",
  "packages/minipacs/bench",
  "packages/dicom-core/test",
  "packages/dimse/test",
  "packages/viewer-canvas/test",
  "packages/minipacs/test",
  "tools",
];
let failed = false;
for (const project of PROJECTS.map((path) => join(path, "tsconfig.json"))) {
  if (!existsSync(join(ROOT, project))) throw new Error(`${project} is missing`);
  const { status } = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", project],
    {
      cwd: ROOT,
      stdio: "inherit",
    },
  );
  if (status !== 0) {
    process.stderr.write(`types: ${project} failed\n`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
