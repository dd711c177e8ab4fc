/** Defined terms of Specific Character Set (0008,0005), and what people write instead of them. PS3.3 C.12.1.1.2. */

/** What a term stands for. */
export type TermKind =
  /** The default repertoire, alone or as the first of several: the empty term. */
  | "default"
  /** ISO-IR 192, GB18030, GBK: complete by themselves, they allow no escape sequences. */
  | "utf-8"
  | "gb18030"
  | "gbk"
  /** One byte a character, without escape sequences: `ISO_IR 100`. */
  | "single-byte"
  /** The same with escape sequences: `ISO 2022 IR 100`. */
  | "extensible"
  /** Two bytes a character, by escape sequences only: `ISO 2022 IR 87`. */
  | "double-byte";

/** A defined term of Specific Character Set. PS3.3 C.12.1.1.2. */
export interface DefinedTerm {
  term: string;
  kind: TermKind;
  /** ISO-IR numbers of the code elements. `g1` is the upper half, absent where the term has none. */
  g0: number;
  g1?: number;
}

/** Registrations with one byte a character, in the order of PS3.3 Table C.12-2. */
const SINGLE_BYTE = [100, 101, 109, 110, 144, 127, 126, 138, 148, 203, 13, 166];

const ROWS: DefinedTerm[] = [
  { term: "", kind: "default", g0: 6 },
  ...SINGLE_BYTE.flatMap((g1): DefinedTerm[] => {
    const g0 = g1 === 13 ? 14 : 6;
    return [
      { term: `ISO_IR ${g1}`, kind: "single-byte", g0, g1 },
      { term: `ISO 2022 IR ${g1}`, kind: "extensible", g0, g1 },
    ];
  }),
  { term: "ISO 2022 IR 6", kind: "extensible", g0: 6 },
  { term: "ISO 2022 IR 87", kind: "double-byte", g0: 87 },
  { term: "ISO 2022 IR 159", kind: "double-byte", g0: 159 },
  { term: "ISO 2022 IR 149", kind: "double-byte", g0: 6, g1: 149 },
  { term: "ISO 2022 IR 58", kind: "double-byte", g0: 6, g1: 58 },
  { term: "ISO_IR 192", kind: "utf-8", g0: 6 },
  { term: "GB18030", kind: "gb18030", g0: 6 },
  { term: "GBK", kind: "gbk", g0: 6 },
];

const BY_TERM = new Map(ROWS.map((row) => [row.term, row]));

/** Every defined term, the default repertoire as the empty one. PS3.3 Tables C.12-2 to C.12-5. */
export const DEFINED_TERMS: readonly DefinedTerm[] = ROWS;

/** Returns the facts of a defined term, `undefined` for anything else. */
export function definedTerm(term: string): DefinedTerm | undefined {
  return BY_TERM.get(term);
}

/** Names that are no terms, after {@link plain}. */
const OTHER_NAMES: { readonly [name: string]: string } = {
  "ISO IR 6": "",
  "ISO 646": "",
  ASCII: "",
  "US ASCII": "",
  "UTF 8": "ISO_IR 192",
  UTF8: "ISO_IR 192",
  UNICODE: "ISO_IR 192",
  "GB 18030": "GB18030",
  "GB 2312": "GBK",
  GB2312: "GBK",
  "TIS 620": "ISO_IR 166",
};

/** ISO-IR numbers of the parts of ISO 8859. */
const PARTS = [0, 100, 101, 109, 110, 144, 127, 126, 138, 148, 0, 166, 0, 0, 0, 203];

/**
 * Returns the defined term that a text means: itself, or the one that it misspells (`ISO-IR 100`, `ISO_IR_192`,
 * `UTF-8`, `ISO 2022 87`, `ISO_IR 87`); `undefined` where it means none.
 */
export function findTerm(text: string): string | undefined {
  if (BY_TERM.has(text)) return text;
  const name = plain(text);
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  if (other !== undefined) return other;
  const part = /^(?:ISO ?)?8859 (\d{1,2})$/.exec(name);
  if (part) return known(`ISO_IR ${PARTS[Number(part[1])] || ""}`);
  const single = /^ISO ?IR ?(\d{1,3})$/.exec(name);
  if (single) return known(`ISO_IR ${single[1]}`) ?? known(`ISO 2022 IR ${single[1]}`);
  const extensible = /^ISO ?2022 ?(?:IR ?)?(\d{1,3})$/.exec(name);
  if (extensible) return known(`ISO 2022 IR ${extensible[1]}`) ?? known(`ISO_IR ${extensible[1]}`);
  return known(name);
}

function known(term: string): string | undefined {
  return BY_TERM.has(term) ? term : undefined;
}

/** In capitals, with single spaces for what else separates. */
function plain(text: string): string {
  return text
    .toUpperCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}

/**
 * Returns the terms of a (0008,0005) value for comparing two declarations: without padding, without empty ones and
 * without ones that mean ASCII alone, misspelt ones as they should be. An empty first term stands for the default
 * repertoire, which every code extension includes.
 */
export function normalizeCharacterSet(terms: string | readonly string[]): string[] {
  const list = typeof terms === "string" ? terms.split("\\") : terms;
  return list.map((term) => findTerm(term.trim()) ?? term.trim()).filter((term) => term !== "");
}
