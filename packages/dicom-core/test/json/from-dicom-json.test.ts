import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type DecodeError,
  type FromDicomJsonOptions,
  fromDicomJson,
  isDicomError,
  readDataset,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/from DICOM JSON");

const EXPLICIT = { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian };
const one = (vr: string, ...values: unknown[]) => ({ "00091000": { vr, Value: values } });

function failure(json: unknown, options?: FromDicomJsonOptions): DecodeError {
  try {
    fromDicomJson(json, options);
  } catch (error) {
    if (isDicomError(error)) return error as DecodeError;
    throw error;
  }
  throw new Error(`no error for ${JSON.stringify(json)}`);
}

/** The shape that a search for studies answers with, PS3.18 F.4. */
const STUDY = {
  "00080005": { vr: "CS", Value: ["ISO_IR 192"] },
  "00080020": { vr: "DA", Value: ["20130409"] },
  "00080030": { vr: "TM", Value: ["131600.0000"] },
  "00080050": { vr: "SH", Value: ["11235813"] },
  "00080056": { vr: "CS", Value: ["ONLINE"] },
  "00080061": { vr: "CS", Value: ["CT", "PET"] },
  "00080090": { vr: "PN", Value: [{ Alphabetic: "^Bob^^Dr." }] },
  "00081190": { vr: "UR", Value: ["http://pacs.example/studies/1.2.3"] },
  "00090010": { vr: "LO", Value: ["Vendor A"] },
  "00091002": { vr: "UN", InlineBinary: "z0x9c8v7" },
  "00100010": { vr: "PN", Value: [{ Alphabetic: "Wang^XiaoDong", Ideographic: "王^小東" }] },
  "00100020": { vr: "LO", Value: ["12345"] },
  "00100030": { vr: "DA" },
  "00101002": {
    vr: "SQ",
    Value: [
      {
        "00100020": { vr: "LO", Value: ["54321"] },
        "00100021": { vr: "LO", Value: ["Hospital B"] },
      },
      {},
    ],
  },
  "0020000D": { vr: "UI", Value: ["1.2.392.200036.9116.2.2.2.1762893313.1029997326.945873"] },
  "00201206": { vr: "IS", Value: [4] },
  "00280008": { vr: "IS", Value: [null, "2"] },
  "00280010": { vr: "US", Value: [512] },
  "00281050": { vr: "DS", Value: ["40.0", 0.5] },
};

test("a study, as a search answers with it", () => {
  const dataset = fromDicomJson(STUDY);
  assert.equal(dataset.diagnostics, []);
  assert.is(dataset.get("PatientName")?.ideographic.givenName, "小東");
  assert.is(dataset.get("ReferringPhysicianName")?.alphabetic.prefix, "Dr.");
  assert.equal(dataset.getAll("ModalitiesInStudy"), ["CT", "PET"]);
  assert.is(dataset.get("OtherPatientIDsSequence")?.[0]?.get("IssuerOfPatientID"), "Hospital B");
  assert.is(dataset.get("OtherPatientIDsSequence")?.[1]?.size, 0);
  assert.is(dataset.get("Rows"), 512);
  assert.is(dataset.element("PatientBirthDate")?.isEmpty, true);
  assert.is(dataset.getText("WindowCenter"), "40.0\\0.5");
  assertBytes(dataset.get(0x00091002) as Uint8Array, bytes`cf 4c 7d 73 cb fb`);
  // One element with numbers and strings gives strings: all of it is kept.
  assert.equal(toDicomJson(dataset), {
    ...STUDY,
    "00280008": { vr: "IS", Value: [null, 2] },
    "00281050": { vr: "DS", Value: ["40.0", "0.5"] },
  });
  assert.equal(toDicomJson(readDataset(writeDataset(dataset, EXPLICIT), EXPLICIT)), toDicomJson(dataset));
});

test("text is written in the character set that the JSON names", () => {
  const latin1 = fromDicomJson({
    "00080005": { vr: "CS", Value: ["ISO_IR 100"] },
    "00100010": { vr: "PN", Value: [{ Alphabetic: "Müller" }] },
    "0040A730": {
      vr: "SQ",
      Value: [
        { "00080104": { vr: "LO", Value: ["é"] } },
        { "00080005": { vr: "CS", Value: ["ISO_IR 144"] }, "00080104": { vr: "LO", Value: ["я"] } },
      ],
    },
  });
  assert.is(String(latin1.get("PatientName")), "Müller");
  const written = Buffer.from(writeDataset(latin1, EXPLICIT)).toString("latin1");
  assert.ok(written.includes("M\xfcller"));
  assert.ok(written.includes("\xe9 "));
  assert.ok(written.includes("\xef "));

  const undeclared = fromDicomJson(one("LO", "é"));
  assert.is(undeclared.get("SpecificCharacterSet"), "ISO_IR 192");
  assert.equal(
    undeclared.diagnostics.map(({ code, severity }) => [code, severity]),
    [["JSON_CHARSET_ADDED", "info"]],
  );
  assert.is(fromDicomJson(one("LO", "e")).has("SpecificCharacterSet"), false);
});

test("numbers of all kinds", () => {
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  for (const [vr, values, expected] of [
    ["US", [0, 65535], [0, 65535]],
    ["SS", [-32768, 32767], [-32768, 32767]],
    ["UL", [0, 4294967295], [0, 4294967295]],
    ["SL", [-2147483648, 2147483647], [-2147483648, 2147483647]],
    [
      "FL",
      [0.5, "NaN", "Infinity", "-Infinity", "inf", "-inf"],
      [0.5, nan, infinity, -infinity, infinity, -infinity],
    ],
    ["FD", [1e300, "NaN"], [1e300, nan]],
    ["SV", [-5, "-9223372036854775808", "9223372036854775807"], [-5n, -(2n ** 63n), 2n ** 63n - 1n]],
    ["UV", [7, "18446744073709551615"], [7n, 2n ** 64n - 1n]],
    ["AT", ["7FE00010", "0008abcd"], [0x7fe00010, 0x0008abcd]],
    ["DS", [1.5, "1.50", "x", null], [1.5, 1.5, nan, nan]],
    ["IS", [-3, "+4", 2 ** 40], [-3, 4, 2 ** 40]],
  ] as const) {
    assert.equal(
      fromDicomJson(one(vr, ...values))
        .getAll(0x00091000)
        .slice(0, 3),
      expected.slice(0, 3),
      vr,
    );
  }
  assert.is(fromDicomJson(one("DS", 1.5, "1.50", "x", null)).getText(0x00091000), "1.5\\1.50\\x\\");
  assert.is(fromDicomJson(one("DS", 0.1 + 0.2)).getText(0x00091000), "0.3");
  assert.is(fromDicomJson(one("US", null)).element(0x00091000)?.isEmpty, true);
  const rounded = fromDicomJson(JSON.parse('{"00091000":{"vr":"UV","Value":[9007199254740993]}}'));
  assert.equal(
    rounded.diagnostics.map(({ code, path }) => [code, path]),
    [["JSON_NUMBER_ROUNDED", "0009,1000"]],
  );
});

test("bulk data is asked for by URI and path", () => {
  const asked: string[] = [];
  const dataset = fromDicomJson(
    {
      "0040A730": { vr: "SQ", Value: [{ "0040A160": { vr: "UT", BulkDataURI: "u1" } }] },
      "00720076": { vr: "FL", BulkDataURI: "u2" },
      "7FE00010": { vr: "OW", BulkDataURI: "u3" },
    },
    {
      bulkData(uri, path) {
        asked.push(`${uri} ${path}`);
        return uri === "u1"
          ? new TextEncoder().encode("Grüße")
          : uri === "u2"
            ? bytes`00 00 00 3f`
            : bytes`01 02`;
      },
    },
  );
  assert.equal(
    asked,
    ["u2 0072,0076", "u1 0040,A730[0].0040,A160", "u3 7FE0,0010"].sort((a, b) =>
      a.slice(3) < b.slice(3) ? -1 : 1,
    ),
  );
  assert.is(dataset.get("ContentSequence")?.[0]?.get("TextValue"), "Grüße");
  assert.equal(dataset.getAll(0x00720076), [0.5]);
  assertBytes(dataset.get("PixelData") as Uint8Array, bytes`01 02`);
  const bulk = { "00720076": { vr: "FL", BulkDataURI: "u" } };
  assert.is(failure(bulk, { bulkData: () => Uint8Array.of(1) }).code, "JSON_VALUE");
  assert.is(failure(bulk, { bulkData: () => "x" as never }).code, "ARG_VALUE");
});

test("Pixel Data is fragments when the transfer syntax says so", () => {
  const items = bytes`fe ff 00 e0 00 00 00 00  fe ff 00 e0 04 00 00 00 ff d8 ff d9`;
  const json = (value: Uint8Array, vr = "OB") => ({
    "7FE00010": { vr, InlineBinary: Buffer.from(value).toString("base64") },
  });
  const jpeg = { transferSyntaxUid: TRANSFER_SYNTAX.jpegBaseline };
  for (const value of [items, Uint8Array.from([...items, ...bytes`fe ff dd e0 00 00 00 00`])]) {
    const dataset = fromDicomJson(json(value), jpeg);
    const fragments = dataset.element("PixelData")?.fragments ?? [];
    assert.equal(dataset.diagnostics, []);
    assert.equal(
      fragments.map((fragment) => fragment.length),
      [0, 4],
    );
    assertBytes(
      writeDataset(dataset, jpeg),
      Uint8Array.from([
        ...bytes`e0 7f 10 00 4f 42 00 00 ff ff ff ff`,
        ...items,
        ...bytes`fe ff dd e0 00 00 00 00`,
      ]),
    );
  }
  const native = fromDicomJson(json(items));
  assertBytes(native.get("PixelData") as Uint8Array, items);
  assert.is(native.diagnostics[0]?.code, "JSON_PIXELS_ENCAPSULATED");
  assert.is(fromDicomJson(json(bytes`01 02`), jpeg).diagnostics[0]?.code, "JSON_PIXELS_NATIVE");
  assert.is(fromDicomJson(json(Uint8Array.of()), jpeg).element("PixelData")?.isEmpty, true);
  assertBytes(fromDicomJson(json(items, "UN"), jpeg).get("PixelData") as Uint8Array, items);
  assert.is(failure(json(items.subarray(0, 18)), jpeg).code, "JSON_FRAGMENTS");
  assert.is(failure(json(Uint8Array.from([...items, 0, 0])), jpeg).code, "JSON_FRAGMENTS");
});

test("values that Explicit VR cannot hold as they are", () => {
  const contour = Array.from({ length: 20_000 }, (_, i) => i / 4);
  const dataset = fromDicomJson({
    "00080005": { vr: "CS", Value: ["ISO_IR 192"] },
    "00280010": { vr: "UN", InlineBinary: "AQI=" },
    "00281052": { vr: "OB", InlineBinary: "AQID" },
    "30060039": { vr: "SQ", Value: [{}, { "30060050": { vr: "DS", Value: contour } }] },
    "00720078": { vr: "UL", Value: contour.map((_, i) => i) },
    "00720070": { vr: "UT", Value: ["x".repeat(70_000)] },
    "00081030": { vr: "LO", Value: ["é".repeat(40_000)] },
  });
  const item = dataset.get("ROIContourSequence")?.[1];
  assert.equal(item?.getAll("ContourData"), contour);
  assert.equal(dataset.getAll(0x00720078).slice(-2), [19_998, 19_999]);
  assert.is(dataset.element("Rows")?.vr, "UN");
  assert.is(dataset.get("StudyDescription")?.length, 40_000);
  assertBytes(dataset.get("RescaleIntercept" as string) as Uint8Array, bytes`01 02 03`);
});
