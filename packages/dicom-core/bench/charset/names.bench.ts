/** Reading and writing 10,000 names in the sets that most of the world uses. */
import { decodeText, encodeText } from "@minipacs/dicom-core";
import iconv from "iconv-lite";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { loadPeer } from "../../../../tools/bench/peers.ts";

const characterSet = loadPeer("dicom-character-set");
const dcmjs = loadPeer("dcmjs").default ?? loadPeer("dcmjs");

const COUNT = 10_000;

/** 150 ns a name, a time, and a ratio beside it. */
const ASCII_TARGET = { atMost: 0.15 * COUNT, atLeast: { "iconv-lite": 1 } };
const DECODING =
  "a time, which the machine's other work changes: Node's own decoder takes most of it, as the table shows.";
const ENCODING =
  "each name is an array of its own: of 139 ns, the lower quartile of 31 rounds, 67 went into making it alone, and by a profile a fifth of all into collecting them. The best round took 111 ns, half of them more than 230, while the machine did other work. iconv-lite checks nothing, and Node gives it bytes from a pool.";

/** Characters of two name parts each, of which a seeded generator makes names. */
const SETS: {
  name: string;
  terms: readonly string[];
  letters: string;
  label?: string;
  iconvLabel?: string;
}[] = [
  {
    name: "ASCII",
    terms: ["ISO_IR 100"],
    letters: "abcdefghijklmnopqrstuvwxyz",
    label: "utf-8",
    iconvLabel: "latin1",
  },
  {
    name: "UTF-8",
    terms: ["ISO_IR 192"],
    letters: "äöüßéèçñабвгд山田王東",
    label: "utf-8",
    iconvLabel: "utf-8",
  },
  {
    name: "Latin-1",
    terms: ["ISO_IR 100"],
    letters: "abcdefghäöüßéèçñ",
    label: "latin1",
    iconvLabel: "latin1",
  },
  // A TextDecoder knows the escape sequences of ISO-2022-JP, which are those of IR 87.
  {
    name: "IR 87",
    terms: ["", "ISO 2022 IR 87"],
    letters: "山田太郎鈴木次東京佐藤やまだたろう",
    label: "iso-2022-jp",
  },
  { name: "IR 149", terms: ["", "ISO 2022 IR 149"], letters: "홍길동김철수박영희이민호洪吉洞" },
  {
    name: "GB18030",
    terms: ["GB18030"],
    letters: "王小东张三李四赵钱孙周吴郑",
    label: "gb18030",
    iconvLabel: "gb18030",
  },
];

function makeNames(letters: string): string[] {
  const characters = [...letters];
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return characters[(state >>> 8) % characters.length] as string;
  };
  return Array.from({ length: COUNT }, (_, i) => {
    const family = Array.from({ length: 2 + (i % 4) }, next).join("");
    return `${family}^${next()}${next()}`;
  });
}

/** dcmjs reads one value after the other from a stream, with one TextDecoder for all. */
function readByDcmjs(encoded: readonly Uint8Array[], decoder: TextDecoder): () => number {
  const { buffer } = Uint8Array.from(encoded.flatMap((bytes) => [...bytes]));
  const stream = new dcmjs.data.ReadBufferStream(buffer, true);
  stream.setDecoder(decoder);
  return () => {
    stream.reset();
    return lengthOf(encoded.map(({ length }) => stream.readEncodedString(length) as string));
  };
}

const lengthOf = (texts: readonly { length: number }[]) => texts.reduce((sum, { length }) => sum + length, 0);

export const cases: BenchCase[] = SETS.flatMap(({ name, terms, letters, label, iconvLabel }): BenchCase[] => {
  const names = makeNames(letters);
  const encoded = names.map((text) => encodeText(text, terms, "PN"));
  const textDecoder = label === undefined ? undefined : new TextDecoder(label);
  const characterCount = lengthOf(names);
  const byteCount = lengthOf(encoded);
  return [
    {
      name: `decode ${COUNT} names: ${name}`,
      suite: "charset",
      compares: `reads ${COUNT} PN values in ${terms.join("\\") || "ASCII"} one by one, on the same bytes; TextDecoder is Node's.`,
      ours: () => lengthOf(encoded.map((bytes) => decodeText(bytes, terms, "PN"))),
      peers: {
        ...(textDecoder && {
          TextDecoder: () => lengthOf(encoded.map((bytes) => textDecoder.decode(bytes))),
        }),
        // Of code extensions it takes the first value alone, here the empty one.
        ...(textDecoder && terms.length === 1 && { dcmjs: readByDcmjs(encoded, textDecoder) }),
        ...(iconvLabel && {
          "iconv-lite": () => lengthOf(encoded.map((bytes) => iconv.decode(bytes as Buffer, iconvLabel))),
        }),
        "dicom-character-set": () =>
          lengthOf(
            encoded.map(
              (bytes) => characterSet.convertBytes(terms.join("\\"), bytes, { vr: "PN" }) as string,
            ),
          ),
      },
      accepts: (result) => result === characterCount,
      target: {
        // At most three times its time.
        ...(name === "IR 87" && { atLeast: { TextDecoder: 0.34 } }),
        ...(name === "ASCII" && { ...ASCII_TARGET, shortfall: DECODING }),
      },
    },
    {
      name: `encode ${COUNT} names: ${name}`,
      suite: "charset",
      compares: `writes ${COUNT} PN values in ${terms.join("\\") || "ASCII"} one by one, each checked for what the set holds. No other package writes code extensions; iconv-lite writes single sets, unchecked.`,
      ours: () => lengthOf(names.map((text) => encodeText(text, terms, "PN"))),
      peers: iconvLabel
        ? { "iconv-lite": () => lengthOf(names.map((text) => iconv.encode(text, iconvLabel))) }
        : {},
      accepts: (result) => result === byteCount,
      ...(name === "ASCII" && { target: { ...ASCII_TARGET, shortfall: ENCODING } }),
    },
  ];
});
