/** Declared character sets by name, for people. Those of dicom-core, without what loads its tables. PS3.3 C.12.1.1.2. */

/** By the number of the set, or by the term where it has none. */
const NAMES: Readonly<Record<string, string>> = {
  "192": "UTF-8",
  "100": "Latin-1 – Western Europe",
  "101": "Latin-2 – Eastern Europe",
  "144": "Cyrillic",
  "127": "Arabic",
  "126": "Greek",
  "148": "Turkish",
  "13": "Japanese",
  "87": "Japanese",
  "159": "Japanese",
  "149": "Korean",
  "58": "Chinese",
  GB18030: "Chinese",
  GBK: "Chinese",
  "109": "Latin-3",
  "110": "Latin-4",
  "138": "Hebrew",
  "166": "Thai",
  "203": "Latin-9",
};

/** Returns the names of the values of (0008,0005); what has none stands as it is. */
export function characterSetName(terms: readonly string[]): string {
  const names = terms
    .map((term) => term.trim())
    .filter((term) => term !== "" && !/\bIR 6$/.test(term))
    .map((term) => NAMES[/^ISO[ _](?:IR|2022 IR)[ _](\d+)$/.exec(term)?.[1] ?? term] ?? term);
  return [...new Set(names)].join(" + ") || "ASCII";
}
