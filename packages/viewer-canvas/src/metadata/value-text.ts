/** Values as text for people: what was read as text decoded, numbers in decimal, binary data by its length. */
import {
  type DataElement,
  type Dataset,
  formatFloat32,
  formatTag,
  VR_TABLE,
} from "@minipacs/dicom-core/frames";
import { createWords, type Words } from "../words.ts";
import { METADATA_WORDS, type MetadataWord } from "./metadata-words.ts";

export type MetadataWords = Words<MetadataWord>;
const ENGLISH: MetadataWords = createWords(METADATA_WORDS);

/** Numbers beyond these are counted, not listed. */
const MAX_NUMBERS = 256;
/** Binary values up to this length are shown. */
const MAX_SHOWN_BYTES = 16;

/** Returns the value of an element on one or, for texts, several lines; several values with ` \ ` between them. */
export function valueText(dataset: Dataset, element: DataElement, words = ENGLISH): string {
  const { tag, vr, items, fragments } = element;
  if (items) return counted(items.length, "items", words);
  if (fragments) {
    const byteCount = fragments.reduce((sum, { length }) => sum + length, 0);
    return [
      counted(Math.max(0, fragments.length - 1), "fragments", words),
      counted(byteCount, "bytes", words),
    ].join(", ");
  }
  if (element.isEmpty) return "";
  switch (VR_TABLE[vr].kind) {
    case "bytes":
      return bytesText(dataset, element, words);
    case "tag":
      return listed(dataset.getAll(tag) as number[], formatTag, words);
    case "number":
    case "bigint":
      return listed(dataset.getAll(tag) as number[], vr === "FL" ? formatFloat32 : String, words);
    default:
      return textOf(dataset, element);
  }
}

/** Returns the groups of names apart, as each may be written in another direction; other values as one. */
export function valueParts(dataset: Dataset, element: DataElement, words = ENGLISH): string[] {
  if (element.vr === "PN") return dataset.getAll(element.tag).flatMap((name) => String(name).split("="));
  return [valueText(dataset, element, words)];
}

/** Returns the groups of a person's name as people write them: alphabetic, ideographic, phonetic. PS3.5 6.2.1. */
export function nameParts(name: string): string[] {
  return name
    .split("=")
    .map((group) =>
      group
        .trim()
        .replace(/\^+$/, "")
        .replace(/\^/, ", ")
        .replace(/[\^ ]+/g, " "),
    )
    .filter((group) => group !== "");
}

type CountedWord = "items" | "fragments" | "bytes" | "elements" | "more-values" | "metadata-found";

/** Returns how many there are of something. */
export function counted(count: number, what: CountedWord, words: MetadataWords): string {
  return words(count === 1 ? `${what}-one` : what, count.toLocaleString(words("locale")));
}

function textOf(dataset: Dataset, { tag, vr }: DataElement): string {
  const text = dataset.getText(tag) ?? "";
  // Texts may hold backslashes; all else is a list.
  return ["LT", "ST", "UT", "UR"].includes(vr) ? text.replace(/\r\n?/g, "\n") : text.replaceAll("\\", " \\ ");
}

function bytesText(dataset: Dataset, { tag, length, isRead }: DataElement, words: MetadataWords): string {
  const value = isRead && length > MAX_SHOWN_BYTES ? undefined : dataset.get(tag);
  const bytes = value instanceof Uint8Array ? value : undefined;
  const count = counted(bytes?.length ?? length, "bytes", words);
  if (bytes === undefined || bytes.length > MAX_SHOWN_BYTES) return count;
  return `${count}: ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}

function listed<T>(values: readonly T[], format: (value: T) => string, words: MetadataWords): string {
  const shown = values.slice(0, MAX_NUMBERS).map((value) => format(value));
  const hidden = values.length - shown.length;
  return `${shown.join(" \\ ")}${hidden > 0 ? ` … ${counted(hidden, "more-values", words)}` : ""}`;
}
