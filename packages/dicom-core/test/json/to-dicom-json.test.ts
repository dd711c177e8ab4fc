import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  Dataset,
  formatDicomJson,
  readDataset,
  TRANSFER_SYNTAX,
  toDicomJson,
  type Vr,
} from "../../src/index.ts";

const test = testSuite("core/to DICOM JSON");

const explicit = (data: Uint8Array) =>
  readDataset(data, { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });

/** One element of text in Explicit VR Little Endian. */
function textElement(tag: string, vr: string, text: string): Dataset {
  const value = new TextEncoder().encode(text.length % 2 === 0 ? text : `${text} `);
  const head = Buffer.from(tag, "hex");
  const header = [head[1], head[0], head[3], head[2], vr.charCodeAt(0), vr.charCodeAt(1), value.length, 0];
  return explicit(Uint8Array.from([...(header as number[]), ...value]));
}

const attributeOf = (dataset: Dataset, tag: string, options?: Parameters<typeof toDicomJson>[1]) =>
  toDicomJson(dataset, options)[tag];

test("the kinds of value, as the standard shows them", () => {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    StudyDate: "20130409",
    AccessionNumber: "",
    ModalitiesInStudy: ["CT", "PET"],
    PatientName: "Wang^XiaoDong=王^小東",
    OtherPatientNames: ["A^B", "", "==や"],
    OtherPatientIDs: ["1", "", "3"],
    StudyInstanceUID: "1.2.392.200036.9116.2.2.2.1762893313.1029997326.945873",
    Rows: 512,
    FrameIncrementPointer: [0x00181063, 0x00280010],
    PixelSpacing: ["0.5", "0.25"],
    SeriesNumber: 7,
    RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }, {}],
    ReferencedStudySequence: [],
    ICCProfile: Uint8Array.of(0, 1, 2, 255),
    PatientComments: "a\\b",
  });
  assert.equal(toDicomJson(dataset), {
    "00080005": { vr: "CS", Value: ["ISO_IR 192"] },
    "00080020": { vr: "DA", Value: ["20130409"] },
    "00080050": { vr: "SH" },
    "00080061": { vr: "CS", Value: ["CT", "PET"] },
    "00081110": { vr: "SQ" },
    "00100010": { vr: "PN", Value: [{ Alphabetic: "Wang^XiaoDong", Ideographic: "王^小東" }] },
    "00101000": { vr: "LO", Value: ["1", null, "3"] },
    "00101001": { vr: "PN", Value: [{ Alphabetic: "A^B" }, null, { Phonetic: "や" }] },
    "00104000": { vr: "LT", Value: ["a\\b"] },
    "0020000D": { vr: "UI", Value: ["1.2.392.200036.9116.2.2.2.1762893313.1029997326.945873"] },
    "00200011": { vr: "IS", Value: [7] },
    "00280009": { vr: "AT", Value: ["00181063", "00280010"] },
    "00280010": { vr: "US", Value: [512] },
    "00280030": { vr: "DS", Value: [0.5, 0.25] },
    "00282000": { vr: "OB", InlineBinary: "AAEC/w==" },
    "00400275": { vr: "SQ", Value: [{ "00400009": { vr: "SH", Value: ["S1"] } }, {}] },
  });
});

test("the text of DS and IS is kept: as a number where that gives it back, else as a string", () => {
  const value = (vr: string, text: string, options?: Parameters<typeof toDicomJson>[1]) =>
    attributeOf(
      textElement(vr === "DS" ? "00281053" : "00200013", vr, text),
      vr === "DS" ? "00281053" : "00200013",
      options,
    )?.Value;
  for (const [text, expected] of [
    ["1.5", [1.5]],
    [" -12 ", [-12]],
    ["1e-7", [1e-7]],
    ["0.3333333333", [0.3333333333]],
    ["1.50000000", ["1.50000000"]],
    ["+5", ["+5"]],
    ["-0", ["-0"]],
    [".5", [".5"]],
    ["1E5", ["1E5"]],
    // More digits than DS takes, and than fromDicomJson would write.
    ["0.30000000000000004", ["0.30000000000000004"]],
    ["1e400", ["1e400"]],
    ["Infinity", ["Infinity"]],
    ["NaN", ["NaN"]],
    ["0x10", ["0x10"]],
    ["forty", ["forty"]],
    // All or none of an element.
    ["1.5\\2.50", ["1.5", "2.50"]],
    ["1.5\\\\2.5", [1.5, null, 2.5]],
  ] as const) {
    assert.equal(value("DS", text), [...expected], text);
  }
  for (const [text, expected] of [
    ["12", [12]],
    ["007", ["007"]],
    ["1.5", ["1.5"]],
    ["9007199254740991", [9007199254740991]],
    ["9007199254740993", ["9007199254740993"]],
  ] as const) {
    assert.equal(value("IS", text), [...expected], text);
  }
  assert.equal(value("DS", "1.50000000\\+5\\1e400\\x\\", { numbers: "number" }), [
    1.5,
    5,
    "1e400",
    "x",
    null,
  ]);
  assert.equal(value("DS", "1.5\\2", { numbers: "string" }), ["1.5", "2"]);
});

test("numbers that JSON does not have are strings", () => {
  const dataset = new Dataset();
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  dataset.set(0x00720076, [nan, infinity, -infinity, 0.5], { vr: "FL" });
  dataset.set(0x00720074, [nan, -infinity, 1e300], { vr: "FD" });
  dataset.set(0x00720082, [2n ** 53n - 1n, 2n ** 53n, -(2n ** 63n)], { vr: "SV" });
  dataset.set(0x00720083, [0n, 2n ** 64n - 1n], { vr: "UV" });
  const json = toDicomJson(dataset);
  assert.equal(json["00720076"]?.Value, ["NaN", "Infinity", "-Infinity", 0.5]);
  assert.equal(json["00720074"]?.Value, ["NaN", "-Infinity", 1e300]);
  assert.equal(json["00720082"]?.Value, [9007199254740991, "9007199254740992", "-9223372036854775808"]);
  assert.equal(json["00720083"]?.Value, [0, "18446744073709551615"]);
  assert.equal(JSON.parse(JSON.stringify(json)), json);
});

test("binary values are little endian whatever the file is", () => {
  const dataset = readDataset(
    bytes`
      00 28 00 10  55 53  00 02  02 00          # Rows 512
      00 28 12 01  4f 57  00 00  00 00 00 04  12 34 56 78
      7f e0 00 09  4f 44  00 00  00 00 00 08  01 02 03 04 05 06 07 08
      7f e0 00 10  4f 42  00 00  00 00 00 02  01 02
    `,
    { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrBigEndian },
  );
  const json = toDicomJson(dataset);
  const hexOf = (tag: string) => Buffer.from(json[tag]?.InlineBinary ?? "", "base64").toString("hex");
  assert.equal(json["00280010"]?.Value, [512]);
  assert.is(hexOf("00281201"), "34127856");
  assert.is(hexOf("7FE00009"), "0807060504030201");
  assert.is(hexOf("7FE00010"), "0102");
});

test("encapsulated Pixel Data goes from its first item up to the delimiter", () => {
  const items = bytes`fe ff 00 e0 00 00 00 00  fe ff 00 e0 04 00 00 00 ff d8 ff d9`;
  const dataset = readDataset(
    Uint8Array.from([
      ...bytes`e0 7f 10 00 4f 42 00 00 ff ff ff ff`,
      ...items,
      ...bytes`fe ff dd e0 00 00 00 00`,
    ]),
    { transferSyntaxUid: TRANSFER_SYNTAX.jpegBaseline },
  );
  assert.equal(toDicomJson(dataset), {
    "7FE00010": { vr: "OB", InlineBinary: Buffer.from(items).toString("base64") },
  });
});

test("group lengths and group 0002 are left out", () => {
  const dataset = explicit(bytes`
    02 00 10 00 55 49 02 00 31 00
    08 00 00 00 55 4c 04 00 0a 00 00 00
    08 00 60 00 43 53 02 00 43 54
  `);
  assert.equal(toDicomJson(dataset), { "00080060": { vr: "CS", Value: ["CT"] } });
});

test("a number that does not fill whole units keeps its bytes as UN", () => {
  const dataset = explicit(bytes`28 00 10 00 55 53 03 00 01 02 03`);
  assert.equal(toDicomJson(dataset), { "00280010": { vr: "UN", InlineBinary: "AQID" } });
});

test("the names of people keep their text", () => {
  const name = (text: string) => attributeOf(textElement("00100010", "PN", text), "00100010");
  assert.equal(name("Doe^John^^^")?.Value, [{ Alphabetic: "Doe^John^^^" }]);
  assert.equal(name("=Yama"), { vr: "PN", Value: [{ Ideographic: "Yama" }] });
  assert.equal(name("A=B=C=D")?.Value, [{ Alphabetic: "A", Ideographic: "B", Phonetic: "C=D" }]);
  assert.equal(name("=="), { vr: "PN" });
  assert.equal(name("A\\\\B ")?.Value, [{ Alphabetic: "A" }, null, { Alphabetic: "B" }]);
});

test("utf8 says what the text is in", () => {
  const item = createDataset({ SpecificCharacterSet: "ISO_IR 144", CodeMeaning: "я" });
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 100",
    PatientName: "Müller",
    ConceptNameCodeSequence: [item],
  });
  const latin1 = { vr: "CS", Value: ["ISO_IR 100"] };
  const utf8 = { vr: "CS", Value: ["ISO_IR 192"] };
  assert.equal(toDicomJson(dataset)["00080005"], latin1);
  const json = toDicomJson(dataset, { utf8: true });
  assert.equal(json["00080005"], utf8);
  assert.equal(json["0040A043"]?.Value, [{ "00080005": utf8, "00080104": { vr: "LO", Value: ["я"] } }]);
  assert.equal(Object.keys(toDicomJson(createDataset({ PatientID: "1" }), { utf8: true })), [
    "00080005",
    "00100020",
  ]);
  assert.equal(toDicomJson(createDataset(), { utf8: true }), { "00080005": utf8 });
});

test("bulkData is asked for the VRs that may have one, with the path", () => {
  const asked: string[] = [];
  const dataset = createDataset({
    PatientID: "1",
    PatientComments: "",
    AcquisitionContextSequence: [{}, { TextValue: "long", PixelData: Uint8Array.of(1, 2) }],
    Rows: 1,
    PixelData: Uint8Array.of(1, 2),
  });
  const json = toDicomJson(dataset, {
    bulkData(element, path) {
      asked.push(path);
      return element.vr === "OW" ? `bulk/${path}` : undefined;
    },
  });
  assert.equal(asked.sort(), ["0028,0010", "0040,0555[1].0040,A160", "0040,0555[1].7FE0,0010", "7FE0,0010"]);
  assert.equal(json["7FE00010"], { vr: "OW", BulkDataURI: "bulk/7FE0,0010" });
  assert.equal(json["00280010"], { vr: "US", Value: [1] });
  assert.equal(json["00400555"]?.Value?.[1], {
    "0040A160": { vr: "UT", Value: ["long"] },
    "7FE00010": { vr: "OW", BulkDataURI: "bulk/0040,0555[1].7FE0,0010" },
  });
});

test("sequences within sequences do not use the stack", () => {
  let dataset = createDataset({ PatientID: "inmost" });
  for (let i = 0; i < 100_000; i += 1) dataset = createDataset({ ContentSequence: [dataset] });
  const text = formatDicomJson(toDicomJson(dataset));
  assert.ok(text.startsWith('{"0040A730":{"vr":"SQ","Value":[{"0040A730":{"vr":"SQ"'));
  assert.ok(text.includes("inmost"));
});

test("formatDicomJson writes ascending tags, which objects cannot hold, and -0", () => {
  const dataset = createDataset({
    SOPInstanceUID: "1.2",
    StructureSetROISequence: [{ ROINumber: 1, ReferencedFrameOfReferenceUID: "1.2" }, {}],
    PixelData: Uint8Array.of(),
  });
  dataset.set(0x00720074, [-0, 1], { vr: "FD" });
  const json = toDicomJson(dataset);
  assert.is(
    formatDicomJson(json),
    '{"00080018":{"vr":"UI","Value":["1.2"]},"00720074":{"vr":"FD","Value":[-0,1]},' +
      '"30060020":{"vr":"SQ","Value":[{"30060022":{"vr":"IS","Value":[1]},"30060024":{"vr":"UI","Value":["1.2"]}},{}]},' +
      '"7FE00010":{"vr":"OW"}}',
  );
  assert.equal(
    JSON.parse(formatDicomJson(json)),
    JSON.parse(JSON.stringify(json).replace("[0,1]", "[-0,1]")),
  );
});

test("every VR, empty", () => {
  const dataset = new Dataset();
  const vrs =
    "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV";
  for (const [index, vr] of vrs.split(" ").entries())
    dataset.set(0x00091000 + index, undefined, { vr: vr as Vr });
  assert.equal(
    Object.values(toDicomJson(dataset)),
    vrs.split(" ").map((vr) => ({ vr })),
  );
});
