/** What is wrong with a declaration or a text, collected once a code while it is decoded or encoded. */
import type { Diagnostic } from "../diagnostic.ts";

/** Messages by code; all are listed in docs/errors.md. */
const MESSAGES = {
  CHARSET_UNKNOWN_TERM: "Specific Character Set: a value is no defined term and is passed over",
  CHARSET_TERM_SPELLING: "Specific Character Set: a defined term is misspelt",
  CHARSET_TERM_COMBINATION: "Specific Character Set: these terms cannot be combined like this",
  CHARSET_ESCAPE_UNKNOWN:
    "an escape sequence that is cut, designates no set of DICOM, or stands in a set that allows none",
  CHARSET_NOT_DECLARED: "an escape sequence designates a set that Specific Character Set does not declare",
  CHARSET_NOT_DESIGNATED: "bytes above 7F without an escape sequence since the last delimiter",
  CHARSET_NOT_RESET: "a two-byte set was not ended before a delimiter or the end of the line or value",
  CHARSET_VENDOR_CHARACTER: "a character that the set's standard does not have",
  CHARSET_BYTES: "bytes that the set does not assign",
} as const;

export type ProblemCode = keyof typeof MESSAGES;

export class Problems {
  readonly #offsets = new Map<ProblemCode, number>();

  /** Notes a problem, the first of its code by its offset in the value. */
  note(code: ProblemCode, offset = -1): void {
    if (!this.#offsets.has(code)) this.#offsets.set(code, offset);
  }

  /** Tells each one as a warning. */
  tell(onDiagnostic: ((diagnostic: Diagnostic) => void) | undefined): void {
    if (onDiagnostic === undefined) return;
    for (const [code, offset] of this.#offsets) {
      onDiagnostic({ code, severity: "warning", offset, path: "", message: MESSAGES[code] });
    }
  }
}
