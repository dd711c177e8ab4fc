/**
 * Reports coverage and fails below the gates of `.c8rc.json`, and below those of the libraries alone; runs the tests first
 * unless `--report` is given.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { prepare, ROOT } from "./prepare.mjs";
import { runTests } from "./test/run.mjs";

if (!process.argv.includes("--report")) {
  prepare();
  const { failed } = await runTests(["--coverage"]);
  if (failed > 0) process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, "node_modules/c8/bin/c8.js"), "report", "--temp-directory", "coverage/raw"],
  { cwd: ROOT, stdio: "inherit" },
);

/** Percent of the lines and branches of a package. */
const LIBRARY_GATES = { "dicom-core": { lines: 90, branches: 85 }, dimse: { lines: 90, branches: 85 } };

const files = Object.entries(
  JSON.parse(readFileSync(join(ROOT, "coverage/report/coverage-summary.json"), "utf8")),
);
let isBelow = false;
for (const [name, gates] of Object.entries(LIBRARY_GATES)) {
  const folder = join(ROOT, "packages", name, "src") + sep;
  for (const [what, least] of Object.entries(gates)) {
    const counts = files.filter(([path]) => path.startsWith(folder)).map(([, file]) => file[what]);
    const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
    const percent = (100 * sum("covered")) / sum("total");
    process.stdout.write(`${name}: ${percent.toFixed(2)} % of ${what}, at least ${least} %\n`);
    if (!(percent >= least)) isBelow = true;
  }
}
process.exit(status === 0 && !isBelow ? 0 : 1);
