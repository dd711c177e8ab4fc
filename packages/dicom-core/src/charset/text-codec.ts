/** Text of a Specific Character Set, both ways; what cannot be held or read is told, never silent. PS3.5 6.1. */
import { decodeLegacy, encodeLegacyCharacter } from "#legacy-codec";
import { asciiText } from "../bytes/ascii.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { EncodeError } from "../errors.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import { type CharacterSet, characterSetOf } from "./defined-terms.ts";

export interface DecodeTextOptions {
  onDiagnostic?: (diagnostic: Diagnostic) => void;
}

export interface EncodeTextOptions {
  /** For a character that the set does not hold: an EncodeError (default), or `?` and a diagnostic. */
  onUnencodable?: "error" | "replace";
  onDiagnostic?: (diagnostic: Diagnostic) => void;
}

const ASCII: CharacterSet = { kind: "ascii" };
const ESCAPE = 0x1b;
const QUESTION_MARK = 0x3f;
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const utf8Encoder = new TextEncoder();

interface ByteTable {
  /** 256 characters, U+FFFD where the set assigns none. */
  characters: string[];
  byteOf: Map<string, number>;
}
const byteTables = new Map<string, ByteTable>();

/**
 * Returns the text of a value as it stands, padding included.
 *
 * Text of VRs without a character set is ASCII. Bytes that the set does not assign become U+FFFD. Code extensions
 * are read with their first set; their escape sequences stay in the text and a diagnostic says so.
 *
 * @see PS3.5 6.1.2, PS3.3 C.12.1.1.2
 */
export function decodeText(
  bytes: Uint8Array,
  specificCharacterSet: readonly string[],
  vr: Vr,
  options: DecodeTextOptions = {},
): string {
  const set = VR_TABLE[vr].usesCharacterSet ? initialSet(specificCharacterSet, options) : ASCII;
  if (set.kind !== "jis-x0201") {
    const ascii = asciiText(bytes);
    if (ascii !== undefined && (specificCharacterSet.length < 2 || !bytes.includes(ESCAPE))) return ascii;
  }
  if (specificCharacterSet.some((term) => term.startsWith("ISO 2022")) && bytes.includes(ESCAPE)) {
    tell(options, "CHARSET_CODE_EXTENSION", "escape sequences of code extensions are left in the text");
  }
  if (set.kind === "utf-8") return utf8Decoder.decode(bytes);
  if (set.kind === "multi-byte") return decodeLegacy(set.label, bytes);
  const { characters } = byteTable(set);
  let text = "";
  for (let i = 0; i < bytes.length; i += 1) text += characters[bytes[i] as number];
  return text;
}

/**
 * Returns the bytes of a text, without padding.
 *
 * @throws EncodeError ENCODE_CHARACTER when the set does not hold a character, ENCODE_CHARACTER_SET when the set is
 *   unknown or needs code extensions and the text is not ASCII; with `onUnencodable: "replace"` each such character
 *   becomes `?` and a diagnostic.
 * @see PS3.5 6.1.2, PS3.3 C.12.1.1.2
 */
export function encodeText(
  text: string,
  specificCharacterSet: readonly string[],
  vr: Vr,
  options: EncodeTextOptions = {},
): Uint8Array {
  const set = VR_TABLE[vr].usesCharacterSet ? initialSet(specificCharacterSet, options) : ASCII;
  if (set.kind !== "jis-x0201") {
    const ascii = encodeAscii(text);
    if (ascii) return ascii;
  }
  if (set.kind === "utf-8") return utf8Encoder.encode(text);
  const out: number[] = [];
  for (const character of text) {
    const code = encodeCharacter(set, character);
    if (code === undefined) out.push(unencodable(character, specificCharacterSet, set, options));
    else if (typeof code === "number") out.push(code);
    else for (const byte of code) out.push(byte);
  }
  return Uint8Array.from(out);
}

function initialSet(terms: readonly string[], options: DecodeTextOptions): CharacterSet {
  const first = terms[0];
  if (first === undefined) return ASCII;
  const set = characterSetOf(first);
  if (set === undefined)
    tell(options, "CHARSET_UNKNOWN_TERM", "unknown Specific Character Set: read as ASCII");
  return set ?? ASCII;
}

function encodeCharacter(set: CharacterSet, character: string): number | Uint8Array | undefined {
  if (set.kind !== "multi-byte") return byteTable(set).byteOf.get(character);
  const code = character.codePointAt(0) as number;
  return code < 0x80 ? code : encodeLegacyCharacter(set.label, character);
}

function unencodable(
  character: string,
  terms: readonly string[],
  set: CharacterSet,
  options: EncodeTextOptions,
): number {
  const point = `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
  const needsExtension =
    set.kind === "escape-only" || terms.length > 1 || (terms[0] !== undefined && !characterSetOf(terms[0]));
  const where = terms.join("\\") || "the default character repertoire";
  const message = needsExtension
    ? `text outside ASCII cannot be written in ${where}`
    : `${where} does not hold ${point}`;
  if (options.onUnencodable !== "replace") {
    throw new EncodeError(needsExtension ? "ENCODE_CHARACTER_SET" : "ENCODE_CHARACTER", message, {
      details: { terms: [...terms], codePoint: character.codePointAt(0) },
    });
  }
  tell(options, "CHARSET_REPLACED", `${message}: written as "?"`);
  return QUESTION_MARK;
}

function byteTable(set: CharacterSet): ByteTable {
  const key = set.kind === "single-byte" ? set.label : set.kind;
  let table = byteTables.get(key);
  if (table === undefined) {
    const characters = Array.from({ length: 256 }, (_, byte) => characterOf(set, byte));
    const byteOf = new Map<string, number>();
    for (const [byte, character] of characters.entries())
      if (character !== "\uFFFD") byteOf.set(character, byte);
    table = { characters, byteOf };
    byteTables.set(key, table);
  }
  return table;
}

function characterOf(set: CharacterSet, byte: number): string {
  if (set.kind === "jis-x0201") {
    // ISO-IR 14 has yen and overline where ASCII has backslash and tilde; ISO-IR 13 is katakana at A1-DF.
    if (byte === 0x5c) return "\u00A5";
    if (byte === 0x7e) return "\u203E";
    if (byte >= 0xa1 && byte <= 0xdf) return String.fromCharCode(0xff61 + byte - 0xa1);
  }
  if (byte < 0x80) return String.fromCharCode(byte);
  // 80-9F are the C1 controls in ISO 8859, whatever the web's labels make of them.
  if (set.kind === "single-byte") {
    return byte < 0xa0 ? String.fromCharCode(byte) : decodeLegacy(set.label, Uint8Array.of(byte));
  }
  return "\uFFFD";
}

function encodeAscii(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

function tell(options: DecodeTextOptions, code: string, message: string): void {
  options.onDiagnostic?.({ code, severity: "warning", offset: -1, path: "", message });
}
