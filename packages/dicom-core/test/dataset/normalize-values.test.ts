import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createDataset, Dataset, isDicomError, PersonName, type Vr } from "../../src/index.ts";

const test = testSuite("core/normalize-values");
/** A private element, of which the dictionary says nothing, in a block of its own. */
const PRIVATE = 0x00091001;

function codeOf(run: () => unknown): string {
  try {
    run();
    return "";
  } catch (error) {
    if (!isDicomError(error)) throw error;
    return error.code;
  }
}

const setPrivate = (vr: Vr, value: unknown, validate = true) =>
  codeOf(() => new Dataset().set(PRIVATE, value, { vr, validate }));

const LENGTH = "ARG_VALUE_LENGTH";
const REPERTOIRE = "ARG_VALUE_REPERTOIRE";
const FORMAT = "ARG_VALUE_FORMAT";
const RANGE = "ARG_VALUE_RANGE";
const TYPE = "ARG_VALUE";

/** Per VR: what is allowed, and what is refused with which code. PS3.5 Table 6.2-1. */
const TEXT: [Vr, string[], [string, string][]][] = [
  [
    "AE",
    ["CT_1", "a".repeat(16), " CT ", "~*?"],
    [
      ["a".repeat(17), LENGTH],
      ["CT\t1", REPERTOIRE],
      ["CTÄ", REPERTOIRE],
      ["    ", FORMAT],
    ],
  ],
  [
    "AS",
    ["018M", "000D", "120Y", "003W"],
    [
      ["18M", FORMAT],
      ["018m", FORMAT],
      ["0018M", LENGTH],
      ["018X", FORMAT],
    ],
  ],
  [
    "CS",
    ["CT", "ISO_IR 192", "A".repeat(16), "C*", "?T"],
    [
      ["ct", REPERTOIRE],
      ["A-B", REPERTOIRE],
      ["A.B", REPERTOIRE],
      ["A".repeat(17), LENGTH],
    ],
  ],
  [
    "DA",
    ["20260131", "20260101-20260131", "20260101-", "-20260131", "20240229"],
    [
      ["2026.01.31", LENGTH],
      ["2026013", FORMAT],
      ["20260132", FORMAT],
      ["20260229", FORMAT],
      ["2026-01-31", FORMAT],
      ["-", FORMAT],
      ["today", FORMAT],
      ["20260101-20260131-", LENGTH],
    ],
  ],
  [
    "DS",
    ["1.5", "-1E-5", "+.5", " 1.5 ", "1234567890123456"],
    [
      ["1,5", FORMAT],
      ["1.23456789012345678", LENGTH],
      ["0x1", FORMAT],
      ["Infinity", FORMAT],
    ],
  ],
  [
    "DT",
    ["2026", "20260131235960.123456+0100", "2026-2027", "20260131120000-0500-20260201120000-0500", "2026-"],
    [
      ["20260132", FORMAT],
      ["2026-01-31", FORMAT],
      ["20260131T12", FORMAT],
      ["20260131120000.1234567", FORMAT],
      ["20260131120000.1234567+01000", LENGTH],
    ],
  ],
  [
    "IS",
    ["12", "-2147483648", "+2147483647", " 7 "],
    [
      ["1.0", FORMAT],
      ["2147483648", RANGE],
      ["-2147483649", RANGE],
      ["0000000000012", LENGTH],
      ["1e3", FORMAT],
    ],
  ],
  [
    "LO",
    ["ä".repeat(64), "𠀀".repeat(64), "\x1b(J"],
    [
      ["a".repeat(65), LENGTH],
      ["𠀀".repeat(65), LENGTH],
      ["a\nb", REPERTOIRE],
      ["a\x85b", REPERTOIRE],
    ],
  ],
  [
    "LT",
    ["a\\b\r\n\tc\f", "a".repeat(10240)],
    [
      ["a".repeat(10241), LENGTH],
      ["a\0b", REPERTOIRE],
    ],
  ],
  [
    "PN",
    ["Doe^Jane^^Dr^PhD=山田^太郎=やまだ^たろう", `${"a".repeat(64)}=${"b".repeat(64)}`, "D*^?ane"],
    [
      ["a^b^c^d^e^f", FORMAT],
      ["a=b=c=d", FORMAT],
      ["a".repeat(65), LENGTH],
      [`a=${"b".repeat(65)}`, LENGTH],
      ["Doe\n^Jane", REPERTOIRE],
    ],
  ],
  [
    "SH",
    ["a".repeat(16)],
    [
      ["a".repeat(17), LENGTH],
      ["a\tb", REPERTOIRE],
    ],
  ],
  [
    "ST",
    ["a\\b", "a".repeat(1024)],
    [
      ["a".repeat(1025), LENGTH],
      ["\x07", REPERTOIRE],
    ],
  ],
  [
    "TM",
    ["07", "0708", "070809.123456", "0700-0800", "-0800", "235960"],
    [
      ["07:08", FORMAT],
      ["2400", FORMAT],
      ["7", FORMAT],
      ["070809.1234567", FORMAT],
      ["070809.12345678", LENGTH],
    ],
  ],
  ["UC", ["a".repeat(100_000), "  a"], [["a\nb", REPERTOIRE]]],
  [
    "UI",
    ["1.2.840.10008.1.1", "2.25.0", `1.${"2".repeat(62)}`],
    [
      [`1.${"2".repeat(63)}`, LENGTH],
      ["1.02", FORMAT],
      ["1..2", FORMAT],
      ["1.2.", FORMAT],
      ["1.2.*", FORMAT],
      ["", ""],
    ],
  ],
  [
    "UR",
    ["https://example.org/a?b=c#d", "urn:oid:1.2"],
    [
      ["a b", REPERTOIRE],
      [" a", REPERTOIRE],
      ["a\\b", REPERTOIRE],
      ["ä", REPERTOIRE],
    ],
  ],
  ["UT", ["a\r\n\\b", "a".repeat(20_000)], [["a\0", REPERTOIRE]]],
];

test("text by VR: length, characters, form", () => {
  for (const [vr, allowed, refused] of TEXT) {
    for (const value of allowed) {
      assert.is(setPrivate(vr, value), "", `${vr} ${value.slice(0, 80)}`);
      assert.is(setPrivate(vr, [value]), "", `${vr} [${value.slice(0, 80)}]`);
    }
    for (const [value, code] of refused) {
      assert.is(setPrivate(vr, [value]), code, `${vr} ${value.slice(0, 80)}`);
      assert.is(setPrivate(vr, value, false), "", `${vr} ${value.slice(0, 80)} as it is`);
    }
    assert.is(setPrivate(vr, ""), "");
    assert.is(setPrivate(vr, undefined), "");
    assert.is(setPrivate(vr, true), TYPE, vr);
  }
});

test("the key for the empty value is allowed in all text that is no number", () => {
  for (const [vr] of TEXT) {
    const isNumber = vr === "DS" || vr === "IS";
    assert.is(setPrivate(vr, '""'), "", vr);
    const dataset = new Dataset().set(PRIVATE, '""', { vr });
    assert.is(dataset.getText(PRIVATE), '""', `${vr} ${isNumber}`);
  }
});

test("numbers by VR", () => {
  const numbers: [Vr, (number | bigint)[], (number | bigint)[]][] = [
    ["US", [0, 65535], [-1, 65536, 1.5, Number.NaN]],
    ["SS", [-32768, 32767], [-32769, 32768]],
    ["UL", [0, 4294967295], [-1, 4294967296]],
    ["SL", [-2147483648, 2147483647], [-2147483649, 2147483648]],
    ["AT", [0, 0x00100010, 0xffffffff], [-1, 4294967296]],
    ["FL", [1.1, -3.4e38, Number.NaN, Number.POSITIVE_INFINITY], [3.5e38, -1e300]],
    ["FD", [1e300, Number.NaN], []],
    ["SV", [-(2n ** 63n), 2n ** 63n - 1n, -5], [2n ** 63n]],
    ["UV", [0n, 2n ** 64n - 1n, 5], [-1n, 2n ** 64n, -1]],
  ];
  for (const [vr, allowed, refused] of numbers) {
    for (const value of allowed) assert.is(setPrivate(vr, value), "", `${vr} ${value}`);
    for (const value of refused) {
      assert.is(setPrivate(vr, value), RANGE, `${vr} ${value}`);
      assert.is(setPrivate(vr, value, false), RANGE, `${vr} ${value} cannot be written at all`);
    }
    assert.is(setPrivate(vr, "1"), TYPE, vr);
  }
  assert.is(setPrivate("SV", 1.5), TYPE);
  assert.is(setPrivate("US", 1n), TYPE);
});

test("typed arrays give their numbers", () => {
  const dataset = new Dataset().set(PRIVATE, Uint16Array.of(1, 2), { vr: "US" });
  assert.equal(dataset.getAll(PRIVATE), [1, 2]);
  assert.is(setPrivate("US", Float32Array.of(1.5)), RANGE);
  assert.equal(createDataset({ PixelSpacing: [0.5, "0.250"] }).getText("PixelSpacing"), "0.5\\0.250");
});

test("as many values as the data dictionary says", () => {
  const counts: [string, unknown, string][] = [
    ["PixelSpacing", [1, 1], ""],
    ["PixelSpacing", 1, "ARG_VALUE_MULTIPLICITY"],
    ["PixelSpacing", [1, 1, 1], "ARG_VALUE_MULTIPLICITY"],
    ["PixelSpacing", [], ""],
    ["ContourData", [1, 2, 3, 4, 5, 6], ""],
    ["ContourData", [1, 2, 3, 4], "ARG_VALUE_MULTIPLICITY"],
    ["ImageType", "ORIGINAL\\PRIMARY\\AXIAL\\X", ""],
    ["ImageType", "ORIGINAL", "ARG_VALUE_MULTIPLICITY"],
    ["PatientID", "a\\b", "ARG_VALUE_MULTIPLICITY"],
    ["PatientID", ["a", "b"], "ARG_VALUE_MULTIPLICITY"],
    ["PatientComments", ["a", "b"], "ARG_VALUE_MULTIPLICITY"],
    ["Rows", [1, 2], "ARG_VALUE_MULTIPLICITY"],
    ["OtherPatientIDs", ["a", "b", "c"], ""],
    ["StudyInstanceUID", ["1.2", "1.3"], ""],
  ];
  for (const [key, value, code] of counts)
    assert.is(
      codeOf(() => new Dataset().set(key, value)),
      code,
      `${key} ${value}`,
    );
  assert.is(
    codeOf(() => new Dataset().set("PatientID", "a\\b", { validate: false })),
    "",
  );
  assert.is(
    codeOf(() => new Dataset().set("PatientComments", ["a", "b"], { validate: false })),
    "ARG_VALUE_MULTIPLICITY",
  );
  assert.is(setPrivate("LO", ["a", "b", "c"]), "");
  assert.is(setPrivate("LO", ["a\\b"], false), "ARG_VALUE_REPERTOIRE");
});

test("names as text or as a PersonName", () => {
  const name = new PersonName({ alphabetic: { familyName: "Doe" } });
  assert.is(createDataset({ PatientName: name }).get("PatientName"), name);
  assert.is(setPrivate("PN", new PersonName({ alphabetic: { familyName: "a".repeat(65) } })), LENGTH);
  assert.is(setPrivate("LO", name), TYPE);
});

test("messages name the element, never the value", () => {
  try {
    new Dataset().set("PatientID", "secret".repeat(20));
    assert.unreachable();
  } catch (error) {
    assert.ok(isDicomError(error, LENGTH));
    assert.is(error.message, "PatientID (LO): at most 64 characters are allowed");
    assert.equal(error.details, { tag: 0x00100020, vr: "LO" });
  }
});

test("messages say what a value looks like, where it is too long too", () => {
  const messageOf = (vr: Vr, value: string) => {
    try {
      return String(new Dataset().set(PRIVATE, value, { vr }));
    } catch (error) {
      return (error as Error).message.replace(/^.*?: /, "");
    }
  };
  const date = "a date as YYYYMMDD (20261201)";
  assert.is(messageOf("DA", "1.12.2026"), `at most 8 characters are allowed: ${date}`);
  assert.is(messageOf("DA", "tomorrow"), `${date} is expected`);
  assert.is(messageOf("TM", "1pm"), "a time as HHMMSS.FFFFFF (131500) is expected");
  assert.match(
    messageOf("DT", "1.12.2026 13:15"),
    /^a date and time as .* \(20261201131500\+0100\) is expected$/,
  );
  assert.match(messageOf("UI", "1.02"), /separated by dots \(1\.2\.840\.10008\.1\.1\) is expected$/);
  assert.match(messageOf("AE", "ä"), /^only ASCII characters \(CT_SCANNER1\) may be used$/);
  assert.match(
    messageOf("CS", "x".repeat(17)),
    /^at most 16 characters are allowed: upper case .* \(ORIGINAL\)$/,
  );
  assert.is(messageOf("LO", "x".repeat(65)), "at most 64 characters are allowed");
});

test("what is not valid can be set all the same, items included", () => {
  const init = { PatientID: "x".repeat(70), ReferencedStudySequence: [{ ReferencedSOPInstanceUID: "bad" }] };
  assert.is(
    codeOf(() => createDataset(init)),
    LENGTH,
  );
  const dataset = createDataset(init, { validate: false });
  assert.is(dataset.get("ReferencedStudySequence")?.[0]?.get("ReferencedSOPInstanceUID"), "bad");
});
