/** Writes test-vectors/manifest.json: each vector with its SHA-256 and what it shows, from its leading comment. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryPath } from "./test/data.ts";

const FOLDER = "test-vectors";
const MANIFEST = join(FOLDER, "manifest.json");

/** Returns the text of the manifest. */
export function generateVectorManifest(): string {
  const files = readdirSync(repositoryPath(FOLDER), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "manifest.json")
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryPath(FOLDER).length + 1))
    .sort();
  const vectors = files.map((file) => {
    const bytes = readFileSync(repositoryPath(FOLDER, file));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { file, sha256, shows: leadingComment(bytes.toString("utf8")) };
  });
  return `${JSON.stringify({ source: "made by this project", licence: "MIT", vectors }, undefined, 2)}\n`;
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
