/** The elements of a file as a tree that is opened and searched: which rows are there, in order. No DOM. */
import {
  type DataElement,
  type Dataset,
  type DicomFile,
  formatTag,
  formatTagHex,
} from "@minipacs/dicom-core/frames";
import { nameElement, nameUid } from "./element-names.ts";
import { type MetadataWords, valueText } from "./value-text.ts";

/** An element, or an item of a sequence. */
export interface MetadataRow {
  /** The same for the same place in another file. */
  readonly path: string;
  /** That holds the element; of an item the item itself. */
  readonly dataset: Dataset;
  /** `undefined` for an item. */
  readonly element: DataElement | undefined;
  /** Of an item, counted from 1. */
  readonly itemNumber: number;
  /** 0 for the elements of the file. */
  readonly depth: number;
  readonly isBranch: boolean;
  readonly isOpen: boolean;
}

/** Paths of what a search has found. */
export interface Found {
  readonly matches: ReadonlySet<string>;
  /** Sequences and items around them. */
  readonly around: ReadonlySet<string>;
}

/** Items of longer sequences are closed until somebody opens them. */
const MAX_OPEN_ITEMS = 5;
/** Elements that are looked at before a search lets others run. */
const SLICE = 200;
/** Of a value, in characters. */
const SEARCHED_LENGTH = 10_000;

/** Returns the rows that are there; `toggled` tells by path what somebody has opened or closed. */
export function rowsOf(file: DicomFile, toggled: ReadonlyMap<string, boolean>, found?: Found): MetadataRow[] {
  const rows: MetadataRow[] = [];
  const isKept = (path: string) => found === undefined || found.matches.has(path) || found.around.has(path);
  const walk = (dataset: Dataset, parentPath: string, depth: number, isAll: boolean): void => {
    for (const element of dataset.elements()) {
      const path = `${parentPath}/${formatTagHex(element.tag)}`;
      if (!isAll && !isKept(path)) continue;
      const items = element.items ?? [];
      const isAround = found?.around.has(path) ?? false;
      const isOpen = items.length > 0 && (toggled.get(path) ?? isAround);
      const isBranch = items.length > 0;
      rows.push({ path, dataset, element, itemNumber: 0, depth, isBranch, isOpen });
      if (!isOpen) continue;
      // What was found by its own name is opened with all that it holds.
      const isWhole = isAll || (found !== undefined && !isAround);
      for (const [index, item] of items.entries()) {
        const itemPath = `${path}[${index}]`;
        if (!isWhole && !isKept(itemPath)) continue;
        const isItemOpen =
          toggled.get(itemPath) ?? (found?.around.has(itemPath) || items.length <= MAX_OPEN_ITEMS);
        rows.push({
          path: itemPath,
          dataset: item,
          element: undefined,
          itemNumber: index + 1,
          depth: depth + 1,
          isBranch: item.size > 0,
          isOpen: isItemOpen && item.size > 0,
        });
        if (isItemOpen) walk(item, itemPath, depth + 2, isWhole);
      }
    }
  };
  walk(file.meta, "", 0, found === undefined);
  walk(file.dataset, "", 0, found === undefined);
  return rows;
}

/**
 * Looks for elements whose tag, keyword, name, creator or value hold all words of a query, in any case and without
 * accents. Yields now and then, so that others may run; returns what was found.
 */
export function* search(file: DicomFile, query: string, words?: MetadataWords): Generator<void, Found> {
  const asked = folded(query).split(/\s+/).filter(Boolean);
  const matches = new Set<string>();
  const around = new Set<string>();
  const parents: string[] = [];
  let count = 0;
  function* walk(dataset: Dataset, parentPath: string): Generator<void> {
    for (const element of dataset.elements()) {
      const path = `${parentPath}/${formatTagHex(element.tag)}`;
      const text = searchedText(dataset, element, words);
      if (asked.every((word) => text.includes(word))) {
        matches.add(path);
        for (const parent of parents) around.add(parent);
      }
      count += 1;
      if (count % SLICE === 0) yield;
      for (const [index, item] of (element.items ?? []).entries()) {
        const itemPath = `${path}[${index}]`;
        parents.push(path, itemPath);
        yield* walk(item, itemPath);
        parents.length -= 2;
      }
    }
  }
  yield* walk(file.meta, "");
  yield* walk(file.dataset, "");
  return { matches, around };
}

function searchedText(dataset: Dataset, element: DataElement, words?: MetadataWords): string {
  const { tag, items } = element;
  const { keyword, name, creator } = nameElement(dataset, tag, words);
  const value = items ? "" : valueText(dataset, element, words).slice(0, SEARCHED_LENGTH);
  const uid = element.vr === "UI" ? (nameUid(value) ?? "") : "";
  return folded(`${formatTag(tag)} ${formatTagHex(tag)} ${keyword} ${name} ${creator} ${value} ${uid}`);
}

/** In small letters, without accents. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
