/**
 * Text of values as the `reader` entry decodes it: by the platform's TextDecoder where one set without code extensions
 * is declared. The whole of PS3.5 6.1 is put in by the main entry, or fetched by `loadCharacterSets()`.
 */
import { asciiText } from "../bytes/ascii.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { DiagnosticCollector } from "../diagnostic.ts";
import { InvalidStateError } from "../errors.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import type { DecodeTextOptions, decodeText as wholeDecodeText } from "./text-codec.ts";

/** Labels of single sets, by their defined term. PS3.3 C.12.1.1.2. */
const LABELS: Readonly<Record<string, string>> = {
  "": "ascii",
  "ISO_IR 6": "ascii",
  "ISO_IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
  "ISO_IR 100": "iso-8859-1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 148": "iso-8859-9",
  "ISO_IR 203": "iso-8859-15",
  "ISO_IR 166": "iso-8859-11",
};

/** The whole of it. */
export interface TextRules {
  decodeText: typeof wholeDecodeText;
  checkText(dataset: Dataset, collector: DiagnosticCollector): void;
}

let installed: TextRules | undefined;

/** Used by `install.ts` and `load.ts`. */
export function installTextRules(rules: TextRules): void {
  installed = rules;
}

/** Tells what is wrong with the text of a data set, as far as the readers look at it. */
export function checkText(dataset: Dataset, collector: DiagnosticCollector): void {
  installed?.checkText(dataset, collector);
}

/**
 * Returns the text of a value as it stands, see `decodeText` of `text-codec.ts`.
 *
 * @throws InvalidStateError STATE_CHARACTER_SETS_MISSING with the `reader` entry before `loadCharacterSets()`, for text
 *   that is neither ASCII nor in one set that the platform knows, holds an escape sequence, or a yen sign of ISO-IR 14
 */
export function decodeText(
  bytes: Uint8Array,
  specificCharacterSet: readonly string[],
  vr: Vr,
  options?: DecodeTextOptions,
): string {
  if (installed !== undefined) return installed.decodeText(bytes, specificCharacterSet, vr, options);
  const [term = "", another] = VR_TABLE[vr].usesCharacterSet ? specificCharacterSet : [];
  // All sets that several terms can declare hold ASCII, but ISO-IR 14.
  const label = LABELS[another && !/13$/.test(term) ? "" : term];
  if (label && !needsRules(bytes, label)) return asciiText(bytes) ?? decodeLabelled(bytes, label, options);
  throw new InvalidStateError(
    "STATE_CHARACTER_SETS_MISSING",
    "this text needs `await loadCharacterSets()` first",
  );
}

/** Escape sequences, bytes that are no ASCII, 80 to 9F, of which the labels of the web make other than ISO 8859 says. */
function needsRules(bytes: Uint8Array, label: string): boolean {
  // Of utf-8, gb18030 and gbk none.
  const end = label === "ascii" ? 256 : /^[ug]/.test(label) ? 0 : 0xa0;
  return bytes.some((byte) => byte === 0x1b || (byte >= 0x80 && byte < end));
}

function decodeLabelled(bytes: Uint8Array, label: string, options?: DecodeTextOptions): string {
  // In single-byte sets Node 20 would take a first FF, which is a letter, for a byte order mark that is to be ignored.
  const ignoreBOM = label === "utf-8";
  try {
    return new TextDecoder(label, { ignoreBOM, fatal: true }).decode(bytes);
  } catch {
    const message = "bytes that the set does not assign";
    options?.onDiagnostic?.({ code: "CHARSET_BYTES", severity: "warning", offset: -1, path: "", message });
    return new TextDecoder(label, { ignoreBOM }).decode(bytes);
  }
}
