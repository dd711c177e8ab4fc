/** Declared character sets by name, for people. Those of dicom-core, without what loads its tables. PS3.3 C.12.1.1.2. */

import { createWords } from "../words.ts";
import { METADATA_WORDS, type MetadataWord } from "./metadata-words.ts";
import type { MetadataWords } from "./value-text.ts";

const ENGLISH: MetadataWords = createWords(METADATA_WORDS);

/** By the number of the set, or by the term where it has none: its name, or that of its words. */
const NAMES: Readonly<Record<string, string>> = {
  "192": "UTF-8",
  "100": "set-latin-1",
  "101": "set-latin-2",
  "144": "set-cyrillic",
  "127": "set-arabic",
  "126": "set-greek",
  "148": "set-turkish",
  "13": "set-japanese",
  "87": "set-japanese",
  "159": "set-japanese",
  "149": "set-korean",
  "58": "set-chinese",
  GB18030: "set-chinese",
  GBK: "set-chinese",
  "109": "Latin-3",
  "110": "Latin-4",
  "138": "set-hebrew",
  "166": "set-thai",
  "203": "Latin-9",
};

/** Returns the names of the values of (0008,0005); what has none stands as it is. */
export function characterSetName(terms: readonly string[], words = ENGLISH): string {
  const names = terms
    .map((term) => term.trim())
    .filter((term) => term !== "" && !/\bIR 6$/.test(term))
    .map((term) => NAMES[/^ISO[ _](?:IR|2022 IR)[ _](\d+)$/.exec(term)?.[1] ?? term] ?? term)
    .map((name) => (name in METADATA_WORDS ? words(name as MetadataWord) : name));
  return [...new Set(names)].join(" + ") || "ASCII";
}
