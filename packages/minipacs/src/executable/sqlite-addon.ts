/**
 * SQLite's native part inside the executable. A system loads code from files only, so it is put into the user's cache
 * under a name that holds its hash, and checked before each use.
 */
import { createHash, randomUUID } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { getRawAsset } from "node:sea";

export const ADDON_ASSET = "sqlite.node";

/** Loads it from the executable; takes the place of the search in `node_modules`. */
export function loadSqliteAddon(): unknown {
  const bytes = new Uint8Array(getRawAsset(ADDON_ASSET) as ArrayBuffer);
  const loaded = { exports: {} };
  try {
    process.dlopen(loaded, placeAddon(bytes, addonFolder()));
  } catch {
    // No cache that is the user's own, or one whose files may not be executed.
    loadOnce(loaded, bytes);
  }
  return loaded.exports;
}

/** From a folder of this process alone. Windows keeps a file that is loaded, and its folder with it. */
function loadOnce(loaded: { exports: object }, bytes: Uint8Array): void {
  const folder = mkdtempSync(join(tmpdir(), "minipacs-"));
  try {
    process.dlopen(loaded, placeAddon(bytes, folder));
  } finally {
    if (process.platform !== "win32") rmSync(folder, { recursive: true });
  }
}

/** Returns the folder for it, in the user's cache. */
export function addonFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env;
  if (process.platform === "win32") return join(LOCALAPPDATA || tmpdir(), "minipacs");
  if (process.platform === "darwin") return join(homedir(), "Library/Caches/minipacs");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "minipacs");
}

/**
 * Returns the path of a file that holds these bytes, written where there is none or a different one.
 *
 * @throws Error where others than this user may write to the folder; errors of the file system
 */
export function placeAddon(bytes: Uint8Array, folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const place = lstatSync(folder);
  if (!place.isDirectory() || !isOwn(place)) throw new Error(`${folder} is not a folder of this user alone`);
  const hash = sha256(bytes);
  const path = join(folder, `sqlite-${hash}.node`);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() && isOwn(found) && sha256(readFileSync(path)) === hash) return path;
  const temporary = join(folder, `.${randomUUID()}`);
  writeFileSync(temporary, bytes, { flag: "wx", mode: 0o700 });
  renameSync(temporary, path);
  return path;
}

/** Windows tells neither, and keeps the user's folders apart by itself. */
function isOwn({ uid, mode }: Stats): boolean {
  return process.platform === "win32" || (uid === process.getuid?.() && (mode & 0o022) === 0);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
