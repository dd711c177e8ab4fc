/** Bytes and files of each character set before pydicom's encoder and DCMTK's reader. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { hexDigits } from "../../../../tools/test/hex.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DEFINED_TERMS } from "../../src/charset/defined-terms.ts";
import { createDataset, encodeText, TRANSFER_SYNTAX, writeDicomFile } from "../../src/index.ts";

const test = testSuite("interop/character sets with pydicom and DCMTK", {
  tools: [PYTHON, "dcmdump"],
  timeoutMs: 60_000,
});

interface Sample {
  terms: readonly string[];
  name: string;
  /** What pydicom writes instead, and why that is not what the standard says. */
  pydicom?: { bytes: string; because: string; ours: string };
  /** Why DCMTK cannot show it. */
  dcmtk?: string;
}

const NO_ICONV = "the C library that converts for DCMTK does not know ISO 2022 IR 87";
const ALONE = "DCMTK 3.6.7 takes a term of code extensions only among several";
const AT_THE_START =
  "pydicom designates G1 at the start of the component, we before its first use: PS3.5 6.1.2.5.3 allows both";
const JAPANESE = "Yamada^Tarou=山田^太郎=やまだ^たろう";

const SAMPLES: readonly Sample[] = [
  { terms: ["ISO_IR 192"], name: "Müller^Ж=山田" },
  { terms: ["ISO_IR 100"], name: "Müller^Åsa" },
  { terms: ["ISO_IR 101"], name: "Wałęsa^Žofie" },
  { terms: ["ISO_IR 109"], name: "Ċensu^Ħal" },
  { terms: ["ISO_IR 110"], name: "Bērziņš^Jānis" },
  { terms: ["ISO_IR 144"], name: "Люксембург^Роза" },
  { terms: ["ISO_IR 127"], name: "قباني^لنزار" },
  { terms: ["ISO_IR 126"], name: "Διονυσιος^Ω" },
  { terms: ["ISO_IR 138"], name: "שרון^דבורה" },
  { terms: ["ISO_IR 148"], name: "Öztürk^Gülşen" },
  {
    terms: ["ISO_IR 203"],
    name: "Bœuf^Šárka",
    pydicom: {
      bytes: "423f75665e3fe1726b61",
      because: "pydicom 2 does not know ISO_IR 203 and writes ?",
      // ISO 8859-15: œ BD, Š A6, á E1.
      ours: "42bd75665ea6e1726b61",
    },
    dcmtk: "DCMTK 3.6.7 does not know it",
  },
  { terms: ["ISO_IR 166"], name: "นามสกุล^ชื่อ" },
  { terms: ["ISO_IR 13"], name: "ﾔﾏﾀﾞ^ﾀﾛｳ" },
  { terms: ["GB18030"], name: "Wang^XiaoDong=王^小东" },
  { terms: ["GBK"], name: "Wang^XiaoDong=王^小东" },
  { terms: ["", "ISO 2022 IR 87"], name: JAPANESE, dcmtk: NO_ICONV },
  { terms: ["ISO 2022 IR 13", "ISO 2022 IR 87"], name: "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", dcmtk: NO_ICONV },
  { terms: ["ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159"], name: "ﾀｹﾀﾞ=武田^两乜", dcmtk: NO_ICONV },
  { terms: ["", "ISO 2022 IR 149"], name: "Hong^Gildong=洪^吉洞=홍^길동" },
  {
    terms: ["", "ISO 2022 IR 58"],
    name: "Zhang^XiaoDong=张^小东",
    pydicom: {
      bytes: "5a68616e675e5869616f446f6e673dd5c55ed0a1b6ab",
      because: "pydicom 2 has no escape sequence for IR 58, which Annex K shows",
      // ESC $ ) A before the first two-byte character of each component.
      ours: "5a68616e675e5869616f446f6e673d1b242941d5c55e1b242941d0a1b6ab",
    },
  },
  {
    terms: ["ISO 2022 IR 6", "ISO 2022 IR 100"],
    name: "Müller^Åsa",
    pydicom: {
      bytes: "4dfc6c6c65725ec57361",
      because:
        "pydicom takes ISO 2022 IR 6 for Latin-1; G1 is undefined until it is designated, PS3.5 6.1.2.5.1",
      // ESC - A before the first character of G1 of each component.
      ours: "4d1b2d41fc6c6c65725e1b2d41c57361",
    },
  },
  {
    terms: ["ISO 2022 IR 100", "ISO 2022 IR 144"],
    name: "Müller=Люксембург^Роза",
    pydicom: {
      bytes: "4dfc6c6c65723d1b2d4cbbeedae1d5dcd1e3e0d35e1b2d4cc0ded7d0",
      because: "the set of value 1 has to be in use before ^ and the end, PS3.5 6.1.2.5.3",
      // ESC - L for Cyrillic, ESC - A back to Latin-1.
      ours: "4dfc6c6c65723d1b2d4cbbeedae1d5dcd1e3e0d31b2d415e1b2d4cc0ded7d01b2d41",
    },
  },
  {
    terms: ["", "ISO 2022 IR 101"],
    name: "Wałęsa^Žofie",
    pydicom: {
      bytes: "1b2d425761b3ea73615e1b2d42ae6f666965",
      because: AT_THE_START,
      ours: "57611b2d42b3ea73615e1b2d42ae6f666965",
    },
  },
  { terms: ["", "ISO 2022 IR 109"], name: "Ċensu^Ħal" },
  {
    terms: ["", "ISO 2022 IR 110"],
    name: "Bērziņš^Jānis",
    pydicom: {
      bytes: "1b2d4442ba727a69f1b95e1b2d444ae06e6973",
      because: AT_THE_START,
      ours: "421b2d44ba727a69f1b95e4a1b2d44e06e6973",
    },
  },
  { terms: ["", "ISO 2022 IR 127"], name: "قباني^لنزار" },
  {
    terms: ["", "ISO 2022 IR 148"],
    name: "Öztürk^Gülşen",
    pydicom: {
      bytes: "d67a74fc726b5e1b2d4d47fc6cfe656e",
      because:
        "pydicom takes an empty value 1 for Latin-1; G1 is undefined until it is designated, PS3.5 6.1.2.5.1",
      // ESC - M before the first character of G1 of each component.
      ours: "1b2d4dd67a74fc726b5e471b2d4dfc6cfe656e",
    },
  },
  { terms: ["", "ISO 2022 IR 166"], name: "นามสกุล^ชื่อ" },
  {
    terms: ["", "ISO 2022 IR 203"],
    name: "Bœuf^Šárka",
    pydicom: {
      bytes: "423f75665e3fe1726b61",
      because: "pydicom 2 does not know ISO 2022 IR 203 and writes ?",
      // ESC - b before œ BD, and before Š A6, á E1.
      ours: "421b2d62bd75665e1b2d62a6e1726b61",
    },
    dcmtk: "DCMTK 3.6.7 does not know it",
  },
  {
    terms: ["", "ISO 2022 IR 100"],
    name: "Buc^Jérôme",
    pydicom: {
      bytes: "4275635e4ae972f46d65",
      because:
        "pydicom takes an empty value 1 for Latin-1; G1 is undefined until it is designated, PS3.5 6.1.2.5.1",
      // ESC - A before é E9, ô F4.
      ours: "4275635e4a1b2d41e972f46d65",
    },
  },
  { terms: ["ISO 2022 IR 100"], name: "Buc^Jérôme", dcmtk: ALONE },
  { terms: ["", "ISO 2022 IR 144"], name: "Люксембург^Роза" },
  { terms: ["", "ISO 2022 IR 126"], name: "Διονυσιος^Ω" },
  { terms: ["", "ISO 2022 IR 138"], name: "שרון^דבורה" },
  { terms: ["ISO 2022 IR 13"], name: "ﾔﾏﾀﾞ^ﾀﾛｳ", dcmtk: ALONE },
  { terms: ["", "ISO 2022 IR 13"], name: "ﾔﾏﾀﾞ^ﾀﾛｳ" },
  { terms: ["", "ISO 2022 IR 159"], name: "Take=两乜", dcmtk: NO_ICONV },
  { terms: ["", "ISO 2022 IR 126", "ISO 2022 IR 138"], name: "Sol^Dion=Διονυσιος^Ω=שרון^דבורה" },
  { terms: [], name: "Smith^John" },
];

const SCRIPT = `
import sys, json
from pydicom.charset import convert_encodings
from pydicom.valuerep import PersonName
for terms, name in json.load(sys.stdin):
    try:
        print(PersonName(name).encode(convert_encodings(terms or [""])).hex())
    except Exception as error:
        print(type(error).__name__)
`;

test("every defined term is among them", () => {
  const used = new Set(SAMPLES.flatMap(({ terms }) => (terms.length > 0 ? terms : [""])));
  assert.equal(
    DEFINED_TERMS.map(({ term }) => term).filter((term) => !used.has(term)),
    [],
  );
});

test("names are written as pydicom writes them, each difference explained", async () => {
  const input = JSON.stringify(SAMPLES.map(({ terms, name }) => [terms, name]));
  const { code, stdout, stderr } = await runTool(PYTHON, ["-W", "ignore", "-c", SCRIPT], { input });
  assert.is(code, 0, stderr);
  const lines = stdout.split("\n");
  const different: string[] = [];
  for (const [index, { terms, name, pydicom }] of SAMPLES.entries()) {
    const bytes = hexDigits(encodeText(name, terms, "PN"));
    const theirs = pydicom?.bytes ?? bytes;
    const ours = pydicom?.ours ?? bytes;
    if (lines[index] !== theirs || bytes !== ours) {
      different.push(`${terms.join("\\")}: theirs ${lines[index]}, ours ${bytes}`);
    }
  }
  assert.is(different.join("\n"), "");
});

/** Names that go from set to set within a part. */
const MIXED: readonly (readonly [terms: readonly string[], name: string])[] = [
  [["ISO 2022 IR 13", "ISO 2022 IR 87"], "ﾔ田ﾔ^ﾀ山"],
  [["ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159"], "ﾔX太ﾔ侔ﾏ山"],
  [["", "ISO 2022 IR 126", "ISO 2022 IR 138", "ISO 2022 IR 87"], "Xやφן^רשZשY 太ר"],
  [["ISO 2022 IR 148", "ISO 2022 IR 149"], "ğ吉ğ길 aİ^ğ"],
  [["ISO 2022 IR 100", "ISO 2022 IR 149"], "aé길^길é"],
  [["ISO 2022 IR 100", "ISO 2022 IR 144", "ISO 2022 IR 126"], "éЖλé^λЖ"],
];

const READ_SCRIPT = `
import sys, json
from pydicom.charset import convert_encodings
from pydicom.valuerep import PersonName
for terms, digits in json.load(sys.stdin):
    print(str(PersonName(bytes.fromhex(digits), convert_encodings(terms))))
`;

test("names that mix sets within a part are read by pydicom and DCMTK as they were written", async () => {
  const input = JSON.stringify(
    MIXED.map(([terms, name]) => [terms, hexDigits(encodeText(name, terms, "PN"))]),
  );
  const { stdout, stderr } = await runTool(PYTHON, ["-W", "error", "-c", READ_SCRIPT], { input });
  assert.equal(
    stdout.trimEnd().split("\n"),
    MIXED.map(([, name]) => name),
    stderr,
  );
  for (const [index, [terms, name]] of MIXED.entries()) {
    if (terms.includes("ISO 2022 IR 87")) continue;
    assert.is(await shownByDcmtk(`mixed-${index}`, terms, name), name);
  }
});

const folder = mkdtempSync(join(tmpdir(), "minipacs-charset-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

async function shownByDcmtk(
  label: string,
  terms: readonly string[],
  name: string,
): Promise<string | undefined> {
  const dataset = createDataset({
    SpecificCharacterSet: terms.length > 0 ? terms : "",
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "1.2.3",
    PatientName: name,
  });
  const path = join(folder, `${label}.dcm`);
  const { explicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;
  writeFileSync(path, writeDicomFile({ dataset, transferSyntaxUid }));
  const { output } = await runTool("dcmdump", ["+U8", "+L", "+P", "PatientName", path]);
  return /PN \[([^\]]*)\]/.exec(output)?.[1];
}

test("files are read by DCMTK", async () => {
  const different: string[] = [];
  for (const [index, { terms, name, dcmtk }] of SAMPLES.entries()) {
    const shown = await shownByDcmtk(String(index), terms, name);
    const isAsExpected = dcmtk === undefined ? shown === name : shown !== name;
    if (!isAsExpected) different.push(`${terms.join("\\")}: ${shown}`);
  }
  assert.is(different.join("\n"), "");
});
