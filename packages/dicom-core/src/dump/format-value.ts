/** One element's value as text for people, on one line, cut where it is long. */
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { lookupUid } from "../dictionary/lookup.ts";
import { littleEndianBytes } from "../json/json-binary.ts";
import { formatTag } from "../tag.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";

export interface FormattedValue {
  text: string;
  /** Value multiplicity; binary values count as one. */
  count: number;
}

/** Returns the value of an element other than a sequence or fragments; `limit` in characters. */
export function formatValue(dataset: Dataset, element: DataElement, limit: number): FormattedValue {
  const { tag, vr } = element;
  if (element.isEmpty) return { text: "(no value)", count: 0 };
  switch (VR_TABLE[vr].kind) {
    case "bytes":
      return { text: formatBytes(littleEndianBytes(dataset, element), vr, limit), count: 1 };
    case "number":
    case "bigint": {
      const values = dataset.getAll(tag) as number[];
      return {
        text: joined(values, values.length, limit, vr === "FL" ? formatFloat32 : String),
        count: values.length,
      };
    }
    case "tag": {
      const values = dataset.getAll(tag) as number[];
      return { text: joined(values, values.length, limit, formatTag), count: values.length };
    }
    default: {
      const text = dataset.getText(tag) ?? "";
      const count = dataset.getAll(tag).length;
      if (count === 0) return { text: "[]", count };
      const name = vr === "UI" ? lookupUid(text)?.name : undefined;
      return { text: `[${escapeForTerminal(cut(text, limit))}]${name ? ` (${name})` : ""}`, count };
    }
  }
}

/** Returns bytes in hex, OW in words, OF and OD as floating point, OL and OV as integers. */
export function formatBytes(bytes: Uint8Array, vr: Vr, limit: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { unitBytes } = VR_TABLE[vr];
  const unitCount = Math.floor(bytes.length / unitBytes);
  const isWhole = bytes.length % unitBytes === 0;
  const units = { length: unitCount };
  if (isWhole && vr === "OW")
    return joined(units, unitCount, limit, (_, i) => hex(view.getUint16(2 * i, true), 4));
  if (isWhole && vr === "OF") {
    return joined(units, unitCount, limit, (_, i) => formatFloat32(view.getFloat32(4 * i, true)));
  }
  if (isWhole && vr === "OD")
    return joined(units, unitCount, limit, (_, i) => String(view.getFloat64(8 * i, true)));
  if (isWhole && vr === "OL")
    return joined(units, unitCount, limit, (_, i) => String(view.getUint32(4 * i, true)));
  if (isWhole && vr === "OV")
    return joined(units, unitCount, limit, (_, i) => String(view.getBigUint64(8 * i, true)));
  const digits = joined({ length: bytes.length }, bytes.length, limit, (_, i) => hex(bytes[i] as number, 2));
  const text = vr === "UN" ? printableText(bytes, limit) : undefined;
  return text === undefined ? digits : `${digits} "${text}"`;
}

/** Returns text with everything that a terminal could take for a command, or show in another order, as `\x1b`. */
export function escapeForTerminal(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\x${hex(character.codePointAt(0) ?? 0, 2)}`,
  );
}

function joined<T>(
  values: ArrayLike<T>,
  count: number,
  limit: number,
  format: (value: T, index: number) => string,
): string {
  let text = "";
  for (let i = 0; i < count; i += 1) {
    const next = `${i === 0 ? "" : "\\"}${format(values[i] as T, i)}`;
    if (text.length + next.length > limit && i > 0) return `${text}…`;
    text += next;
  }
  return text;
}

/** Bytes of unknown meaning that are text, as vendors often have them. */
function printableText(bytes: Uint8Array, limit: number): string | undefined {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x00 || bytes[end - 1] === 0x20)) end -= 1;
  if (end < 4) return undefined;
  for (let i = 0; i < end; i += 1) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte > 0x7e) return undefined;
  }
  const shown = Math.min(end, limit);
  return `${String.fromCharCode(...bytes.subarray(0, Math.min(shown, 4096)))}${shown < end || shown > 4096 ? "…" : ""}`;
}

/** Returns the shortest text that is this 32-bit number. */
export function formatFloat32(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** Returns text that is longer than the limit, in characters, cut and with an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Not between the halves of a character.
  const end = /[\uD800-\uDBFF]/.test(text[limit - 1] ?? "") ? limit - 1 : limit;
  return `${text.slice(0, end)}…`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
