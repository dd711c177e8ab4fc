/** Reading long texts: what a report or a comment is. */
import { decodeText, encodeText } from "@minipacs/dicom-core";
import iconv from "iconv-lite";
import type { BenchCase } from "../../../../tools/bench/case.ts";

const TEXTS: { name: string; terms: readonly string[]; line: string; label: string; iconvLabel?: string }[] =
  [
    {
      name: "IR 87",
      terms: ["", "ISO 2022 IR 87"],
      line: "胸部単純撮影では明らかな異常を認めません。CT 検査",
      label: "iso-2022-jp",
    },
    {
      name: "GB18030",
      terms: ["GB18030"],
      line: "胸部检查未见明显异常。CT 复查。",
      label: "gb18030",
      iconvLabel: "gb18030",
    },
    {
      name: "UTF-8",
      terms: ["ISO_IR 192"],
      line: "胸部検査 Größe Ж 서울",
      label: "utf-8",
      iconvLabel: "utf-8",
    },
  ];

export const cases: BenchCase[] = TEXTS.map(({ name, terms, line, label, iconvLabel }) => {
  const text = `${line}\r\n`.repeat(1000);
  const bytes = encodeText(text, terms, "UT");
  const textDecoder = new TextDecoder(label);
  return {
    name: `decode a long text: ${name}`,
    suite: "charset",
    compares: `reads one UT value of 1000 lines (${bytes.length} bytes) in ${terms.join("\\")}; TextDecoder is Node's.`,
    ours: () => decodeText(bytes, terms, "UT"),
    peers: {
      TextDecoder: () => textDecoder.decode(bytes),
      ...(iconvLabel && { "iconv-lite": () => iconv.decode(bytes as Buffer, iconvLabel) }),
    },
    accepts: (result) => result === text,
    ...(name === "IR 87" && { target: { atLeast: { TextDecoder: 0.34 } } }),
  };
});
