/** Runs publint over every package, on the built files. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./prepare.mjs";

const { workspaces } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const failures = workspaces.filter(
  (folder) =>
    spawnSync(process.execPath, [join(ROOT, "node_modules/publint/src/cli.js"), folder, "--strict"], {
      cwd: ROOT,
      stdio: "inherit",
    }).status !== 0,
);
process.exit(failures.length > 0 ? 1 : 0);
