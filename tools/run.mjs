/**
 * The two commands of the README, `start` and `test`, the viewer's `example`, and `build:exe`. Installs and builds what is
 * missing or stale, nothing else, then goes on. No dependencies: it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepare, ROOT } from "./prepare.mjs";
import { takenByNpm } from "./taken-by-npm.mjs";

const [command, ...args] = process.argv.slice(2);
const taken = command === "start" ? takenByNpm(process.env) : undefined;
if (taken !== undefined) {
  process.stderr.write(`${taken}\n`);
  process.exit(2);
}
try {
  prepare({ declarations: command === "test" });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
if (command === "start") {
  const cli = join(ROOT, "packages/minipacs/dist/cli.js");
  process.argv = [process.argv[0], cli, ...args];
  await import(pathToFileURL(cli).href);
} else if (command === "test") {
  const { runTests } = await import("./test/run.mjs");
  const { failed } = await runTests(args);
  process.exit(failed > 0 ? 1 : 0);
} else if (command === "build:exe") {
  const script = ["--conditions=@minipacs/source", "--import", "tsx", join(ROOT, "tools/build-exe/main.ts")];
  const { status } = spawnSync(process.execPath, [...script, ...args], { stdio: "inherit" });
  process.exit(status ?? 1);
} else if (command === "example") {
  const { serveExample } = await import("../packages/viewer-canvas/example/serve.mjs");
  const { url } = await serveExample(...args.map(Number));
  process.stdout.write(`the viewer on a page: ${url} (Ctrl+C ends it)\n`);
} else {
  process.stderr.write("usage: node tools/run.mjs start|test|example|build:exe [arguments]\n");
  process.exit(2);
}
