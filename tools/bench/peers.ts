/** Loads the packages that we compare with from `tools/bench-peers`, where they are installed on demand. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const PEERS_FOLDER = fileURLToPath(new URL("../bench-peers/", import.meta.url));
const require = createRequire(`${PEERS_FOLDER}package.json`);

/** Returns what a peer exports; as loosely typed as the peers are. */
// biome-ignore lint/suspicious/noExplicitAny: most peers have no types
export function loadPeer(name: string): any {
  return require(name);
}

/** Returns the installed version of each peer that is listed. */
export function peerVersions(): Record<string, string> {
  const read = (path: string) => JSON.parse(readFileSync(`${PEERS_FOLDER}${path}`, "utf8"));
  const names = Object.keys(read("package.json").dependencies);
  return Object.fromEntries(
    names.map((name) => [name, String(read(`node_modules/${name}/package.json`).version)]),
  );
}
