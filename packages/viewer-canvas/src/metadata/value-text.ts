/** Values as text for people: what was read as text decoded, numbers in decimal, binary data by its length. */
import {
  type DataElement,
  type Dataset,
  formatFloat32,
  formatTag,
  VR_TABLE,
} from "@minipacs/dicom-core/frames";

/** Numbers beyond these are counted, not listed. */
const MAX_NUMBERS = 256;
/** Binary values up to this length are shown. */
const MAX_SHOWN_BYTES = 16;

/** Returns the value of an element on one or, for texts, several lines; several values with ` \ ` between them. */
export function valueText(dataset: Dataset, element: DataElement): string {
  const { tag, vr, items, fragments } = element;
  if (items) return counted(items.length, "item");
  if (fragments) {
    const byteCount = fragments.reduce((sum, { length }) => sum + length, 0);
    return `${counted(Math.max(0, fragments.length - 1), "fragment")}, ${bytesCounted(byteCount)}`;
  }
  if (element.isEmpty) return "";
  switch (VR_TABLE[vr].kind) {
    case "bytes":
      return bytesText(dataset, element);
    case "tag":
      return listed(dataset.getAll(tag) as number[], formatTag);
    case "number":
    case "bigint":
      return listed(dataset.getAll(tag) as number[], vr === "FL" ? formatFloat32 : String);
    default:
      return textOf(dataset, element);
  }
}

/** Returns the groups of names apart, as each may be written in another direction; other values as one. */
export function valueParts(dataset: Dataset, element: DataElement): string[] {
  if (element.vr === "PN") return dataset.getAll(element.tag).flatMap((name) => String(name).split("="));
  return [valueText(dataset, element)];
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

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

export function bytesCounted(count: number): string {
  return counted(count, "byte");
}

function textOf(dataset: Dataset, { tag, vr }: DataElement): string {
  const text = dataset.getText(tag) ?? "";
  // Texts may hold backslashes; all else is a list.
  return ["LT", "ST", "UT", "UR"].includes(vr) ? text.replace(/\r\n?/g, "\n") : text.replaceAll("\\", " \\ ");
}

function bytesText(dataset: Dataset, { tag, length, isRead }: DataElement): string {
  const value = isRead && length > MAX_SHOWN_BYTES ? undefined : dataset.get(tag);
  const bytes = value instanceof Uint8Array ? value : undefined;
  const count = bytesCounted(bytes?.length ?? length);
  if (bytes === undefined || bytes.length > MAX_SHOWN_BYTES) return count;
  return `${count}: ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}

function listed<T>(values: readonly T[], format: (value: T) => string): string {
  const shown = values.slice(0, MAX_NUMBERS).map((value) => format(value));
  const hidden = values.length - shown.length;
  return `${shown.join(" \\ ")}${hidden > 0 ? ` … ${counted(hidden, "more value")}` : ""}`;
}
