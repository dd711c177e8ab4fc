/** Defined terms of Specific Character Set (0008,0005) and how their bytes become text. PS3.3 C.12.1.1.2. */

/** A set whose tables the platform's legacy codec holds, by its WHATWG label. */
export type LegacyLabel =
  | "iso-8859-1"
  | "iso-8859-2"
  | "iso-8859-3"
  | "iso-8859-4"
  | "iso-8859-5"
  | "iso-8859-6"
  | "iso-8859-7"
  | "iso-8859-8"
  | "iso-8859-9"
  | "iso-8859-15"
  | "tis-620"
  | "gb18030"
  | "gbk";

export type CharacterSet =
  /** 7 bits: the default repertoire ISO-IR 6. */
  | { kind: "ascii" }
  /** ISO-IR 192. */
  | { kind: "utf-8" }
  /** ASCII in the lower half, a table for A0-FF in the upper. */
  | { kind: "single-byte"; label: LegacyLabel }
  /** JIS X 0201: yen and overline in the lower half, katakana in the upper. */
  | { kind: "jis-x0201" }
  /** GBK, GB18030: ASCII below 80, more bytes above. */
  | { kind: "multi-byte"; label: "gb18030" | "gbk" }
  /** Reached by escape sequences only; the first bytes of a value are ASCII. */
  | { kind: "escape-only" };

const single = (label: LegacyLabel): CharacterSet => ({ kind: "single-byte", label });

/** Sets by the registration number after `ISO_IR ` and `ISO 2022 IR `. */
const BY_REGISTRATION: Record<string, CharacterSet> = {
  "6": { kind: "ascii" },
  "100": single("iso-8859-1"),
  "101": single("iso-8859-2"),
  "109": single("iso-8859-3"),
  "110": single("iso-8859-4"),
  "144": single("iso-8859-5"),
  "127": single("iso-8859-6"),
  "126": single("iso-8859-7"),
  "138": single("iso-8859-8"),
  "148": single("iso-8859-9"),
  "203": single("iso-8859-15"),
  "166": single("tis-620"),
  "13": { kind: "jis-x0201" },
};

const TERMS: Record<string, CharacterSet> = {
  "": { kind: "ascii" },
  "ISO_IR 192": { kind: "utf-8" },
  GB18030: { kind: "multi-byte", label: "gb18030" },
  GBK: { kind: "multi-byte", label: "gbk" },
  "ISO 2022 IR 87": { kind: "escape-only" },
  "ISO 2022 IR 159": { kind: "escape-only" },
  "ISO 2022 IR 149": { kind: "escape-only" },
  "ISO 2022 IR 58": { kind: "escape-only" },
};
for (const [registration, set] of Object.entries(BY_REGISTRATION)) {
  TERMS[`ISO_IR ${registration}`] = set;
  TERMS[`ISO 2022 IR ${registration}`] = set;
}

/** Returns the set of a defined term, `undefined` for anything else. The empty term is the default repertoire. */
export function characterSetOf(term: string): CharacterSet | undefined {
  return Object.hasOwn(TERMS, term) ? TERMS[term] : undefined;
}

/**
 * Returns the terms of a (0008,0005) value without padding and without empty ones, for comparing two declarations.
 * An empty first term stands for the default repertoire, which every code extension includes.
 */
export function normalizeCharacterSet(terms: string | readonly string[]): string[] {
  const list = typeof terms === "string" ? terms.split("\\") : terms;
  return list.map((term) => term.trim()).filter((term) => term !== "");
}
