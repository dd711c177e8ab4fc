/** Values of a peer as text for people: nothing that moves the cursor of a terminal, UIDs with their names. */
import { lookupUid } from "@minipacs/dicom-core";

const SHOWN_BYTES = 16;

/** Returns a UID with its name in the registry, `1.2.840.10008.1.1 (Verification SOP Class)`; what is no UID is quoted. */
export function uidText(uid: string): string {
  if (!/^[\d.]+$/.test(uid)) return quoted(uid);
  const name = lookupUid(uid)?.name;
  return name === undefined ? uid : `${uid} (${name})`;
}

/** Returns a code in words, `1 (permanent)`; `reserved` for one that has none. */
export function codeText(code: number, words: Readonly<Record<number, string>> | undefined): string {
  return `${code} (${words?.[code] ?? "reserved"})`;
}

/** Returns the number of bytes and the first of them. */
export function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return "0 bytes";
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), hexPair).join(" ");
  return `${bytes.length} bytes: ${shown}${bytes.length > SHOWN_BYTES ? " ..." : ""}`;
}

export function hexPair(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** Bytes of a peer must not move the cursor of a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f]/g, (character) => {
    return `\\u00${hexPair(character.charCodeAt(0)).toLowerCase()}`;
  });
}

export function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}

export function indent(text: readonly string[]): string[] {
  return text.map((line) => `  ${line}`);
}
