/** The third-party libraries that MiniPACS runs with, from the lock file: what is installed with it, and what is built into it. */
import { readdirSync, readFileSync } from "node:fs";
import { repositoryPath } from "../test/data.ts";

export interface Library {
  name: string;
  version: string;
  /** SPDX identifier, as the lock file has it. */
  license: string;
  copyrightHolder: string;
  /** In `licenses/`. */
  file: string;
  text: string;
  /** Our packages that are installed with it. */
  installedWith: readonly string[];
  /** Our packages whose build holds code of it. */
  builtInto: readonly string[];
}

interface LockEntry {
  name?: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** What is asked for by what is built in, and is not built in: types alone, with all that they ask for. */
const TYPES_ALONE = ["openapi3-ts"];

/** Packages without a licence file: whom their README names as author. */
const AUTHORS: Readonly<Record<string, string>> = {
  "@hono/zod-openapi": "Yusuke Wada",
  "@hono/zod-validator": "Yusuke Wada",
};

/** Returns the libraries of npm, by name. */
export function readLibraries(): Library[] {
  const lock: Record<string, LockEntry> = JSON.parse(read("package-lock.json")).packages;
  const { workspaces } = JSON.parse(read("package.json")) as { workspaces: string[] };
  const installedWith = new Map<string, Set<string>>();
  const builtInto = new Map<string, Set<string>>();
  for (const folder of workspaces) {
    const { dependencies, devDependencies } = lock[folder]!;
    const name = lock[folder]?.name ?? folder.split("/").pop()!;
    follow(lock, folder, dependencies, (path) => note(installedWith, path, name));
    follow(lock, folder, devDependencies, (path) => note(builtInto, path, name));
  }
  const paths = [...new Set([...installedWith.keys(), ...builtInto.keys()])];
  const libraries = paths.map((path) =>
    describe(path, lock[path]!, [...(installedWith.get(path) ?? [])], [...(builtInto.get(path) ?? [])]),
  );
  return libraries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function note(users: Map<string, Set<string>>, path: string, user: string): void {
  users.set(path, (users.get(path) ?? new Set()).add(user));
}

/** Calls `visit` with each library that is reached, ours and types aside. */
function follow(
  lock: Record<string, LockEntry>,
  from: string,
  dependencies: Record<string, string> = {},
  visit: (path: string) => void,
): void {
  for (const name of Object.keys(dependencies)) {
    if (name.startsWith("@minipacs/") || TYPES_ALONE.includes(name)) continue;
    const path = locate(lock, from, name);
    visit(path);
    follow(lock, path, lock[path]?.dependencies, visit);
  }
}

/** Where a dependency lies: the nearest `node_modules` above the one who asks. */
function locate(lock: Record<string, LockEntry>, from: string, name: string): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/"), 0))) {
    const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (lock[path] !== undefined) return path;
    if (folder === "") throw new Error(`${name}, which ${from} needs, is not in the lock file`);
  }
}

function describe(path: string, entry: LockEntry, installedWith: string[], builtInto: string[]): Library {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const { version, license } = entry;
  if (license === undefined) throw new Error(`${name} names no licence`);
  const text = licenceText(path, name, license);
  const file = `${name.replace("@", "").replace("/", "-")}.txt`;
  return {
    name,
    version,
    license,
    copyrightHolder: holderOf(name, text),
    file,
    text,
    installedWith,
    builtInto,
  };
}

/** The licence file of a package; for one that has none, the MIT licence by the name of its author. */
function licenceText(path: string, name: string, license: string): string {
  const file = readdirSync(repositoryPath(path)).find((entry) => /^licen[cs]e(\.md|\.txt)?$/i.test(entry));
  if (file !== undefined) return `${read(`${path}/${file}`).replaceAll("\r", "").trim()}\n`;
  const author = AUTHORS[name];
  if (author === undefined || license !== "MIT") throw new Error(`${name} carries no licence file`);
  const ours = read("LICENSE");
  return ours.replace(/^Copyright.*$/m, `Copyright (c) ${author}`);
}

function holderOf(name: string, text: string): string {
  const line = /^.*copyright (?!notice).*$/im.exec(text)?.[0];
  if (line === undefined) throw new Error(`the licence of ${name} names no copyright holder`);
  return line
    .replace(/^.*?copyright\s+(\(c\)\s*)?/i, "")
    .replace(/^(\d{4}(\s*-\s*(\d{4}|present))?,?\s*)+/, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\s*<[^>]*>|\s*https?:\S+/g, "")
    .trim();
}

const read = (path: string) => readFileSync(repositoryPath(path), "utf8");
