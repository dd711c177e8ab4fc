/** Padding and values of text: what is significant and what only makes the length even. PS3.5 6.2 and 6.4. */
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";

/** Returns text without padding: spaces and NULs at the end, for most VRs spaces at the start too. */
export function trimPadding(text: string, vr: Vr): string {
  let end = text.length;
  while (end > 0 && isPadding(text.charCodeAt(end - 1))) end -= 1;
  let start = 0;
  if (VR_TABLE[vr].trimsStart) while (start < end && text.charCodeAt(start) === 0x20) start += 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Returns the values of a text, split at backslashes where the VR has several values, each without padding. */
export function splitValues(text: string, vr: Vr): string[] {
  let separator = VR_TABLE[vr].isMultiValued ? text.indexOf("\\") : -1;
  if (separator < 0) {
    const only = trimPadding(text, vr);
    return only === "" ? [] : [only];
  }
  const values: string[] = [];
  let start = 0;
  for (; separator >= 0; separator = text.indexOf("\\", start)) {
    values.push(trimPadding(text.slice(start, separator), vr));
    start = separator + 1;
  }
  values.push(trimPadding(text.slice(start), vr));
  return values;
}

function isPadding(code: number): boolean {
  return code === 0x20 || code === 0x00;
}
