import {
  createDataset,
  type DatasetInit,
  type DicomFile,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type Found, rowsOf, search } from "../../src/metadata/metadata-tree.ts";
import { valueParts, valueText } from "../../src/metadata/value-text.ts";

const test = testSuite("viewer/metadata-tree");

function fileOf(init: DatasetInit): DicomFile {
  const dataset = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "1.2.3",
    ...init,
  });
  dataset.reservePrivate("MINIPACS TEST", 0x0029).set(0x10, "something own", { vr: "LO" });
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  return readDicomFile(writeDicomFile({ dataset, transferSyntaxUid }));
}

const item = (CodeMeaning: string) =>
  createDataset({ CodeValue: "T-1", CodingSchemeDesignator: "SRT", CodeMeaning });
const FILE = fileOf({
  SpecificCharacterSet: ["ISO_IR 100"],
  PatientName: "Müller^Jürgen",
  AnatomicRegionSequence: [item("Schädel"), item("Thorax")],
  PixelSpacing: [0.5, 0.25],
});

function found(query: string, file = FILE): Found {
  const steps = search(file, query);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
const shown = (query: string, toggled: [string, boolean][] = []) =>
  rowsOf(FILE, new Map(toggled), found(query)).map(({ path }) => path);

test("group 0002 and the data set in order; sequences are closed, their items open with them", () => {
  const closed = rowsOf(FILE, new Map());
  assert.is(closed[0]!.path, "/00020000");
  assert.is(closed.filter(({ depth }) => depth > 0).length, 0);
  assert.is(closed.find(({ path }) => path === "/00082218")!.isBranch, true);
  const open = rowsOf(FILE, new Map([["/00082218", true]]));
  const at = open.findIndex(({ path }) => path === "/00082218");
  assert.equal(
    open.slice(at, at + 5).map(({ path, depth, itemNumber }) => [path, depth, itemNumber]),
    [
      ["/00082218", 0, 0],
      ["/00082218[0]", 1, 1],
      ["/00082218[0]/00080100", 2, 0],
      ["/00082218[0]/00080102", 2, 0],
      ["/00082218[0]/00080104", 2, 0],
    ],
  );
  assert.is(open.length, closed.length + 8);
});

test("searches tags, keywords, names, values, in any case and without accents", () => {
  const nested = ["/00082218", "/00082218[0]", "/00082218[0]/00080104"];
  assert.equal(shown("schadel"), nested);
  assert.equal(shown("(0010,0010)"), ["/00100010"]);
  assert.equal(shown("00100010"), ["/00100010"]);
  assert.equal(shown("patientname"), ["/00100010"]);
  assert.equal(shown("patient's NAME"), ["/00100010"]);
  assert.equal(shown("muller jurgen"), ["/00100010"]);
  assert.equal(shown("0.25"), ["/00280030"]);
  assert.equal(shown("own minipacs"), ["/00291010"]);
  assert.equal(shown("secondary capture"), ["/00020002", "/00080016"]);
  assert.equal(shown("nothing of the kind"), []);
});

test("a sequence that was found by its name can be opened with all that it holds", () => {
  assert.equal(shown("anatomic region"), ["/00082218"]);
  assert.is(shown("anatomic region", [["/00082218", true]]).length, 9);
});

test("what was found can be closed", () => {
  assert.equal(shown("thorax", [["/00082218[1]", false]]), ["/00082218", "/00082218[1]"]);
});

test("a search lets others run", () => {
  const many = createDataset({});
  for (let i = 0; i < 1000; i += 1)
    many.set(0x0019_1000 + (i % 256) + (i >> 8) * 0x20000, String(i), { vr: "LO" });
  const steps = search({ ...FILE, dataset: many }, "999");
  let pauses = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) pauses += 1;
  assert.ok(pauses >= 4, `${pauses} pauses`);
  assert.is(step.value.matches.size, 1);
});

test("values: lists, texts with lines, names by their groups, binary by length", () => {
  const dataset = createDataset({
    ImageType: ["DERIVED", "SECONDARY"],
    PatientName: "Hong^Gildong=洪^吉洞=홍^길동",
    PixelSpacing: [0.5, 0.25],
    FrameIncrementPointer: [0x00181063],
    ImageComments: "first\r\nsecond \\ no list",
    PixelData: new Uint8Array(100),
    RedPaletteColorLookupTableDescriptor: [256, 0, 16],
    RecommendedDisplayFrameRateInFloat: Math.fround(0.1),
    PatientID: "",
  });
  const text = (key: string) => valueText(dataset, dataset.element(key)!);
  assert.is(text("ImageType"), "DERIVED \\ SECONDARY");
  assert.is(text("PixelSpacing"), "0.5 \\ 0.25");
  assert.is(text("FrameIncrementPointer"), "(0018,1063)");
  assert.is(text("ImageComments"), "first\nsecond \\ no list");
  assert.is(text("PixelData"), "100 bytes");
  assert.is(text("RedPaletteColorLookupTableDescriptor"), "256 \\ 0 \\ 16");
  assert.is(text("RecommendedDisplayFrameRateInFloat"), "0.1");
  assert.is(text("PatientID"), "");
  assert.equal(valueParts(dataset, dataset.element("PatientName")!), ["Hong^Gildong", "洪^吉洞", "홍^길동"]);
  const meta = FILE.meta.element(0x00020001)!;
  assert.is(valueText(FILE.meta, meta), "2 bytes: 00 01");
});
