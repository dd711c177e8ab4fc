/** Prints a data set as a tree, one element a line: tag, VR, value, length, multiplicity, keyword. */
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { keywordForTag } from "../dictionary/lookup.ts";
import { lookupPrivateElement } from "../dictionary/private-blocks.ts";
import {
  elementOf,
  elementPath,
  formatTag,
  groupOf,
  isPrivateCreatorTag,
  isPrivateTag,
  type Tag,
  tagOf,
} from "../tag.ts";
import { cut, escapeForTerminal, formatBytes, formatValue } from "./format-value.ts";

/** How `formatDataset` prints. */
export interface FormatDatasetOptions {
  /** Longer values are cut, in characters; so are lists of fragments after the first 16. Default 72; 0 prints everything. */
  maxValueLength?: number;
  /** Printed before every line. */
  indent?: string;
}

interface Level {
  dataset: Dataset;
  elements: Iterator<DataElement>;
  indent: string;
  path: string;
  /** Items of the sequence under way that are still to come. */
  items: readonly Dataset[];
  nextItem: number;
  tag: Tag;
}

const DEFAULT_VALUE_LENGTH = 72;
const SHOWN_FRAGMENTS = 16;
const COMMENT_COLUMN = 64;
/** Of LO: a longer creator would be printed with each of its elements. */
const MAX_CREATOR_LENGTH = 64;

/**
 * Returns a readable tree, lines ended by `\n`. Control characters of values are printed as `\x1b`. The data set's
 * diagnostics stand below the elements that they are about, those about no element at the end.
 */
export function formatDataset(dataset: Dataset, options: FormatDatasetOptions = {}): string {
  const limit = options.maxValueLength ?? DEFAULT_VALUE_LENGTH;
  const printer = new Printer(dataset, limit === 0 ? Number.POSITIVE_INFINITY : limit);
  return printer.print(dataset, options.indent ?? "");
}

class Printer {
  readonly #limit: number;
  readonly #notes = new Map<string, Diagnostic[]>();
  readonly #diagnostics: readonly Diagnostic[];
  /** Number of diagnostics that are among the notes. */
  #notedCount = 0;
  readonly #lines: string[] = [];
  readonly #levels: Level[] = [];

  constructor({ diagnostics }: Dataset, limit: number) {
    this.#limit = limit;
    this.#diagnostics = diagnostics;
    this.#collect();
  }

  /** Takes up the diagnostics that came since the last time: text is read, and judged, while it is printed. */
  #collect(): void {
    for (; this.#notedCount < this.#diagnostics.length; this.#notedCount += 1) {
      const diagnostic = this.#diagnostics[this.#notedCount] as Diagnostic;
      const notes = this.#notes.get(diagnostic.path);
      if (notes) notes.push(diagnostic);
      else this.#notes.set(diagnostic.path, [diagnostic]);
    }
  }

  print(root: Dataset, indent: string): string {
    this.#open(root, indent, "");
    for (let level = this.#levels.at(-1); level; level = this.#levels.at(-1)) {
      const item = level.items[level.nextItem];
      if (item) {
        level.nextItem += 1;
        this.#item(level, item);
      } else {
        const { value, done } = level.elements.next();
        if (done) this.#levels.pop();
        else this.#element(level, value);
      }
    }
    for (const path of [...this.#notes.keys()]) this.#note(path, indent, path);
    return this.#lines.length === 0 ? "" : `${this.#lines.join("\n")}\n`;
  }

  #open(dataset: Dataset, indent: string, path: string): void {
    const elements = dataset.elements()[Symbol.iterator]();
    this.#levels.push({ dataset, elements, indent, path, items: [], nextItem: 0, tag: 0 });
  }

  #item(level: Level, item: Dataset): void {
    const { indent, nextItem } = level;
    this.#lines.push(`${indent}  item ${nextItem} (${counted(item.size, "element")})`);
    const path = `${elementPath(level.path, level.tag)}[${nextItem - 1}]`;
    this.#note(path, `${indent}    `);
    this.#open(item, `${indent}    `, path);
  }

  #element(level: Level, element: DataElement): void {
    const { dataset, indent, path } = level;
    const { tag, vr, items, fragments } = element;
    const head = `${indent}${formatTag(tag)} ${vr}`;
    const name = nameOf(dataset, tag);
    if (items) {
      this.#line(`${head} (${counted(items.length, "item")})`, "", name);
      Object.assign(level, { items, nextItem: 0, tag });
    } else if (fragments) {
      const byteCount = fragments.reduce((sum, fragment) => sum + fragment.length, 0);
      this.#line(`${head} (${counted(fragments.length, "fragment")})`, `${byteCount}, 1 `, name);
      this.#fragments(fragments, indent);
    } else {
      const { text, count } = formatValue(dataset, element, this.#limit);
      const length = element.isRead || element.isEmpty ? `${element.length}, ` : "";
      this.#line(`${head} ${text}`, `${length}${count} `, name);
    }
    this.#note(elementPath(path, tag), indent);
  }

  #fragments(fragments: readonly Uint8Array[], indent: string): void {
    const shownCount = this.#limit === Number.POSITIVE_INFINITY ? fragments.length : SHOWN_FRAGMENTS;
    for (const [index, fragment] of fragments.slice(0, shownCount).entries()) {
      const label = index === 0 ? "offset table" : `fragment ${index}`;
      const value = fragment.length === 0 ? "(no value)" : formatBytes(fragment, "OB", this.#limit);
      this.#line(`${indent}    ${label}: ${value}`, String(fragment.length), "");
    }
    const hiddenCount = fragments.length - shownCount;
    if (hiddenCount > 0) this.#lines.push(`${indent}    … ${counted(hiddenCount, "more fragment")}`);
  }

  #line(text: string, facts: string, name: string): void {
    this.#lines.push(`${text.padEnd(COMMENT_COLUMN)}  # ${facts}${name}`);
  }

  #note(path: string, indent: string, prefix = ""): void {
    this.#collect();
    for (const { severity, code, message } of this.#notes.get(path) ?? []) {
      const where = prefix === "" ? "" : `${prefix}: `;
      this.#lines.push(`${indent}  ! ${severity}: ${where}${escapeForTerminal(message)} (${code})`);
    }
    this.#notes.delete(path);
  }
}

/** The keyword, or whose the element is. */
function nameOf(dataset: Dataset, tag: Tag): string {
  const keyword = keywordForTag(tag);
  if (keyword !== undefined) return keyword;
  if (elementOf(tag) === 0) return "GenericGroupLength";
  if (isPrivateCreatorTag(tag)) return "Private Creator";
  if (!isPrivateTag(tag)) return "Unknown";
  const block = elementOf(tag) >>> 8;
  const creator = block >= 0x10 ? dataset.get(tagOf(groupOf(tag), block)) : undefined;
  if (typeof creator !== "string" || creator === "") return "Private without creator";
  const shown = escapeForTerminal(cut(creator, MAX_CREATOR_LENGTH));
  return `${lookupPrivateElement(creator, tag)?.name ?? "Private"} (${shown})`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
