/** Reads and writes command sets: group 0000 in Implicit VR Little Endian. PS3.7 6.3.1. */
import { DecodeError, EncodeError } from "@minipacs/dicom-core";
import {
  COMMAND_ELEMENTS,
  type CommandKeyword,
  type CommandSet,
  findMessage,
  NO_DATA_SET,
} from "./command-table.ts";

const ROWS = (Object.keys(COMMAND_ELEMENTS) as CommandKeyword[]).map((keyword) => ({
  keyword,
  ...COMMAND_ELEMENTS[keyword],
}));
const BY_TAG = new Map(ROWS.map((row) => [row.tag as number, row]));

/** Writes a command set, group length first, elements ascending. Absent and `undefined` values are left out. */
export function encodeCommandSet(command: CommandSet): Uint8Array {
  const parts: { tag: number; bytes: Uint8Array }[] = [];
  let length = 0;
  for (const row of ROWS) {
    if (row.keyword === "CommandGroupLength") continue;
    const value = command[row.keyword];
    if (value === undefined) continue;
    const bytes = encodeValue(row.keyword, row.vr, value);
    parts.push({ tag: row.tag, bytes });
    length += 8 + bytes.length;
  }
  const out = new Uint8Array(12 + length);
  const view = new DataView(out.buffer);
  view.setUint32(4, 4, true); // 0-7 (0000,0000), length 4
  view.setUint32(8, length, true); // 8-11 Command Group Length
  let at = 12;
  for (const { tag, bytes } of parts) {
    view.setUint16(at + 2, tag, true); // the group, bytes 0-1, is 0
    view.setUint32(at + 4, bytes.length, true);
    out.set(bytes, at + 8);
    at += 8 + bytes.length;
  }
  return out;
}

function encodeValue(keyword: string, vr: string, value: string | number | readonly number[]): Uint8Array {
  switch (vr) {
    case "US":
      return Uint8Array.of((value as number) & 0xff, ((value as number) >>> 8) & 0xff);
    case "AT": {
      const out = new Uint8Array((value as readonly number[]).length * 4);
      const view = new DataView(out.buffer);
      (value as readonly number[]).forEach((tag, i) => {
        view.setUint16(4 * i, tag >>> 16, true);
        view.setUint16(4 * i + 2, tag & 0xffff, true);
      });
      return out;
    }
    default:
      return encodeText(keyword, vr, value as string);
  }
}

/**
 * Text of the command set is the default repertoire: what it cannot hold is replaced. UIDs go out as they came in,
 * because a response names the instance as the request did, even if that was no valid UID.
 */
function encodeText(keyword: string, vr: string, text: string): Uint8Array {
  const limit = vr === "LO" ? 64 : vr === "AE" ? 16 : Number.POSITIVE_INFINITY;
  if (vr === "AE" && text.length > limit) {
    throw new EncodeError("ENCODE_COMMAND", `${keyword} is longer than ${limit} characters`);
  }
  const length = Math.min(text.length, limit);
  const bytes = new Uint8Array(length + (length % 2)).fill(vr === "UI" ? 0x00 : 0x20);
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    const isPlain = vr === "UI" ? code <= 0xff : code >= 0x20 && code <= 0x7e;
    bytes[i] = isPlain ? code : 0x3f;
  }
  return bytes;
}

/**
 * Reads a command set. Unknown elements are skipped, the group length is not relied on.
 *
 * @throws DecodeError COMMAND_TRUNCATED, COMMAND_VALUE, COMMAND_NOT_GROUP_0000, COMMAND_INCOMPLETE (no Command Field
 *   or no Command Data Set Type)
 */
export function decodeCommandSet(bytes: Uint8Array): CommandSet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: Record<string, unknown> = {};
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < 8) throw truncated(at);
    const group = view.getUint16(at, true);
    const element = view.getUint16(at + 2, true);
    const length = view.getUint32(at + 4, true);
    if (group !== 0) {
      throw new DecodeError("COMMAND_NOT_GROUP_0000", "command set: an element outside group 0000", {
        offsetBytes: at,
      });
    }
    if (length > bytes.length - at - 8) throw truncated(at);
    const row = BY_TAG.get(element);
    if (row && row.keyword !== "CommandGroupLength") {
      const value = decodeValue(row.vr, row.isList, view, at + 8, length);
      if (value !== undefined) values[row.keyword] = value;
    }
    at += 8 + length;
  }
  for (const keyword of ["CommandField", "CommandDataSetType"] as const) {
    if (values[keyword] === undefined) {
      throw new DecodeError("COMMAND_INCOMPLETE", `command set: no ${keyword}`);
    }
  }
  return values as unknown as CommandSet;
}

function truncated(offsetBytes: number): DecodeError {
  return new DecodeError("COMMAND_TRUNCATED", "command set: ends within an element", { offsetBytes });
}

/** A value of zero length counts as absent. */
function decodeValue(vr: string, isList: boolean, view: DataView, at: number, length: number): unknown {
  if (length === 0) return undefined;
  if (vr === "US" || vr === "AT") {
    const size = vr === "US" ? 2 : 4;
    if (length % size !== 0) {
      throw new DecodeError("COMMAND_VALUE", "command set: a number of the wrong length", {
        offsetBytes: at,
      });
    }
    if (!isList) return view.getUint16(at, true);
    const tags: number[] = [];
    for (let i = at; i < at + length; i += 4) {
      tags.push(((view.getUint16(i, true) << 16) | view.getUint16(i + 2, true)) >>> 0);
    }
    return tags;
  }
  let text = "";
  for (let i = at; i < at + length; i += 1) text += String.fromCharCode(view.getUint8(i));
  // A UID is padded with one NUL, other text with blanks; devices mix them.
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\0" || text[end - 1] === " ")) end -= 1;
  text = text.slice(0, end).trimStart();
  return text === "" ? undefined : text;
}

/** Tells whether a data set follows the command. Only 0101H means that none does. PS3.7 E.1. */
export function hasDataSet(command: CommandSet): boolean {
  return command.CommandDataSetType !== NO_DATA_SET;
}

/** Returns the keywords that the message needs and the command set lacks. */
export function missingElements(command: CommandSet): CommandKeyword[] {
  const message = findMessage(command.CommandField);
  if (!message) return [];
  return message.required.filter((keyword) => command[keyword as keyof CommandSet] === undefined);
}
