import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { hexDigits } from "../../../../tools/test/hex.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodeText } from "../../src/index.ts";
import { CODE_SPACES, type CodeSpace, readCells } from "./cells.ts";

const test = testSuite("interop/code tables of Python", { tools: [PYTHON], timeoutMs: 60_000 });

/** Python's codec of each code space and how its bytes are made from those of DICOM. */
const CODECS: Record<string, string> = {
  "ISO_IR 100": "iso8859_1",
  "ISO_IR 101": "iso8859_2",
  "ISO_IR 109": "iso8859_3",
  "ISO_IR 110": "iso8859_4",
  "ISO_IR 144": "iso8859_5",
  "ISO_IR 127": "iso8859_6",
  "ISO_IR 126": "iso8859_7",
  "ISO_IR 138": "iso8859_8",
  "ISO_IR 148": "iso8859_9",
  "ISO_IR 203": "iso8859_15",
  "ISO_IR 166": "iso8859_11",
  "ISO_IR 13": "shift_jis",
  "ISO 2022 IR 87": "iso2022_jp_2",
  "ISO 2022 IR 159": "iso2022_jp_2",
  "ISO 2022 IR 149": "euc_kr",
  "ISO 2022 IR 58": "gb2312",
  "GBK, two bytes": "gbk",
  "GB18030, two bytes": "gb18030",
  "GB18030, four bytes": "gb18030",
};

/** Reads lines `codec hex`, prints the code points of each. */
const SCRIPT = `
import sys
for line in sys.stdin:
    codec, digits = line.split()
    try:
        print(" ".join(f"{ord(c):04x}" for c in bytes.fromhex(digits).decode(codec)))
    except UnicodeDecodeError:
        print("")
`;

/** Cells that Python reads otherwise: bytes, Python's code point, ours. See docs/decisions/0011. */
const DIFFERENCES: Record<string, readonly string[]> = {
  // Shift JIS has no ISO-IR 14 in Python: ASCII instead.
  "ISO_IR 13": ["5c 005c 00a5", "7e 007e 203e"],
  // Twins: both are written as this cell.
  "ISO 2022 IR 87": [
    "1b244221411b2842 301c ff5e",
    "1b244221421b2842 2016 2225",
    "1b2442215d1b2842 2212 ff0d",
    "1b244221711b2842 00a2 ffe0",
    "1b244221721b2842 00a3 ffe1",
    "1b2442224c1b2842 00ac ffe2",
  ],
  "ISO 2022 IR 159": ["1b24284422371b2842 007e ff5e"],
  // The Hangul filler begins a composed syllable in Python.
  "ISO 2022 IR 149": ["1b242943a4d4 none 3164"],
  "ISO 2022 IR 58": ["1b242941a1a4 30fb 00b7", "1b242941a1aa 2015 2014"],
  // An ideographic space, as on the web; 8135F437 and A8BC changed places in 2005.
  "GB18030, two bytes": ["a3a0 e5e5 3000", "a8bc e7c7 1e3f"],
  "GB18030, four bytes": ["8135f437 1e3f e7c7"],
};

/** What GBK has and Python's table, that of Microsoft's code page 936, has not. */
const NOT_IN_936 = /^(?:a2e3|a3a0|a8b[cf]|a98[9a-f]|a99[0-5]|fe[5-9].) none /;

function isVendors({ specificCharacterSet, bytesOf }: CodeSpace, cell: number): boolean {
  let isTold = false;
  decodeText(Uint8Array.from(bytesOf(cell) as number[]), specificCharacterSet, "LT", {
    onDiagnostic: ({ code }) => {
      isTold ||= code === "CHARSET_VENDOR_CHARACTER";
    },
  });
  return isTold;
}

for (const space of CODE_SPACES) {
  test(`${space.name} is read as Python reads it`, async () => {
    const codec = CODECS[space.name] as string;
    const texts = readCells(space);
    const codes = texts.map((_, cell) => hexDigits(Uint8Array.from(space.bytesOf(cell) as number[])));
    // EUC-KR and GB 2312 have no escape sequence in Python.
    const input = codes.map((code) => `${codec} ${code.replace(/^1b2429../, "")}`).join("\n");
    const { code, stdout, stderr } = await runTool(PYTHON, ["-c", SCRIPT], { input, timeoutMs: 50_000 });
    assert.is(code, 0, stderr);
    const theirs = stdout.split("\n");
    const different: string[] = [];
    for (const [cell, text] of texts.entries()) {
      const ours = Array.from(text, (c) => (c.codePointAt(0) as number).toString(16).padStart(4, "0")).join(
        " ",
      );
      // Vendors' characters and the user-defined ones of GBK are in no standard's table.
      if (theirs[cell] === "" && (isVendors(space, cell) || /^(e|f[0-8])...$/.test(ours))) continue;
      const line = `${codes[cell]} ${theirs[cell] || "none"} ${ours || "none"}`;
      if (ours === theirs[cell] || (codec === "gbk" && NOT_IN_936.test(line))) continue;
      different.push(line);
    }
    assert.equal(different, DIFFERENCES[space.name] ?? []);
  });
}
