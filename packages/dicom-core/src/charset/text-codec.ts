/** Text of a Specific Character Set, both ways; what cannot be held or read is told, never silent. PS3.5 6.1. */
import { asciiText } from "../bytes/ascii.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { DecodeError, EncodeError } from "../errors.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import { type Declaration, declarationOf } from "./declaration.ts";
import { decodeGb, encodeGb } from "./gb18030.ts";
import { type Delimiters, decodeIso2022 } from "./iso2022-decoder.ts";
import { encodeIso2022 } from "./iso2022-encoder.ts";
import { Problems } from "./problems.ts";
import { twinsOf } from "./twins.ts";

/** How `decodeText` reads. */
export interface DecodeTextOptions {
  onDiagnostic?: (diagnostic: Diagnostic) => void;
  /** What would be a diagnostic is thrown as a DecodeError. Default false. */
  strict?: boolean;
}

/** How `encodeText` writes. */
export interface EncodeTextOptions {
  /**
   * For a character that the set does not hold: an EncodeError (default), or `?` (U+FFFD in UTF-8, which lacks only
   * halves of characters and ESC) and a diagnostic. ESC is held by no set.
   */
  onUnencodable?: "error" | "replace";
  onDiagnostic?: (diagnostic: Diagnostic) => void;
}

const NO_TERMS: readonly string[] = [];
const ESCAPE = 0x1b;
const QUESTION_MARK = 0x3f;
/** Of half a character, in UTF-8. */
const REPLACEMENT_CHARACTER = [0xef, 0xbf, 0xbd];
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const utf8Encoder = new TextEncoder();

const NO_DELIMITERS: Delimiters = { isMultiValued: false, isName: false };
const VALUE_DELIMITERS: Delimiters = { isMultiValued: true, isName: false };
const NAME_DELIMITERS: Delimiters = { isMultiValued: true, isName: true };

/**
 * Returns the text of a value as it stands, padding and backslashes between values included.
 *
 * Text of VRs without a character set is ASCII. Bytes that cannot be read become U+FFFD with a diagnostic; what follows
 * them is read on. A known escape sequence is followed even where its set is not declared; in ISO_IR 192, GB18030 and
 * GBK, which allow none, its ESC is U+FFFD.
 *
 * @throws DecodeError CHARSET_... for the first problem, with `strict`
 * @see PS3.5 6.1.2, PS3.3 C.12.1.1.2
 */
export function decodeText(
  bytes: Uint8Array,
  specificCharacterSet: readonly string[],
  vr: Vr,
  options: DecodeTextOptions = {},
): string {
  const declaration = declarationOf(VR_TABLE[vr].usesCharacterSet ? specificCharacterSet : NO_TERMS);
  const { kind } = declaration;
  if (declaration.problems) tell(declaration.problems, options);
  if (declaration.g0.registration === 6) {
    const ascii = asciiText(bytes);
    if (ascii !== undefined && !bytes.includes(ESCAPE)) return ascii;
  }
  const problems = new Problems();
  let text: string;
  if (kind === "iso-2022") text = decodeIso2022(bytes, declaration, delimitersOf(vr), problems);
  else text = withoutEscapes(decodeComplete(kind, bytes, problems), bytes, problems);
  tell(problems, options);
  return text;
}

/**
 * Returns the bytes of a text, without padding. Backslashes separate values where the VR has several, `^` and `=` the
 * parts of a PN; behind each of them, and behind control characters, the sets of value 1 hold again.
 *
 * @throws EncodeError ENCODE_CHARACTER when no declared set holds a character, ENCODE_CHARACTER_SET when no term is
 *   known and the text is not ASCII; with `onUnencodable: "replace"` each such character becomes `?` (U+FFFD in
 *   UTF-8) and a diagnostic.
 * @see PS3.5 6.1.2.5.3, PS3.3 C.12.1.1.2
 */
export function encodeText(
  text: string,
  specificCharacterSet: readonly string[],
  vr: Vr,
  options: EncodeTextOptions = {},
): Uint8Array {
  const terms = VR_TABLE[vr].usesCharacterSet ? specificCharacterSet : NO_TERMS;
  const declaration = declarationOf(terms);
  const { kind } = declaration;
  if (declaration.problems) declaration.problems.tell(options.onDiagnostic);
  if (declaration.g0.registration === 6) {
    const ascii = encodeAscii(text);
    if (ascii) return ascii;
  }
  const onMissing = (codePoint: number) => unencodable(codePoint, terms, declaration, options);
  if (kind === "iso-2022") return encodeIso2022(text, declaration, delimitersOf(vr), onMissing);
  if (kind === "utf-8" && !/\p{Cs}/u.test(text) && !text.includes("\x1b")) return utf8Encoder.encode(text);
  const out: number[] = [];
  for (const character of text) {
    const codePoint = character.codePointAt(0) as number;
    const isHeld =
      codePoint !== ESCAPE &&
      (kind === "utf-8" ? encodeUtf8(character, out) : encodeInGb(kind, codePoint, out));
    if (isHeld) continue;
    onMissing(codePoint);
    if (kind === "utf-8") out.push(...REPLACEMENT_CHARACTER);
    else out.push(QUESTION_MARK);
  }
  return Uint8Array.from(out);
}

function delimitersOf(vr: Vr): Delimiters {
  if (vr === "PN") return NAME_DELIMITERS;
  return VR_TABLE[vr].isMultiValued ? VALUE_DELIMITERS : NO_DELIMITERS;
}

function decodeComplete(kind: "utf-8" | "gb18030" | "gbk", bytes: Uint8Array, problems: Problems): string {
  return kind === "utf-8" ? decodeUtf8(bytes, problems) : decodeGb(kind, bytes, problems);
}

/** In a set that is complete by itself an escape sequence designates nothing. PS3.5 6.1.2.5.4. */
function withoutEscapes(text: string, bytes: Uint8Array, problems: Problems): string {
  const at = bytes.indexOf(ESCAPE);
  if (at < 0) return text;
  problems.note("CHARSET_ESCAPE_UNKNOWN", at);
  return text.replaceAll("\x1b", "\uFFFD");
}

function decodeUtf8(bytes: Uint8Array, problems: Problems): string {
  const text = utf8Decoder.decode(bytes);
  if (!text.includes("\uFFFD")) return text;
  // U+FFFD may be a character of the text itself: then it stands in the bytes.
  const encoded = utf8Encoder.encode(text);
  const at = encoded.findIndex((byte, index) => byte !== bytes[index]);
  if (at >= 0) problems.note("CHARSET_BYTES", encoded.lastIndexOf(0xef, at));
  return text;
}

function encodeUtf8(character: string, out: number[]): boolean {
  if (character.length === 1 && /\p{Cs}/u.test(character)) return false;
  out.push(...utf8Encoder.encode(character));
  return true;
}

function encodeInGb(label: "gb18030" | "gbk", codePoint: number, out: number[]): boolean {
  return encodeGb(label, codePoint, out) || twinsOf(codePoint).some((twin) => encodeGb(label, twin, out));
}

function unencodable(
  codePoint: number,
  terms: readonly string[],
  declaration: Declaration,
  options: EncodeTextOptions,
): void {
  const point = `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
  const where = terms.join("\\") || "the default character repertoire";
  const message = declaration.isUnknown
    ? `text outside ASCII cannot be written in ${where}`
    : `${where} does not hold ${point}`;
  if (options.onUnencodable !== "replace") {
    throw new EncodeError(declaration.isUnknown ? "ENCODE_CHARACTER_SET" : "ENCODE_CHARACTER", message, {
      details: { terms: [...terms], codePoint },
    });
  }
  options.onDiagnostic?.({
    code: "CHARSET_REPLACED",
    severity: "warning",
    offset: -1,
    path: "",
    message: `${message}: written as "${declaration.kind === "utf-8" ? "\uFFFD" : "?"}"`,
  });
}

/** Returns `undefined` for what is not ASCII, or would begin an escape sequence. */
function encodeAscii(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f || code === ESCAPE) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

function tell(problems: Problems, options: DecodeTextOptions): void {
  problems.tell(
    options.strict
      ? ({ code, message, offset }) => {
          throw new DecodeError(code, message, { offsetBytes: offset });
        }
      : options.onDiagnostic,
  );
}
