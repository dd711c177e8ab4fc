/**
 * `npm run build:exe [FOLDER]`: writes `minipacs` for this system and MiniPACS.exe for Windows to a folder, `build-exe` by
 * default, with the licences and a README beside them.
 */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { buildExecutables, type ExecutableTarget, licensedNode, writeCompanions } from "./build.ts";
import { fetchWindowsNode } from "./windows-node.ts";

const folder = resolve(process.argv[2] ?? "build-exe");
const platform = `${process.platform}-${process.arch}`;
const name = process.platform === "win32" ? "MiniPACS.exe" : "minipacs";
const targets: ExecutableTarget[] = [{ node: process.execPath, platform, output: join(folder, name) }];
if (process.platform !== "win32") {
  try {
    const node = await fetchWindowsNode();
    targets.push({ node, platform: "win32-x64", output: join(folder, "MiniPACS.exe") });
  } catch (error) {
    process.stderr.write(`MiniPACS.exe is left out, npm gives no node.exe: ${(error as Error).message}\n`);
  }
}
await buildExecutables(targets);
await writeCompanions(folder);
const licensed = await licensedNode();
if (licensed !== process.versions.node) {
  const [file, own] = [join(folder, "licenses/nodejs.txt"), process.versions.node];
  process.stderr.write(`${file} is of Node ${licensed}: put the LICENSE of Node ${own} in its place.\n`);
}
for (const { output } of targets) {
  process.stdout.write(`${output}: ${((await stat(output)).size / 2 ** 20).toFixed(1)} MiB\n`);
}
