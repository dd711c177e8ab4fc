/** The code elements of ISO 2022 that DICOM uses: what an escape sequence designates as G0 or G1. PS3.3 C.12.1.1.2. */
import {
  type CodeTable,
  doubleByteTable,
  katakanaTable,
  type LegacyLabel,
  latinTable,
  upperHalfTable,
} from "./code-table.ts";

export class CodeElement {
  /** Registration number in the ISO register, `ISO-IR 87`. */
  readonly registration: number;
  /** G0 is read from bytes below 80, G1 from bytes above. */
  readonly area: "G0" | "G1";
  /** What follows ESC, e.g. `$B`. */
  readonly sequence: string;
  readonly #load: () => CodeTable;
  #table: CodeTable | undefined;

  constructor(registration: number, sequence: string, load: () => CodeTable) {
    this.registration = registration;
    this.sequence = sequence;
    this.area = sequence.includes(")") || sequence.includes("-") ? "G1" : "G0";
    this.#load = load;
  }

  get table(): CodeTable {
    this.#table ??= this.#load();
    return this.#table;
  }
}

const upperHalf = (registration: number, sequence: string, label: LegacyLabel) =>
  new CodeElement(registration, sequence, () => upperHalfTable(label));

/** Every code element. PS3.3 Tables C.12-3 and C.12-4. */
const CODE_ELEMENTS: readonly CodeElement[] = [
  new CodeElement(6, "(B", () => latinTable()),
  new CodeElement(14, "(J", () => latinTable(true)),
  new CodeElement(13, ")I", katakanaTable),
  upperHalf(100, "-A", "iso-8859-1"),
  upperHalf(101, "-B", "iso-8859-2"),
  upperHalf(109, "-C", "iso-8859-3"),
  upperHalf(110, "-D", "iso-8859-4"),
  upperHalf(144, "-L", "iso-8859-5"),
  upperHalf(127, "-G", "iso-8859-6"),
  upperHalf(126, "-F", "iso-8859-7"),
  upperHalf(138, "-H", "iso-8859-8"),
  upperHalf(148, "-M", "iso-8859-9"),
  upperHalf(203, "-b", "iso-8859-15"),
  upperHalf(166, "-T", "iso-8859-11"),
  new CodeElement(87, "$B", () => doubleByteTable("euc-jp")),
  new CodeElement(159, "$(D", () => doubleByteTable("euc-jp", 0x8f)),
  new CodeElement(149, "$)C", () => doubleByteTable("euc-kr")),
  new CodeElement(58, "$)A", () => doubleByteTable("gb18030")),
];

const BY_REGISTRATION = new Map(CODE_ELEMENTS.map((element) => [element.registration, element]));

/** Returns a code element by its registration number. */
export function codeElement(registration: number): CodeElement {
  return BY_REGISTRATION.get(registration) as CodeElement;
}

/** By the bytes behind ESC as one number. */
const BY_ESCAPE = new Map(
  CODE_ELEMENTS.map((element) => [
    [...element.sequence].reduce((key, character) => (key << 8) | character.charCodeAt(0), 0),
    element,
  ]),
);

/** Returns what the escape sequence whose ESC lies at `at` designates, `undefined` where no set of DICOM has it. */
export function designatedAt(bytes: Uint8Array, at: number, end: number): CodeElement | undefined {
  if (at + 2 >= end) return undefined;
  const two = ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
  const short = BY_ESCAPE.get(two);
  if (short !== undefined || at + 3 >= end) return short;
  return BY_ESCAPE.get((two << 8) | (bytes[at + 3] as number));
}
