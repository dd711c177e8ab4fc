/** The real files of the shared data, and data sets as text that can be compared. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { requireData } from "../../../../tools/test/data.ts";
import type { Dataset, DicomFile } from "../../src/index.ts";
import { formatTagHex } from "../../src/index.ts";

export interface CorpusFile {
  /** Below the folder `dicom`. */
  path: string;
  bytes: Uint8Array;
}

/** Yields the files in the order of their paths, up to a size in bytes. */
export function* corpusFiles(maxBytes = Number.POSITIVE_INFINITY): Generator<CorpusFile> {
  const root = requireData("dicom");
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" }).sort()) {
    const full = join(root, path);
    const stat = statSync(full);
    if (!stat.isFile() || stat.size > maxBytes || /\.(md|tsv)$/.test(path)) continue;
    yield { path, bytes: new Uint8Array(readFileSync(full)) };
  }
}

/** Returns a line an element: path, VR, and the bytes of its value as Latin-1 text. */
export function linesOf(dataset: Dataset, prefix = ""): string[] {
  const lines: string[] = [];
  for (const element of dataset.elements()) {
    const head = `${prefix}${formatTagHex(element.tag)} ${element.vr}`;
    if (element.items) {
      lines.push(`${head} ${element.items.length} items`);
      for (const [index, item] of element.items.entries())
        lines.push(...linesOf(item, `${prefix}  ${index}.`));
    } else if (element.fragments) {
      lines.push(`${head} ${element.fragments.map(text).join("|")}`);
    } else {
      lines.push(`${head} ${text(element.bytes)}`);
    }
  }
  return lines;
}

/** Returns everything that was read of a file, for comparing two ways of reading it: before text is decoded, which is judged then. */
export function contentOf(file: DicomFile): string {
  const diagnostics = file.diagnostics.map(({ code, offset, path }) => `${code} ${offset} ${path}`);
  return [elementsOf(file), "", ...diagnostics].join("\n");
}

/** Returns the elements of a file. */
export function elementsOf({ transferSyntaxUid, meta, dataset }: DicomFile): string {
  return [transferSyntaxUid, ...linesOf(meta), "", ...linesOf(dataset)].join("\n");
}

const decoder = new TextDecoder("latin1");
function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
