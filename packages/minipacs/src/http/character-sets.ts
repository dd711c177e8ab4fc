/** Character sets to choose from, with what is written in them. PS3.3 C.12.1.1.2, Tables C.12-2 to C.12-5. */

export interface CharacterSetChoice {
  /** For the setting `charset`, as it answers: terms with backslashes between. */
  charset: string;
  name: string;
  /** BCP 47; what comes to mind first. */
  languages: readonly string[];
  /** ISO 15924. */
  scripts: readonly string[];
}

type Row = readonly [charset: string, name: string, languages: string, scripts: string];

const ROWS: readonly Row[] = [
  ["ISO_IR 192", "Unicode (UTF-8)", "mul", "Zyyy"],
  ["", "ASCII (ISO 646)", "en", "Latn"],
  ["ISO_IR 100", "Latin-1 (ISO 8859-1)", "de en fr es it pt nl da sv no fi is", "Latn"],
  ["ISO_IR 101", "Latin-2 (ISO 8859-2)", "pl cs sk hu sl hr ro", "Latn"],
  ["ISO_IR 109", "Latin-3 (ISO 8859-3)", "mt eo", "Latn"],
  ["ISO_IR 110", "Latin-4 (ISO 8859-4)", "et lv lt", "Latn"],
  ["ISO_IR 148", "Latin-5 (ISO 8859-9)", "tr", "Latn"],
  ["ISO_IR 203", "Latin-9 (ISO 8859-15)", "fr fi de es it pt nl", "Latn"],
  ["ISO_IR 144", "Cyrillic (ISO 8859-5)", "ru bg sr mk uk be", "Cyrl"],
  ["ISO_IR 126", "Greek (ISO 8859-7)", "el", "Grek"],
  ["ISO_IR 127", "Arabic (ISO 8859-6)", "ar", "Arab"],
  ["ISO_IR 138", "Hebrew (ISO 8859-8)", "he", "Hebr"],
  ["ISO_IR 166", "Thai (TIS 620)", "th", "Thai"],
  ["ISO_IR 13", "Japanese katakana (JIS X 0201)", "ja", "Kana"],
  ["ISO 2022 IR 87", "Japanese kanji (JIS X 0208)", "ja", "Jpan"],
  ["ISO 2022 IR 13\\ISO 2022 IR 87", "Japanese katakana and kanji (JIS X 0201, 0208)", "ja", "Kana Jpan"],
  ["ISO 2022 IR 149", "Korean (KS X 1001)", "ko", "Kore"],
  ["ISO 2022 IR 58", "Chinese, simplified (GB 2312)", "zh-Hans", "Hans"],
  ["GBK", "Chinese (GBK)", "zh-Hans zh-Hant", "Hans Hant"],
  ["GB18030", "Chinese (GB 18030)", "zh-Hans zh-Hant", "Hans Hant"],
];

/** In the order in which a page offers them. */
export const CHARACTER_SETS: readonly CharacterSetChoice[] = ROWS.map(
  ([charset, name, languages, scripts]) => ({
    ...{ charset, name },
    languages: languages.split(" "),
    scripts: scripts.split(" "),
  }),
);
