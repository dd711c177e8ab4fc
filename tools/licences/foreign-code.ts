/**
 * What others made and no lock file names: SQLite, inside its binding; Node, inside the executable; and the dictionaries that
 * the tables of dicom-core come from (`tools/generate-dictionary.ts`).
 */
import { readFileSync } from "node:fs";
import { repositoryPath } from "../test/data.ts";

export interface ForeignCode {
  name: string;
  license: string;
  copyrightHolder: string;
  /** In `licenses/`. */
  file: string;
  text: string;
  /** Where it is; of a dictionary, what is taken from it. */
  where: string;
}

/** Our packages whose build holds the tables of data elements, UIDs and private elements. */
export const DICTIONARY_HOLDERS: readonly string[] = [
  "@minipacs/dicom-core",
  "@minipacs/viewer-canvas",
  "minipacs",
];

const SQLITE_SOURCES = "node_modules/@photostructure/sqlite/src/upstream";

/** Returns Node and SQLite. */
export function readForeignCode(): ForeignCode[] {
  return [
    {
      name: "Node.js",
      license: "MIT and others",
      copyrightHolder: "Node.js contributors, Joyent, Inc. and others",
      file: "nodejs.txt",
      text: readLicence("nodejs.txt"),
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

/** Returns the projects whose dictionaries became ours. */
export function readDictionarySources(): ForeignCode[] {
  return [
    {
      name: "pydicom",
      license: "MIT",
      copyrightHolder: "Darcy Mason and pydicom contributors",
      file: "pydicom.txt",
      text: readLicence("pydicom.txt"),
      where: "its dictionaries of data elements and UIDs",
    },
    {
      name: "DCMTK",
      license: "BSD-3-Clause",
      copyrightHolder: "OFFIS e.V.",
      file: "dcmtk.txt",
      text: readLicence("dcmtk.txt"),
      where: "data elements and UIDs that pydicom's dictionaries lack",
    },
    {
      name: "GDCM",
      license: "BSD-3-Clause",
      copyrightHolder: "Mathieu Malaterre, CREATIS",
      file: "gdcm.txt",
      text: readLicence("gdcm.txt"),
      where: "its dictionary of private elements, as pydicom has it",
    },
  ];
}

/**
 * A licence that is kept as it is, since no package of npm carries it. Node's is its own licence file, with those of all
 * that it is built from, below a line with its version.
 */
function readLicence(file: string): string {
  return readFileSync(repositoryPath("licenses", file), "utf8");
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
