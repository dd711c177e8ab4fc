/** pydicom as the judge of how texts of PN, DA, TM, DT, DS and IS are understood, and of the DS that we write. */
import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  formatDecimalString,
  parseDate,
  parseDateTime,
  parseDecimalString,
  parsePersonName,
  parseTime,
} from "../../src/index.ts";

const test = testSuite("core/values judged by pydicom", { tools: [PYTHON] });

const SCRIPT = `
import json, sys, warnings
warnings.simplefilter("ignore")
from pydicom import config
from pydicom.valuerep import DA, TM, DT, DSfloat, IS, PersonName, format_number_as_ds
config.settings.reading_validation_mode = config.IGNORE
NAMES = ["family_name", "given_name", "middle_name", "name_prefix", "name_suffix"]

def name(text):
    value = PersonName(text)
    parts = [str(getattr(value, part)) for part in NAMES]
    return [str(value), parts, str(value.ideographic), str(value.phonetic)]

def date(text):
    value = DA(text)
    return [value.year, value.month, value.day]

def time(text):
    value = TM(text)
    return [value.hour, value.minute, value.second, value.microsecond]

def moment(text):
    value = DT(text)
    offset = value.utcoffset()
    minutes = None if offset is None else offset.total_seconds() / 60
    return [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond, minutes]

def number(text):
    return float(DSfloat(text))

def integer(text):
    return int(IS(text))

def attempt(read, text):
    try:
        return read(text)
    except (ValueError, TypeError, OverflowError):
        return None

READERS = {"PN": name, "DA": date, "TM": time, "DT": moment, "DS": number, "IS": integer}
texts = json.load(sys.stdin)
answer = {vr: [attempt(READERS[vr], text) for text in texts[vr]] for vr in READERS}
answer["format"] = [format_number_as_ds(float(text)) for text in texts["format"]]
json.dump(answer, sys.stdout)
`;

const TEXTS = {
  PN: [
    "Doe^Jane",
    "Doe^Jane^A^Dr^PhD",
    "Doe",
    "^Jane",
    "Doe^^^^Jr",
    "Doe^Jane^^^",
    "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "=山田^太郎",
    "==やまだ^たろう",
    "Müller^Hans",
    "D*^J?ne",
    "",
  ],
  DA: "20261124 2026.11.24 20240229 20260229 19000229 20000229 20261301 20260001 20260100 20260132 202611 00010101 99991231 x 2026-1-1".split(
    " ",
  ),
  TM: "07 0708 070809 070809.1 070809.123456 000000 235959.999999 235960 24 0760 070861 7 07080 070809.1234567 noon".split(
    " ",
  ),
  // pydicom overlooks half a part at the end, `20261`: none stands here.
  DT: "2026 202602 20260228 2026022807 202602280708 20260228070809 20260228070809.25 2026+0100 20260228070809.25-0530 20260228+1400 20260229 202613 2026022824 x".split(
    " ",
  ),
  DS: "1 -1.50 +.5 5. 1e3 1.5E-3 00012 -0 1234567890123456 1,5 0x10 abc 1.2.3 1e --1".split(" "),
  IS: "1 -12 +7 007 2147483647 -2147483648 abc 0x10 1.5x".split(" "),
};
const NUMBERS = [
  1 / 3,
  -1 / 3,
  Math.PI * 1e10,
  -Math.PI * 1e-10,
  2 ** 0.5 * 1e-5,
  1e21 / 7,
  0.1,
  1e300 / 3,
  123456.789,
];

test("the same parts of the same texts, nothing of the same other texts", async () => {
  const input = JSON.stringify({ ...TEXTS, format: NUMBERS.map(String) });
  const { code, stdout, output } = await runTool(PYTHON, ["-c", SCRIPT], { input });
  assert.is(code, 0, output);
  const judge = JSON.parse(stdout) as { [vr: string]: unknown[] };

  const ours: { [vr in keyof typeof TEXTS]: (text: string) => unknown } = {
    PN: (text) => {
      const name = parsePersonName(text);
      const { familyName, givenName, middleName, prefix, suffix } = name.alphabetic;
      const [, ideographic = "", phonetic = ""] = text.split("=");
      // pydicom gives the other groups as text only: what our parts say must be that text.
      for (const [group, expected] of [
        [name.ideographic, ideographic],
        [name.phonetic, phonetic],
      ] as const) {
        const parts = [group.familyName, group.givenName, group.middleName, group.prefix, group.suffix];
        assert.is(parts.join("^").replace(/\^+$/, ""), expected);
      }
      return [name.toString(), [familyName, givenName, middleName, prefix, suffix], ideographic, phonetic];
    },
    DA: (text) => {
      const date = parseDate(text);
      return date ? [date.year, date.month, date.day] : null;
    },
    TM: (text) => {
      const time = parseTime(text);
      return time ? clock(time) : null;
    },
    DT: (text) => {
      const moment = parseDateTime(text);
      if (!moment) return null;
      const { year, month = 1, day = 1, offsetMinutes = null } = moment;
      return [year, month, day, ...clock(moment), offsetMinutes];
    },
    DS: (text) => parseDecimalString(text) ?? null,
    IS: (text) => parseDecimalString(text) ?? null,
  };
  for (const vr of Object.keys(TEXTS) as (keyof typeof TEXTS)[]) {
    const found = TEXTS[vr].map((text) => [text, ours[vr](text)]);
    const expected = TEXTS[vr].map((text, index) => [text, judge[vr]?.[index]]);
    // -0 is 0 in JSON.
    assert.is(JSON.stringify(found, null, 1), JSON.stringify(expected, null, 1), vr);
  }
  for (const [index, number] of NUMBERS.entries()) {
    const text = judge.format?.[index] as string;
    const error = Math.abs(Number(formatDecimalString(number)) - number);
    assert.ok(error <= Math.abs(Number(text) - number), `${formatDecimalString(number)} | ${text}`);
  }
});

/** Python has no leap second: pydicom makes it the one before. */
function clock(time: { hour?: number; minute?: number; second?: number; microsecond?: number }): number[] {
  const { hour = 0, minute = 0, second = 0, microsecond = 0 } = time;
  return [hour, minute, Math.min(second, 59), microsecond];
}
