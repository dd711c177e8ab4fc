/** Reports coverage and fails below the gates of `.c8rc.json`; runs the tests first unless `--report` is given. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
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
process.exit(status ?? 1);
