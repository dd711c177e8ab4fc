import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type Dataset,
  type DecodeError,
  diagnoseText,
  formatDataset,
  isDicomError,
  matchesIdentifier,
  readDataset,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/text in data sets");

const { explicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;
const read = (input: Uint8Array, strict = false) => readDataset(input, { transferSyntaxUid, strict });
const told = ({ diagnostics }: Dataset) => diagnostics.map(({ code, path }) => `${code} ${path}`);

/** A lone lead byte of UTF-8 in an item, ISO_IR 192 around it. */
const BROKEN = bytes`
  08 00 05 00  43 53 0a 00  49 53 4f 5f 49 52 20 31 39 32   # ISO_IR 192
  40 00 75 02  53 51 00 00  14 00 00 00
    fe ff 00 e0  0c 00 00 00
      40 00 07 00  4c 4f 04 00  61 e6 62 63                  # a, a cut character, b, c
`;

test("text that cannot be read is told when it is asked for, with its path and offset, once", () => {
  const dataset = read(BROKEN);
  assert.equal(told(dataset), []);
  const [item] = dataset.get("RequestAttributesSequence") ?? [];
  assert.is(item?.getText("ScheduledProcedureStepDescription"), "a\uFFFDbc");
  assert.is(item?.get("ScheduledProcedureStepDescription"), "a\uFFFDbc");
  assert.equal(told(dataset), ["CHARSET_BYTES 0040,0275[0].0040,0007"]);
  assert.is(dataset.diagnostics[0]?.offset, 47);
});

test("diagnoseText and strict reading look at all of it", () => {
  assert.equal(
    diagnoseText(read(BROKEN)).map(({ code, path }) => `${code} ${path}`),
    ["CHARSET_BYTES 0040,0275[0].0040,0007"],
  );
  try {
    read(BROKEN, true);
    assert.unreachable();
  } catch (error) {
    assert.ok(isDicomError(error, "CHARSET_BYTES"));
    assert.is((error as unknown as DecodeError).path, "0040,0275[0].0040,0007");
  }
});

test("a dump tells it below the element, though nobody has asked before", () => {
  assert.match(formatDataset(read(BROKEN)), /a\uFFFDbc[^\n]*\n[^\n]*CHARSET_BYTES/);
});

test("a misspelt term is understood and told where it stands", () => {
  for (const [term, text, value] of [
    ["UTF-8 ", "ä", bytes`c3 a4`],
    ["ISO-IR 100", "ä ", bytes`e4 20`],
    ["ISO_IR_192", "ä", bytes`c3 a4`],
    ["ISO 8859-2", "ł ", bytes`b3 20`],
    ["ISO8859-2 ", "ł ", bytes`b3 20`],
    ["ISO_IR 6", "ab", bytes`61 62`],
    ["\\ISO 2022 87", "山", bytes`1b 24 42 3b 33 1b 28 42`],
    ["\\ISO_IR 149", "김", bytes`1b 24 29 43 b1 e8`],
  ] as const) {
    const dataset = createDataset();
    dataset.set("SpecificCharacterSet", term, { validate: false });
    const head = writeDataset(dataset, { transferSyntaxUid });
    const input = Uint8Array.of(...head, 0x08, 0, 0x30, 0x10, 0x4c, 0x4f, value.length, 0, ...value);
    const again = read(input);
    assert.equal(told(again)[0], "CHARSET_TERM_SPELLING 0008,0005", term);
    assert.is(again.get("StudyDescription"), text.trimEnd(), term);
  }
});

test("a query in one set finds text in another", () => {
  const entry = createDataset({
    SpecificCharacterSet: ["", "ISO 2022 IR 87"],
    PatientName: "Yamada=山田^太郎",
  });
  const query = createDataset({ SpecificCharacterSet: "ISO_IR 192", PatientName: "*=山田^*" });
  const through = (dataset: Dataset) => read(writeDataset(dataset, { transferSyntaxUid }));
  assert.ok(matchesIdentifier(through(query), through(entry)));
  const other = createDataset({ SpecificCharacterSet: "GB18030", PatientName: "*=山本^*" });
  assert.not.ok(matchesIdentifier(through(other), through(entry)));
});

test("a backslash within a character separates nothing, and nothing is lost by editing another element", () => {
  const dataset = createDataset({
    SpecificCharacterSet: "GB18030",
    OtherPatientIDs: ["医院圽昞", "坁"],
    PatientID: "1",
  });
  const first = read(writeDataset(dataset, { transferSyntaxUid }));
  assert.ok(first.element("OtherPatientIDs")?.bytes.filter((byte) => byte === 0x5c).length === 3);
  first.set("PatientID", "2");
  first.set("SpecificCharacterSet", ["", "ISO 2022 IR 58"]);
  first.set("OtherPatientIDs", ["医院", "检"]);
  const second = read(writeDataset(first, { transferSyntaxUid }));
  assert.equal(second.getAll("OtherPatientIDs"), ["医院", "检"]);
  assert.equal(toDicomJson(second)["00101000"]?.Value, ["医院", "检"]);
});
