/** Third-party code that no lock file names: SQLite, inside its binding, and Node, inside the executable. */
import { readFileSync } from "node:fs";
import { repositoryPath } from "../test/data.ts";

export interface ForeignCode {
  name: string;
  license: string;
  copyrightHolder: string;
  /** In `licenses/`. */
  file: string;
  text: string;
  /** Where it is. */
  where: string;
}

const SQLITE_SOURCES = "node_modules/@photostructure/sqlite/src/upstream";

/** Returns both. */
export function readForeignCode(): ForeignCode[] {
  return [
    {
      name: "Node.js",
      license: "MIT and others",
      copyrightHolder: "Node.js contributors, Joyent, Inc. and others",
      file: "nodejs.txt",
      text: readNodeLicence(),
      where: "the executable; `node:sqlite` as ported by @photostructure/sqlite",
    },
    {
      name: "SQLite",
      license: "public domain",
      copyrightHolder: "none: its authors disclaim copyright",
      file: "sqlite.txt",
      text: readSqliteBlessing(),
      where: "the native part of @photostructure/sqlite",
    },
  ];
}

/**
 * Node's own licence file, with those of all that it is built from, below a line with its version. Kept as it is: packages
 * of npm do not carry it.
 */
function readNodeLicence(): string {
  return readFileSync(repositoryPath("licenses/nodejs.txt"), "utf8");
}

/** What SQLite's header says in place of a licence. */
function readSqliteBlessing(): string {
  const header = readFileSync(repositoryPath(SQLITE_SOURCES, "sqlite3.h"), "utf8");
  const version = /^#define SQLITE_VERSION\s+"([\d.]+)"/m.exec(header)?.[1];
  const words = /^\*\* (The author disclaims copyright[\s\S]*?)\n\*{10}/m.exec(header)?.[1];
  if (version === undefined || words === undefined)
    throw new Error("SQLite's header has no version or no notice");
  return `SQLite ${version}\n\n${words.replace(/^\*\* ?/gm, "").trimEnd()}\n`;
}
