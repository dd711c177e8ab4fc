/** Loads the packages that we compare with from `tools/bench-peers`, where they are installed on demand. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const PEERS_FOLDER = fileURLToPath(new URL("../bench-peers/", import.meta.url));
const require = createRequire(`${PEERS_FOLDER}package.json`);

/** A package to compare with that could not be installed. */
export class MissingPeerError extends Error {}

/**
 * Returns what a peer exports; as loosely typed as the peers are.
 *
 * @throws MissingPeerError
 */
// biome-ignore lint/suspicious/noExplicitAny: most peers have no types
export function loadPeer(name: string): any {
  if (!isInstalled(name)) throw new MissingPeerError(`${name} is not installed`);
  return require(name);
}

/** Whether a package, or the one that a path leads into, is there. */
function isInstalled(name: string): boolean {
  const [, packageName] = /^((?:@[^/]+\/)?[^/]+)/.exec(name) ?? [];
  return existsSync(`${PEERS_FOLDER}node_modules/${packageName}/package.json`);
}

/** Returns the version of each peer that is installed and named in one of the sources. */
export function peerVersions(sources: readonly string[]): Record<string, string> {
  const read = (path: string) => JSON.parse(readFileSync(`${PEERS_FOLDER}${path}`, "utf8"));
  const names = Object.keys(read("package.json").dependencies);
  return Object.fromEntries(
    names
      .filter(isInstalled)
      .filter((name) => sources.some((text) => new RegExp(`["'/]${name}["'/]`).test(text)))
      .map((name) => [name, String(read(`node_modules/${name}/package.json`).version)]),
  );
}
