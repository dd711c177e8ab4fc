/** Finds the fenced blocks of the documents. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryPath } from "../test/data.ts";

export interface CodeBlock {
  /** What stands behind the fence, `""` for nothing. */
  language: string;
  text: string;
}

/** Returns the fenced blocks of a page, in their order. */
export function codeBlocks(page: string): CodeBlock[] {
  const text = readFileSync(repositoryPath(page), "utf8");
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, language = "", body = ""]) => ({
    language,
    text: body,
  }));
}

/** Returns the text of the blocks of one language. */
export function blocksOf(page: string, language: string): string[] {
  return codeBlocks(page)
    .filter((block) => block.language === language)
    .map(({ text }) => text);
}

/** Returns the files below a folder whose path ends so, without what was installed, built or packed. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(repositoryPath(folder), { recursive: true, encoding: "utf8" })
    .filter((path) => ending.test(path) && !/(^|\/)(node_modules|dist|docs|coverage)\//.test(path))
    .map((path) => join(folder, path))
    .sort();
}

/** Every document for people. */
export const DOCUMENTS: readonly string[] = [
  "README.md",
  "CHANGELOG.md",
  ...filesBelow("docs", /\.md$/),
  ...filesBelow("packages", /\.md$/),
];
