import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  CHARACTER_SETS,
  createDataset,
  type Dataset,
  type Diagnostic,
  type EncodeError,
  isDicomError,
  readDataset,
  recode,
  TRANSFER_SYNTAX,
  toDicomJson,
  type WriteDatasetOptions,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/recode");

const { explicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;

/** A data set read from bytes: Japanese, with an item in Latin-1 and one that inherits. */
function mixed(): Dataset {
  const dataset = createDataset({
    SpecificCharacterSet: ["", "ISO 2022 IR 87"],
    OtherPatientIDs: ["胸部", "plain"],
    PatientName: "Yamada^Tarou=山田^太郎",
    RequestAttributesSequence: [
      { SpecificCharacterSet: "ISO_IR 100", RequestedProcedureDescription: "Größe" },
      { ScheduledProcedureStepDescription: "検査" },
    ],
  });
  return readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid });
}

const told = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code, path }) => `${code} ${path}`);

function roundTrip(dataset: Dataset, options: Partial<WriteDatasetOptions> = {}): Dataset {
  return readDataset(writeDataset(dataset, { transferSyntaxUid, ...options }), { transferSyntaxUid });
}

test("all text goes to UTF-8, that of items with their own set too; the source stays as it was", () => {
  const source = mixed();
  const { dataset, specificCharacterSet, losses } = recode(source, ["ISO_IR 192"]);
  assert.equal(losses, []);
  assert.equal(specificCharacterSet, ["ISO_IR 192"]);
  const read = roundTrip(dataset);
  assert.equal(read.getAll("SpecificCharacterSet"), ["ISO_IR 192"]);
  assert.equal(read.getAll("OtherPatientIDs"), ["胸部", "plain"]);
  assert.is(String(read.get("PatientName")), "Yamada^Tarou=山田^太郎");
  const [first, second] = read.get("RequestAttributesSequence") ?? [];
  assert.is(first?.has("SpecificCharacterSet"), false);
  assert.is(first?.get("RequestedProcedureDescription"), "Größe");
  assert.is(second?.get("ScheduledProcedureStepDescription"), "検査");
  assert.equal(toDicomJson(source), toDicomJson(mixed()));
  assert.is(source.isModified, false);
});

test("what the new set does not hold is an error with the path", () => {
  try {
    recode(mixed(), ["ISO_IR 101"]);
    assert.unreachable();
  } catch (error) {
    assert.ok(isDicomError(error, "ENCODE_CHARACTER"));
    assert.is((error as unknown as EncodeError).path, "0010,0010");
    assert.match(error.message, /^0010,0010: ISO_IR 101 does not hold U\+5C71$/);
  }
});

test("or replaced, each loss told with its path", () => {
  const { dataset, losses } = recode(mixed(), ["ISO_IR 100"], "replace");
  assert.equal(
    [...new Set(losses.map(({ code, path }) => `${code} ${path}`))],
    ["CHARSET_REPLACED 0010,0010", "CHARSET_REPLACED 0010,1000", "CHARSET_REPLACED 0040,0275[1].0040,0007"],
  );
  assert.is(losses.length, 8);
  const read = roundTrip(dataset);
  assert.is(String(read.get("PatientName")), "Yamada^Tarou=??^??");
  const [first] = read.get("RequestAttributesSequence") ?? [];
  assert.is(first?.get("RequestedProcedureDescription"), "Größe");
});

test("or all of it is widened to ISO_IR 192, told", () => {
  const { dataset, specificCharacterSet, losses } = recode(mixed(), ["ISO_IR 100"], "widen");
  assert.equal(specificCharacterSet, ["ISO_IR 192"]);
  assert.equal(
    losses.map(({ code, path }) => `${code} ${path}`),
    ["CHARSET_WIDENED 0010,0010"],
  );
  assert.is(String(roundTrip(dataset).get("PatientName")), "Yamada^Tarou=山田^太郎");
  assert.equal(recode(mixed(), ["GB18030"], "widen").specificCharacterSet, ["GB18030"]);
});

test("a two-byte set is declared behind the default repertoire, a misspelt one as it should be", () => {
  const dataset = createDataset({ PatientName: "Hong=홍", SpecificCharacterSet: "ISO_IR 192" });
  assert.equal(recode(dataset, ["ISO 2022 IR 149"]).specificCharacterSet, ["", "ISO 2022 IR 149"]);
  assert.equal(recode(dataset, ["UTF-8"]).specificCharacterSet, ["ISO_IR 192"]);
  assert.equal(recode(createDataset({ PatientID: "1" }), []).dataset.has("SpecificCharacterSet"), false);
  for (const terms of [["KOI8"], ["ISO_IR 192", "ISO 2022 IR 87"], ["ISO 2022 IR 100", "GB18030"]]) {
    assert.throws(
      () => recode(dataset, terms),
      (error: unknown) => isDicomError(error, "ARG_CHARSET"),
    );
  }
});

/** One LO, (0008,0080), whose second byte is the start of a character of UTF-8 that does not go on. */
const unreadable = () =>
  readDataset(
    bytes`
      0800 0500 4353 0a00 49534f5f495220313932 # (0008,0005) CS ISO_IR 192
      0800 8000 4c4f 0400 61e66263             # (0008,0080) LO`,
    { transferSyntaxUid },
  );

test("bytes that cannot be read are no silent loss", () => {
  try {
    recode(unreadable(), ["GB18030"]);
    assert.unreachable();
  } catch (error) {
    assert.ok(isDicomError(error, "ENCODE_CHARACTER"));
    assert.is((error as unknown as EncodeError).path, "0008,0080");
  }
  const { dataset, losses } = recode(unreadable(), ["GB18030"], "replace");
  assert.equal(told(losses), ["CHARSET_BYTES 0008,0080"]);
  assert.is(losses[0]?.offset, 27);
  assert.is(roundTrip(dataset).getText("InstitutionName"), "a\uFFFDbc");
});

/** One LO, (0008,0080), whose second byte is none of ISO 8859-6. */
const unreadableArabic = () =>
  readDataset(
    bytes`
      0800 0500 4353 0a00 49534f5f495220313237 # (0008,0005) CS ISO_IR 127
      0800 8000 4c4f 0400 61a1c762             # (0008,0080) LO`,
    { transferSyntaxUid },
  );

test("widened where bytes cannot be read, by recode and by the writer alike", () => {
  for (const [source, text, expected] of [
    // The wider set is the one in which it was read: nothing is lost.
    [unreadable, "a\uFFFDbc", ["CHARSET_WIDENED 0008,0080"]],
    [unreadableArabic, "a\uFFFDاb", ["CHARSET_WIDENED 0008,0080", "CHARSET_BYTES 0008,0080"]],
  ] as const) {
    const { dataset, specificCharacterSet, losses } = recode(source(), ["GB18030"], "widen");
    assert.equal(specificCharacterSet, ["ISO_IR 192"]);
    assert.equal(told(losses), expected);
    assert.is(dataset.getText("InstitutionName"), text);
    const diagnostics: Diagnostic[] = [];
    const written = writeDataset(source().set("SpecificCharacterSet", "GB18030"), {
      transferSyntaxUid,
      onUnencodable: "widen",
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    });
    assertBytes(written, writeDataset(dataset, { transferSyntaxUid }));
    assert.equal(told(diagnostics), expected);
  }
});

test("text that was read by a guess is told, once, and refused by no policy", () => {
  const guessed = (charset: string, value: string) =>
    readDataset(bytes(`08000500 4353 ${charset} 08008000 4c4f ${value} 08008100 5354 0200 4142`), {
      transferSyntaxUid,
    });
  for (const [source, text, code] of [
    // \ISO 2022 IR 149 without an escape sequence; one of IR 87 in ISO_IR 100.
    [guessed("1000 5c49534f203230323220495220313439", "0200 b1e8"), "김", "CHARSET_NOT_DESIGNATED"],
    [guessed("0a00 49534f5f495220313030", "0800 1b24423b331b2842"), "山", "CHARSET_NOT_DECLARED"],
  ] as const) {
    for (const policy of ["error", "replace", "widen"] as const) {
      const { dataset, specificCharacterSet, losses } = recode(source, ["GB18030"], policy);
      assert.equal(specificCharacterSet, ["GB18030"]);
      assert.equal(told(losses), [`${code} 0008,0080`]);
      const diagnostics: Diagnostic[] = [];
      const onDiagnostic = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
      assert.is(roundTrip(dataset, { onDiagnostic }).getText("InstitutionName"), text);
      const changed = source.clone().set("SpecificCharacterSet", "GB18030");
      roundTrip(changed, { onUnencodable: policy, onDiagnostic });
      assert.equal(told(diagnostics), [`${code} 0008,0080`]);
    }
  }
});

test("a yen sign and an overline of JIS X 0201 are no ASCII", () => {
  // (0008,0005) CS ISO_IR 13; (0008,0081) ST 5C 7E.
  const yen = readDataset(bytes`0800 0500 4353 0a00 49534f5f4952203133 20 0800 8100 5354 0200 5c7e`, {
    transferSyntaxUid,
  });
  assert.is(yen.getText("InstitutionAddress"), "¥‾");
  assert.is(roundTrip(recode(yen, ["ISO_IR 192"]).dataset).getText("InstitutionAddress"), "¥‾");
  const ascii = createDataset({ SpecificCharacterSet: "ISO_IR 192", InstitutionAddress: "\\~" });
  const read = roundTrip(ascii).set("SpecificCharacterSet", "ISO_IR 13");
  assert.throws(
    () => writeDataset(read, { transferSyntaxUid }),
    (error: unknown) => isDicomError(error, "ENCODE_CHARACTER"),
  );
});

test("nor in text that is in the set already: its bytes stay", () => {
  const { dataset, losses } = recode(unreadable(), ["ISO_IR 192"]);
  assert.equal(losses, []);
  assertBytes(dataset.element("InstitutionName")?.bytes ?? new Uint8Array(), bytes`61 e6 62 63`);
});

test("nor when a data set is written in another set than it was read in", () => {
  const changed = () => unreadable().set("SpecificCharacterSet", "GB18030");
  try {
    writeDataset(changed(), { transferSyntaxUid });
    assert.unreachable();
  } catch (error) {
    assert.ok(isDicomError(error, "ENCODE_CHARACTER"));
    assert.is((error as unknown as EncodeError).path, "0008,0080");
  }
  const diagnostics: Diagnostic[] = [];
  const onDiagnostic = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const replaced = roundTrip(changed(), { onUnencodable: "replace", onDiagnostic });
  assert.is(replaced.getText("InstitutionName"), "a\uFFFDbc");
  assert.equal(told(diagnostics), ["CHARSET_BYTES 0008,0080"]);
});

test("either of two characters that stand for one of the set is written, and no loss is told", () => {
  for (const twins of ["〜～", "−－", "‖∥", "¢￠", "—―"]) {
    const [first = "", second = ""] = twins;
    const read = [first, second].map((institution) => {
      const dataset = createDataset({ SpecificCharacterSet: "ISO_IR 192", InstitutionName: institution });
      const recoded = recode(dataset, ["", "ISO 2022 IR 87"]);
      assert.equal(recoded.losses, []);
      return roundTrip(recoded.dataset).getText("InstitutionName");
    });
    assert.is(read[0], read[1]);
    assert.ok(twins.includes(read[0] ?? ""));
  }
});

test("the writer has the same three choices", () => {
  const dataset = createDataset({ SpecificCharacterSet: "ISO_IR 100", PatientName: "Müller" });
  dataset.set("RequestAttributesSequence", [createDataset({ ScheduledProcedureStepDescription: "検査" })]);
  try {
    writeDataset(dataset, { transferSyntaxUid });
    assert.unreachable();
  } catch (error) {
    assert.ok(isDicomError(error, "ENCODE_CHARACTER"));
    assert.is((error as unknown as EncodeError).path, "0040,0275[0].0040,0007");
  }
  const told: Diagnostic[] = [];
  const onDiagnostic = (diagnostic: Diagnostic) => told.push(diagnostic);
  const replaced = roundTrip(dataset, { onUnencodable: "replace", onDiagnostic });
  assert.is(replaced.get("RequestAttributesSequence")?.[0]?.get("ScheduledProcedureStepDescription"), "??");
  assert.equal(
    told.map(({ code, path }) => `${code} ${path}`),
    ["CHARSET_REPLACED 0040,0275[0].0040,0007", "CHARSET_REPLACED 0040,0275[0].0040,0007"],
  );
  told.length = 0;
  const widened = roundTrip(dataset, { onUnencodable: "widen", onDiagnostic });
  assert.equal(widened.getAll("SpecificCharacterSet"), ["ISO_IR 192"]);
  assert.is(String(widened.get("PatientName")), "Müller");
  assert.is(widened.get("RequestAttributesSequence")?.[0]?.get("ScheduledProcedureStepDescription"), "検査");
  assert.equal(
    told.map(({ code, path }) => `${code} ${path}`),
    ["CHARSET_WIDENED 0040,0275[0].0040,0007"],
  );
  dataset.delete("RequestAttributesSequence");
  told.length = 0;
  assert.equal(roundTrip(dataset, { onUnencodable: "widen", onDiagnostic }).getAll("SpecificCharacterSet"), [
    "ISO_IR 100",
  ]);
  assert.equal(told, []);
});

test("an item in its own set keeps its text when its data set is copied", () => {
  const item = (mixed().get("RequestAttributesSequence") ?? [])[0]?.clone();
  assert.is(item?.get("RequestedProcedureDescription"), "Größe");
});

test("every set that is offered takes a name of its script through a data set", () => {
  const names = [
    "王^Ж=山",
    "Müller^Åsa",
    "Wałęsa^Žofie",
    "Иванов^Юрий",
    "قباني^لنزار",
    "Διονυσιος^Ω",
    "Öztürk^Gülşen",
  ];
  names.push(
    "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "Hong^Gildong=洪^吉洞=홍^길동",
    "Wang=王^小东",
    "Smith^John",
  );
  assert.is(CHARACTER_SETS.length, names.length);
  for (const [index, { specificCharacterSet, term }] of CHARACTER_SETS.entries()) {
    const name = names[index] as string;
    const dataset = createDataset({ SpecificCharacterSet: specificCharacterSet, PatientName: name });
    assert.is(String(roundTrip(dataset).get("PatientName")), name, term);
    const utf8 = createDataset({ SpecificCharacterSet: "ISO_IR 192", PatientName: name });
    const recoded = recode(utf8, term === "" ? [] : [term]).dataset;
    assert.is(String(roundTrip(recoded).get("PatientName")), name, term);
  }
});

test("offered sets have their names", () => {
  assert.equal(
    CHARACTER_SETS.map(({ displayName }) => displayName.de),
    [
      "UTF-8 (empfohlen)",
      "Latin-1 – Westeuropa",
      "Latin-2 – Osteuropa",
      "Kyrillisch",
      "Arabisch",
      "Griechisch",
      "Türkisch",
      "Japanisch",
      "Koreanisch",
      "Chinesisch",
      "ASCII (Default)",
    ],
  );
  for (const { displayName, scripts } of CHARACTER_SETS) assert.ok(displayName.en && scripts.length > 0);
});
