/** Prints a data set as a tree, one element a line: tag, VR, value, length, keyword. */
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { keywordForTag } from "../dictionary/lookup.ts";
import { formatTag, isPrivateCreatorTag, isPrivateTag } from "../tag.ts";
import { VR_TABLE } from "../vr/vr-table.ts";

export interface FormatDatasetOptions {
  /** Longer values are cut, in characters. Default 96; 0 prints everything. */
  maxValueLength?: number;
  /** Printed before every line. */
  indent?: string;
}

const DEFAULT_VALUE_LENGTH = 96;

/** Returns a readable tree, lines ended by `\n`. Control characters of values are printed as `\x1b`. */
export function formatDataset(dataset: Dataset, options: FormatDatasetOptions = {}): string {
  const limit = options.maxValueLength ?? DEFAULT_VALUE_LENGTH;
  let text = "";
  for (const line of lines(dataset, options.indent ?? "", limit === 0 ? Number.POSITIVE_INFINITY : limit)) {
    text += `${line}\n`;
  }
  return text;
}

function* lines(dataset: Dataset, indent: string, limit: number): Generator<string> {
  for (const element of dataset.elements()) {
    const { tag, vr, items, fragments } = element;
    const head = `${indent}${formatTag(tag)} ${vr}`;
    if (items) {
      yield `${head} ${count(items.length, "item")}  # ${nameOf(element)}`;
      for (const [index, item] of items.entries()) {
        yield `${indent}  item ${index + 1}`;
        yield* lines(item, `${indent}    `, limit);
      }
    } else if (fragments) {
      const bytes = fragments.reduce((sum, fragment) => sum + fragment.length, 0);
      yield `${head} ${count(fragments.length, "fragment")}  # ${bytes}, ${nameOf(element)}`;
      for (const [index, fragment] of fragments.entries()) {
        yield `${indent}    ${index === 0 ? "offset table" : `fragment ${index}`}: ${hex(fragment, limit)}  # ${fragment.length}`;
      }
    } else {
      yield `${head} ${valueText(dataset, element, limit)}  # ${lengthOf(element)}${nameOf(element)}`;
    }
  }
}

function valueText(dataset: Dataset, element: DataElement, limit: number): string {
  const { kind } = VR_TABLE[element.vr];
  if (element.isEmpty) return "(no value)";
  if (kind === "bytes") return hex(bytesOf(dataset, element), limit);
  const text = dataset.getText(element.tag) ?? "";
  if (kind === "number" || kind === "bigint") return cut(text, limit);
  if (kind === "tag") return cut((dataset.getAll(element.tag) as number[]).map(formatTag).join("\\"), limit);
  return `[${cut(text, limit).replace(/\p{Cc}/gu, escapeControl)}]`;
}

function bytesOf(dataset: Dataset, element: DataElement): Uint8Array {
  return element.span
    ? element.bytes
    : ((dataset.get(element.tag) as Uint8Array | undefined) ?? element.bytes);
}

function lengthOf(element: DataElement): string {
  return element.span ? `${element.bytes.length}, ` : "";
}

function nameOf({ tag }: DataElement): string {
  if (isPrivateCreatorTag(tag)) return "Private Creator";
  return keywordForTag(tag) ?? (isPrivateTag(tag) ? "Private" : "Unknown");
}

function hex(bytes: Uint8Array, limit: number): string {
  const shown = Math.min(bytes.length, Math.ceil(limit / 3));
  const text = Array.from(bytes.subarray(0, shown), (byte) => byte.toString(16).padStart(2, "0")).join("\\");
  return shown < bytes.length ? `${text}…` : text;
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function escapeControl(character: string): string {
  return `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`;
}
