/**
 * Writes test-vectors/manifest.json: each vector with its SHA-256 and what it shows, from its leading comment or its
 * member `shows`.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryPath } from "./test/data.ts";

const FOLDER = "test-vectors";
/** What is told about vectors, and of files that are kept elsewhere. */
const NO_VECTORS = new Set(["manifest.json", "known-failures.txt"]);
const MANIFEST = join(FOLDER, "manifest.json");

/** Returns the text of the manifest. */
export function generateVectorManifest(): string {
  const files = readdirSync(repositoryPath(FOLDER), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NO_VECTORS.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryPath(FOLDER).length + 1))
    .sort();
  const vectors = files.map((file) => {
    const bytes = readFileSync(repositoryPath(FOLDER, file));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { file, sha256, shows: purposeOf(file, bytes.toString("utf8")) };
  });
  return `${JSON.stringify({ source: "made by this project", licence: "MIT", vectors }, undefined, 2)}\n`;
}

/** What a vector says it shows; generators are TypeScript. */
function purposeOf(file: string, text: string): string {
  if (file.endsWith(".ts")) return /^\/\*\* (.*) \*\//.exec(text)?.[1] ?? "";
  return file.endsWith(".json") ? JSON.parse(text).shows : leadingComment(text);
}

function leadingComment(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(repositoryPath(MANIFEST), generateVectorManifest());
  process.stdout.write(`${MANIFEST}\n`);
}
