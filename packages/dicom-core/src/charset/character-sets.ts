/** The character sets that are offered to people to choose from: one for each script. PS3.3 C.12.1.1.2. */

/** A character set that people can choose, with what it is good for. */
export interface CharacterSetChoice {
  /** What stands for it in settings and (0008,0005); empty for the default repertoire. */
  term: string;
  /** The values of (0008,0005): a set of two bytes a character stands behind the default repertoire. */
  specificCharacterSet: readonly string[];
  /** ISO 15924 codes of the scripts that it holds beside ASCII; `Zyyy` for all. */
  scripts: readonly string[];
  /** Languages that it serves, ISO 639-1; empty for any. */
  languages: readonly string[];
  /** For people. */
  displayName: { readonly de: string; readonly en: string };
}

/** The sets by name, in the order in which they are offered. */
export const CHARACTER_SET = {
  utf8: {
    term: "ISO_IR 192",
    specificCharacterSet: ["ISO_IR 192"],
    scripts: ["Zyyy"],
    languages: [],
    displayName: { de: "UTF-8 (empfohlen)", en: "UTF-8 (recommended)" },
  },
  latin1: {
    term: "ISO_IR 100",
    specificCharacterSet: ["ISO_IR 100"],
    scripts: ["Latn"],
    languages: ["da", "de", "en", "es", "fi", "fr", "is", "it", "nl", "no", "pt", "sv"],
    displayName: { de: "Latin-1 – Westeuropa", en: "Latin-1 – Western Europe" },
  },
  latin2: {
    term: "ISO_IR 101",
    specificCharacterSet: ["ISO_IR 101"],
    scripts: ["Latn"],
    languages: ["cs", "de", "hr", "hu", "pl", "ro", "sk", "sl"],
    displayName: { de: "Latin-2 – Osteuropa", en: "Latin-2 – Eastern Europe" },
  },
  cyrillic: {
    term: "ISO_IR 144",
    specificCharacterSet: ["ISO_IR 144"],
    scripts: ["Cyrl"],
    languages: ["be", "bg", "mk", "ru", "sr", "uk"],
    displayName: { de: "Kyrillisch", en: "Cyrillic" },
  },
  arabic: {
    term: "ISO_IR 127",
    specificCharacterSet: ["ISO_IR 127"],
    scripts: ["Arab"],
    languages: ["ar"],
    displayName: { de: "Arabisch", en: "Arabic" },
  },
  greek: {
    term: "ISO_IR 126",
    specificCharacterSet: ["ISO_IR 126"],
    scripts: ["Grek"],
    languages: ["el"],
    displayName: { de: "Griechisch", en: "Greek" },
  },
  turkish: {
    term: "ISO_IR 148",
    specificCharacterSet: ["ISO_IR 148"],
    scripts: ["Latn"],
    languages: ["tr"],
    displayName: { de: "Türkisch", en: "Turkish" },
  },
  japanese: {
    term: "ISO 2022 IR 87",
    specificCharacterSet: ["", "ISO 2022 IR 87"],
    scripts: ["Hani", "Hira", "Kana"],
    languages: ["ja"],
    displayName: { de: "Japanisch", en: "Japanese" },
  },
  korean: {
    term: "ISO 2022 IR 149",
    specificCharacterSet: ["", "ISO 2022 IR 149"],
    scripts: ["Hang", "Hani"],
    languages: ["ko"],
    displayName: { de: "Koreanisch", en: "Korean" },
  },
  chinese: {
    term: "GB18030",
    specificCharacterSet: ["GB18030"],
    scripts: ["Hani"],
    languages: ["zh"],
    displayName: { de: "Chinesisch", en: "Chinese" },
  },
  ascii: {
    term: "",
    specificCharacterSet: [],
    scripts: ["Latn"],
    languages: ["en"],
    displayName: { de: "ASCII (Default)", en: "ASCII (default)" },
  },
} as const satisfies Record<string, CharacterSetChoice>;

/** The sets in the order in which they are offered. */
export const CHARACTER_SETS: readonly CharacterSetChoice[] = Object.values(CHARACTER_SET);
