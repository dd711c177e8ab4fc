import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  Dataset,
  isDicomError,
  type PersonName,
  readDataset,
  registerPrivateElements,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/dataset");
const code = (expected: string) => (error: unknown) => isDicomError(error, expected);

test("values have the type of their keyword, one or many", () => {
  const dataset = createDataset({
    PatientName: "Müller^Hans",
    Rows: 512,
    ImageType: "ORIGINAL\\PRIMARY",
    PixelSpacing: ["0.50", 0.25],
    FrameIncrementPointer: 0x00181063,
    SelectorUVValue: 12n,
    RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }, new Dataset()],
  });
  const name: PersonName | undefined = dataset.get("PatientName");
  assert.is(name?.alphabetic.familyName, "Müller");
  const rows: number | undefined = dataset.get("Rows");
  assert.is(rows, 512);
  assert.equal(dataset.getAll("ImageType"), ["ORIGINAL", "PRIMARY"]);
  assert.is(dataset.get("ImageType"), "ORIGINAL");
  assert.equal(dataset.getAll("PixelSpacing"), [0.5, 0.25]);
  assert.is(dataset.getText("PixelSpacing"), "0.50\\0.25");
  assert.is(dataset.get("FrameIncrementPointer"), 0x00181063);
  assert.is(dataset.get("SelectorUVValue"), 12n);
  const items: Dataset[] | undefined = dataset.get("RequestAttributesSequence");
  assert.is(items?.length, 2);
  assert.is(items?.[0]?.get("ScheduledProcedureStepID"), "S1");
});

test("keyword, number and hex digits name the same element", () => {
  const dataset = createDataset({ PatientID: "P1" });
  for (const key of ["PatientID", 0x00100020, "00100020", "(0010,0020)"]) {
    assert.is(dataset.get(key), "P1");
    assert.ok(dataset.has(key));
  }
  assert.throws(() => dataset.get("PatientIdentifier"), code("ARG_KEY"));
});

test("absent, empty and zero-length are told apart", () => {
  const dataset = createDataset({ PatientID: "", PatientName: undefined, StudyDate: [] });
  assert.is(dataset.get("PatientID"), undefined);
  assert.equal(dataset.getAll("PatientName"), []);
  assert.is(dataset.getText("StudyDate"), "");
  assert.ok(dataset.has("StudyDate"));
  assert.not.ok(dataset.has("StudyTime"));
  assert.is(dataset.getText("StudyTime"), undefined);
  assert.equal(dataset.getAll("RequestAttributesSequence"), []);
  assert.is(dataset.get("RequestAttributesSequence"), undefined);
});

test("elements come by ascending tag, whatever the order of setting", () => {
  const dataset = createDataset({ Rows: 1, PatientID: "x", SOPClassUID: "1.2" });
  dataset.set("Modality", "CT");
  assert.equal(
    [...dataset.elements()].map(({ tag }) => tag),
    [0x00080016, 0x00080060, 0x00100020, 0x00280010],
  );
  assert.is(dataset.size, 4);
});

test("refuses what a VR cannot hold", () => {
  const dataset = new Dataset();
  const bad: [string, unknown, string][] = [
    ["Rows", -1, "ARG_VALUE_RANGE"],
    ["Rows", 65536, "ARG_VALUE_RANGE"],
    ["Rows", "512", "ARG_VALUE"],
    ["SelectorSSValue", 40000, "ARG_VALUE_RANGE"],
    ["PatientName", 7, "ARG_VALUE"],
    ["PatientID", 7, "ARG_VALUE"],
    ["PixelSpacing", ["wide", "1"], "ARG_VALUE_FORMAT"],
    ["PixelData", "text", "ARG_VALUE"],
    ["StudyID", ["a\\b"], "ARG_VALUE_REPERTOIRE"],
    ["PatientComments", ["a", "b"], "ARG_VALUE_MULTIPLICITY"],
    ["SelectorUVValue", 1.5, "ARG_VALUE"],
    ["RequestAttributesSequence", "item", "ARG_VALUE"],
    ["RequestAttributesSequence", [{}], "ARG_VALUE"],
  ];
  for (const [key, value, expected] of bad) assert.throws(() => dataset.set(key, value), code(expected), key);
  assert.is(dataset.size, 0);
  assert.throws(() => dataset.set("PatientWeight", Number.NaN), code("ARG_NUMBER"));
  assert.throws(() => dataset.set("InstanceNumber", 1.5), code("ARG_NUMBER"));
});

test("a backslash in text of one value is text", () => {
  const dataset = createDataset({ PatientComments: "a\\b" });
  assert.is(dataset.get("PatientComments"), "a\\b");
});

test("private elements need a VR, their creators do not", () => {
  const dataset = new Dataset();
  dataset.set(0x00090010, "ACME 1.1").set(0x00091001, "secret", { vr: "LO" });
  assert.throws(() => dataset.set(0x00091002, "x"), code("ARG_VR"));
  const block = dataset.private("ACME 1.1", 0x0009);
  assert.is(block?.tagOf(1), 0x00091001);
  assert.is(block?.get(1), "secret");
  assert.equal(block?.getAll(2), []);
  assert.is(dataset.private("OTHER", 0x0009), undefined);
});

test("private elements that the private dictionary knows by their creator have its VR", () => {
  const dataset = new Dataset().set(0x00190011, "SIEMENS MR HEADER").set(0x0019110a, 36);
  assert.is(dataset.element(0x0019110a)?.vr, "US");
  assert.throws(() => dataset.set(0x0019110a, "thirty-six"), code("ARG_VALUE"));
  // Neither in the block of another creator, nor in one of none, nor of an element that is not known.
  assert.throws(() => dataset.set(0x0019100a, 36), code("ARG_VR"));
  assert.throws(() => dataset.set(0x001911ff, 36), code("ARG_VR"));
  const block = new Dataset().reservePrivate("GEMS_IDEN_01", 0x0009).set(0x01, "GE_GENESIS_FF");
  assert.is(block.get(0x01), "GE_GENESIS_FF");
  registerPrivateElements("ACME 2.2", { "0029xx07": { vr: "UN" }, "0029xx08": { vr: "SQ" } });
  const own = new Dataset().reservePrivate("ACME 2.2", 0x0029).set(0x08, [new Dataset()]);
  assert.is((own.get(0x08) as Dataset[]).length, 1);
  assert.throws(() => own.set(0x07, Uint8Array.of(1, 2)), code("ARG_VR"));
});

test("numbers that no element has as its tag, and VRs that do not exist, are refused", () => {
  const dataset = new Dataset();
  for (const key of [2 ** 32 + 0x00100010, -1, 0x00100010 + 0.5, Number.NaN, 0xfffee000, "FFFEE00D"]) {
    assert.throws(() => dataset.set(key, "x", { vr: "LO" }), code("ARG_KEY"), String(key));
  }
  for (const vr of ["ZZ", "lo", "", "toString"]) {
    assert.throws(() => dataset.set(0x00091001, "x", { vr: vr as "LO" }), code("ARG_VR"), vr);
  }
  assert.is(dataset.size, 0);
});

test("private blocks are reserved, and their elements reached wherever they lie", () => {
  const dataset = new Dataset();
  dataset.set(0x00090010, "OTHER");
  const block = dataset.reservePrivate("ACME 1.1", 0x0009);
  block.set(0x02, 5, { vr: "US" }).set(0x03, "x", { vr: "LO" });
  assert.is(dataset.get(0x00090011), "ACME 1.1");
  assert.is(dataset.get(0x00091102), 5);
  assert.is(dataset.private("ACME 1.1", 0x0009)?.get(2), 5);
  assert.ok(block.has(3) && block.delete(3) && !block.has(3));
  assert.is(dataset.reservePrivate("ACME 1.1", 0x0009).tagOf(2), 0x00091102);
  for (const [creator, group] of [
    ["ACME", 0x0008],
    ["ACME", 0x0007],
    [" ", 0x0009],
  ] as const) {
    assert.throws(() => dataset.reservePrivate(creator, group), code("ARG_PRIVATE_BLOCK"));
  }
  for (let element = 0x12; element <= 0xff; element += 1) dataset.set(0x00090000 + element, `C${element}`);
  assert.throws(() => dataset.reservePrivate("LATE", 0x0009), code("ARG_PRIVATE_BLOCK"));
});

test("items that are added to or taken from a sequence that was read are written", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const original = createDataset({ RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }] });
  const read = () => readDataset(writeDataset(original, { transferSyntaxUid }), { transferSyntaxUid });
  const steps = (dataset: Dataset) =>
    readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid })
      .get("RequestAttributesSequence")
      ?.map((item) => item.get("ScheduledProcedureStepID"));
  const added = read();
  assert.not.ok(added.isModified);
  added.get("RequestAttributesSequence")?.push(createDataset({ ScheduledProcedureStepID: "S2" }));
  assert.ok(added.isModified);
  assert.equal(steps(added), ["S1", "S2"]);
  const emptied = read();
  emptied.get("RequestAttributesSequence")?.pop();
  assert.equal(steps(emptied), []);
  const edited = read();
  edited.get("RequestAttributesSequence")?.[0]?.set("ScheduledProcedureStepID", "S3");
  assert.equal(steps(edited), ["S3"]);
});

test("many lookups, absent ones and edits see the same elements", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.implicitVrLittleEndian;
  const bytes = writeDataset(
    createDataset({ PatientID: "x", PixelRepresentation: 1, SmallestImagePixelValue: -5, Rows: 7 }),
    { transferSyntaxUid },
  );
  for (const lookups of [1, 40]) {
    const dataset = readDataset(bytes, { transferSyntaxUid });
    const first = dataset.element("PatientID");
    for (let i = 0; i < lookups; i += 1) assert.is(dataset.get("Columns"), undefined);
    assert.is(dataset.element("PatientID"), first);
    assert.is(dataset.get("SmallestImagePixelValue"), -5);
    assert.ok(dataset.has("Rows") && !dataset.has("Columns"));
    dataset.set("Columns", 8);
    assert.is(dataset.element("PatientID"), first);
    assert.is(dataset.size, 5);
  }
});

test("bytes are set from what get and getAll give, and from typed arrays", () => {
  const dataset = createDataset({ PixelData: Uint16Array.of(1, 0x0203) as unknown as Uint8Array });
  assert.equal(dataset.get("PixelData"), Uint8Array.of(1, 0, 3, 2));
  const copy = new Dataset().set("PixelData", dataset.getAll("PixelData"));
  assert.equal(copy.get("PixelData"), Uint8Array.of(1, 0, 3, 2));
  assert.equal(copy.set("PixelData", []).getAll("PixelData"), []);
  assert.throws(() => copy.set("PixelData", [Uint8Array.of(1), Uint8Array.of(2)]), code("ARG_VALUE"));
});

test("fragments are set, and numbers read as typed arrays", () => {
  const dataset = createDataset({ PixelSpacing: [0.5, 0.25] });
  dataset.setFragments("PixelData", [new Uint8Array(0), Uint8Array.of(1, 2)]);
  const transferSyntaxUid = TRANSFER_SYNTAX.jpegBaseline;
  const again = readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid });
  assert.equal(again.element("PixelData")?.fragments, [new Uint8Array(0), Uint8Array.of(1, 2)]);
  assert.equal(again.getNumbers("PixelSpacing"), Float64Array.of(0.5, 0.25));
  assert.is(again.getNumbers("Rows"), undefined);
});

test("US or SS follows Pixel Representation, also of the data set around an item", () => {
  const signed = createDataset({ PixelRepresentation: 1, SmallestImagePixelValue: -5 });
  assert.is(signed.element("SmallestImagePixelValue")?.vr, "SS");
  assert.throws(() => createDataset({ SmallestImagePixelValue: -5 }), code("ARG_VALUE_RANGE"));
});

test("deletes and clones apart", () => {
  const dataset = createDataset({ PatientID: "x" });
  const copy = dataset.clone();
  assert.ok(copy.delete("PatientID"));
  assert.not.ok(copy.delete("PatientID"));
  assert.ok(dataset.has("PatientID"));
});

test("long numbers are written with the digits that fit 16 characters", () => {
  const dataset = createDataset({ PixelSpacing: [1 / 3, -1e-7 / 3] });
  for (const text of dataset.getText("PixelSpacing")?.split("\\") ?? []) {
    assert.ok(text.length <= 16 && Number.isFinite(Number(text)), text);
  }
  assert.is(createDataset({ InstanceNumber: 42 }).getText("InstanceNumber"), "42");
});

test("fragments that were read and their bytes as a value do not get in each other's way", () => {
  const { explicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;
  const set = new Dataset().setFragments("PixelData", [new Uint8Array(0), Uint8Array.of(1, 2)]);
  const bytes = writeDataset(set, { transferSyntaxUid });
  for (const isValueFirst of [true, false]) {
    const dataset = readDataset(bytes, { transferSyntaxUid });
    const fragments = () => dataset.element("PixelData")?.fragments?.map((fragment) => [...fragment]);
    if (!isValueFirst) assert.equal(fragments(), [[], [1, 2]]);
    // Two items, of 0 and 2 bytes, and the delimiter.
    assert.is((dataset.get("PixelData") as unknown as Uint8Array).length, 26);
    assert.equal(fragments(), [[], [1, 2]]);
    assert.not.ok(dataset.isModified);
  }
});

test("values are decoded once, arrays of them are the caller's own", () => {
  const { explicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;
  const set = createDataset({ PatientName: "A^B", PixelSpacing: ["1", "2"], ImageType: "" });
  const dataset = readDataset(writeDataset(set, { transferSyntaxUid }), { transferSyntaxUid });
  for (const some of [set, dataset]) {
    assert.is(some.get("PatientName"), some.getAll("PatientName")[0]);
    some.getAll("PixelSpacing").length = 0;
    some.getAll("ImageType").push("X");
    assert.equal(some.getAll("PixelSpacing"), [1, 2]);
    assert.equal(some.getAll("ImageType"), []);
  }
});
