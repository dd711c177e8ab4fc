/** Specific Character Sets by their terms of PS3.3 C.12.1.1.2: a name, and the languages and scripts they are for. */
export interface CharacterSetWords {
  name: string;
  languages: string;
}

export const charsets: { readonly [term: string]: CharacterSetWords } = {
  "": { name: "ASCII (default repertoire)", languages: "English; Latin script without accents" },
  "ISO_IR 192": { name: "Unicode (UTF-8)", languages: "All languages and scripts" },
  "ISO_IR 100": {
    name: "Latin 1 (Western European)",
    languages:
      "German, French, Spanish, Italian, Portuguese, Dutch, Danish, Swedish, Norwegian; Latin script",
  },
  "ISO_IR 101": {
    name: "Latin 2 (Central European)",
    languages: "Polish, Czech, Slovak, Hungarian, Croatian, Slovenian, Romanian; Latin script",
  },
  "ISO_IR 109": { name: "Latin 3 (South European)", languages: "Maltese, Esperanto; Latin script" },
  "ISO_IR 110": {
    name: "Latin 4 (North European)",
    languages: "Estonian, Latvian, Lithuanian, Sami, Greenlandic; Latin script",
  },
  "ISO_IR 148": { name: "Latin 5 (Turkish)", languages: "Turkish; Latin script" },
  "ISO_IR 203": {
    name: "Latin 9 (Western European with €)",
    languages: "As Latin 1, with French œ and the euro sign; Latin script",
  },
  "ISO_IR 144": {
    name: "Cyrillic",
    languages: "Russian, Ukrainian, Bulgarian, Serbian, Macedonian, Belarusian; Cyrillic script",
  },
  "ISO_IR 126": { name: "Greek", languages: "Greek; Greek script" },
  "ISO_IR 127": { name: "Arabic", languages: "Arabic; Arabic script, from right to left" },
  "ISO_IR 138": { name: "Hebrew", languages: "Hebrew; Hebrew script, from right to left" },
  "ISO_IR 166": { name: "Thai (TIS 620)", languages: "Thai; Thai script" },
  "ISO_IR 13": { name: "Japanese (katakana)", languages: "Japanese; half-width katakana" },
  "\\ISO 2022 IR 87": {
    name: "Japanese (kanji, ISO 2022)",
    languages: "Japanese; kanji, hiragana and katakana by escape sequences",
  },
  "ISO 2022 IR 13\\ISO 2022 IR 87": {
    name: "Japanese (katakana and kanji, ISO 2022)",
    languages: "Japanese; half-width katakana, kanji, hiragana and katakana by escape sequences",
  },
  "\\ISO 2022 IR 149": {
    name: "Korean (ISO 2022)",
    languages: "Korean; Hangul and Hanja by escape sequences",
  },
  "\\ISO 2022 IR 58": {
    name: "Chinese (GB 2312, ISO 2022)",
    languages: "Chinese; simplified Han characters by escape sequences",
  },
  GB18030: { name: "Chinese (GB 18030)", languages: "Chinese; simplified and traditional Han characters" },
  GBK: { name: "Chinese (GBK)", languages: "Chinese; simplified and traditional Han characters" },
};
