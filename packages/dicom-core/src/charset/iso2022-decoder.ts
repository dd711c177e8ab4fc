/** Text from bytes of ISO 2022: single-byte sets, and code extensions with G0 and G1. PS3.5 6.1.2.5. */
import { type CodeElement, designatedAt } from "./code-elements.ts";
import { type CodeTable, NO_CHARACTER } from "./code-table.ts";
import type { Declaration } from "./declaration.ts";
import type { Problems } from "./problems.ts";
import { utf16Buffer, utf16Text } from "./utf16.ts";

/** Which characters end a designation, beside control characters. */
export interface Delimiters {
  /** A backslash separates values. */
  isMultiValued: boolean;
  /** `^` and `=` separate parts of a name. */
  isName: boolean;
}

const ESCAPE = 0x1b;
const BACKSLASH = 0x5c;
const CARET = 0x5e;
const EQUALS = 0x3d;

/**
 * Returns the text. What cannot be read becomes U+FFFD, and what follows it is read on: no byte is lost.
 *
 * G0 is read from bytes below 80, G1 from bytes above. Behind each delimiter and control character the sets of value 1
 * hold again, whatever was designated before.
 */
export function decodeIso2022(
  bytes: Uint8Array,
  declaration: Declaration,
  delimiters: Delimiters,
  problems: Problems,
): string {
  const { isMultiValued, isName } = delimiters;
  const end = bytes.length;
  const out = utf16Buffer(end);
  let length = 0;
  const initialG0 = declaration.g0.table;
  const initialG1 = declaration.g1?.table;
  let g0 = initialG0;
  let g1 = initialG1;
  /** What bytes above 7F most likely are where nothing is designated. */
  let assumedG1: CodeTable | undefined;
  let at = 0;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      if (g0.width === 2 && byte > 0x20 && byte < 0x7f) {
        const trail = at + 1 < end ? (bytes[at + 1] as number) : 0;
        if (trail > 0x20 && trail < 0x7f) {
          out[length++] = characterAt(g0, (byte - 0x21) * 94 + trail - 0x21, problems, at);
          at += 2;
          continue;
        }
        // Half a character; a delimiter where the set should have been ended before it.
        if (isDelimiter(byte, isMultiValued, isName)) {
          problems.note("CHARSET_NOT_RESET", at);
          g0 = initialG0;
          g1 = initialG1;
          out[length++] = byte;
        } else {
          problems.note("CHARSET_BYTES", at);
          out[length++] = NO_CHARACTER;
        }
      } else if (byte === ESCAPE) {
        const element = designatedAt(bytes, at, end);
        if (element === undefined) {
          problems.note("CHARSET_ESCAPE_UNKNOWN", at);
          out[length++] = NO_CHARACTER;
        } else {
          if (!isAllowed(declaration, element)) problems.note("CHARSET_NOT_DECLARED", at);
          if (element.area === "G0") g0 = element.table;
          else g1 = assumedG1 = element.table;
          at += 1 + element.sequence.length;
          continue;
        }
      } else if (byte < 0x20 || isDelimiter(byte, isMultiValued, isName)) {
        if (g0.width === 2) problems.note("CHARSET_NOT_RESET", at);
        g0 = initialG0;
        g1 = initialG1;
        out[length++] = byte;
      } else {
        out[length++] = g0.width === 2 ? byte : (g0.characters[byte] as number);
      }
      at += 1;
      continue;
    }
    let table = g1;
    if (table === undefined) {
      table = assumedG1 ??= firstG1(declaration);
      problems.note(table === undefined ? "CHARSET_BYTES" : "CHARSET_NOT_DESIGNATED", at);
    }
    if (byte < 0xa0) {
      // Control characters, whatever is designated as G1.
      if (declaration.hasC1) {
        out[length++] = byte;
        at += 1;
        continue;
      }
    } else if (table?.width === 2) {
      const trail = at + 1 < end ? (bytes[at + 1] as number) : 0;
      if (byte > 0xa0 && byte < 0xff && trail > 0xa0 && trail < 0xff) {
        out[length++] = characterAt(table, (byte - 0xa1) * 94 + trail - 0xa1, problems, at);
        at += 2;
        continue;
      }
    } else if (table !== undefined) {
      const code = table.characters[byte & 0x7f] as number;
      if (code === NO_CHARACTER) problems.note("CHARSET_BYTES", at);
      out[length++] = code;
      at += 1;
      continue;
    }
    problems.note("CHARSET_BYTES", at);
    out[length++] = NO_CHARACTER;
    at += 1;
  }
  if (g0.width === 2) problems.note("CHARSET_NOT_RESET", end);
  return utf16Text(out, length);
}

function characterAt(table: CodeTable, cell: number, problems: Problems, offset: number): number {
  const code = table.characters[cell] as number;
  if (code === NO_CHARACTER) problems.note("CHARSET_BYTES", offset);
  else if (table.assigned !== undefined && table.assigned[cell] === 0)
    problems.note("CHARSET_VENDOR_CHARACTER", offset);
  return code;
}

function isDelimiter(byte: number, isMultiValued: boolean, isName: boolean): boolean {
  return byte === BACKSLASH ? isMultiValued : isName && (byte === CARET || byte === EQUALS);
}

/** The default repertoire may always come back. */
function isAllowed({ isExtensible, elements }: Declaration, element: CodeElement): boolean {
  return isExtensible && (element.registration === 6 || elements.includes(element));
}

function firstG1({ elements }: Declaration): CodeTable | undefined {
  return elements.find(({ area }) => area === "G1")?.table;
}
