import type { charsets as english } from "../en/charsets.ts";

export const charsets: typeof english = {
  "": { name: "ASCII (Grundzeichensatz)", languages: "Englisch; lateinische Schrift ohne Akzente" },
  "ISO_IR 192": { name: "Unicode (UTF-8)", languages: "Alle Sprachen und Schriften" },
  "ISO_IR 100": {
    name: "Latin 1 (Westeuropa)",
    languages:
      "Deutsch, Französisch, Spanisch, Italienisch, Portugiesisch, Niederländisch, Dänisch, Schwedisch, Norwegisch; lateinische Schrift",
  },
  "ISO_IR 101": {
    name: "Latin 2 (Mitteleuropa)",
    languages:
      "Polnisch, Tschechisch, Slowakisch, Ungarisch, Kroatisch, Slowenisch, Rumänisch; lateinische Schrift",
  },
  "ISO_IR 109": { name: "Latin 3 (Südeuropa)", languages: "Maltesisch, Esperanto; lateinische Schrift" },
  "ISO_IR 110": {
    name: "Latin 4 (Nordeuropa)",
    languages: "Estnisch, Lettisch, Litauisch, Samisch, Grönländisch; lateinische Schrift",
  },
  "ISO_IR 148": { name: "Latin 5 (Türkisch)", languages: "Türkisch; lateinische Schrift" },
  "ISO_IR 203": {
    name: "Latin 9 (Westeuropa mit €)",
    languages: "Wie Latin 1, mit französischem œ und Eurozeichen; lateinische Schrift",
  },
  "ISO_IR 144": {
    name: "Kyrillisch",
    languages: "Russisch, Ukrainisch, Bulgarisch, Serbisch, Mazedonisch, Belarussisch; kyrillische Schrift",
  },
  "ISO_IR 126": { name: "Griechisch", languages: "Griechisch; griechische Schrift" },
  "ISO_IR 127": { name: "Arabisch", languages: "Arabisch; arabische Schrift, von rechts nach links" },
  "ISO_IR 138": { name: "Hebräisch", languages: "Hebräisch; hebräische Schrift, von rechts nach links" },
  "ISO_IR 166": { name: "Thai (TIS 620)", languages: "Thailändisch; thailändische Schrift" },
  "ISO_IR 13": { name: "Japanisch (Katakana)", languages: "Japanisch; halbbreite Katakana" },
  "\\ISO 2022 IR 87": {
    name: "Japanisch (Kanji, ISO 2022)",
    languages: "Japanisch; Kanji, Hiragana und Katakana durch Escape-Sequenzen",
  },
  "ISO 2022 IR 13\\ISO 2022 IR 87": {
    name: "Japanisch (Katakana und Kanji, ISO 2022)",
    languages: "Japanisch; halbbreite Katakana, Kanji, Hiragana und Katakana durch Escape-Sequenzen",
  },
  "\\ISO 2022 IR 149": {
    name: "Koreanisch (ISO 2022)",
    languages: "Koreanisch; Hangul und Hanja durch Escape-Sequenzen",
  },
  "\\ISO 2022 IR 58": {
    name: "Chinesisch (GB 2312, ISO 2022)",
    languages: "Chinesisch; Kurzzeichen durch Escape-Sequenzen",
  },
  GB18030: { name: "Chinesisch (GB 18030)", languages: "Chinesisch; Kurz- und Langzeichen" },
  GBK: { name: "Chinesisch (GBK)", languages: "Chinesisch; Kurz- und Langzeichen" },
};
