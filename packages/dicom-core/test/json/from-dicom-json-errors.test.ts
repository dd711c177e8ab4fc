/** What is no DICOM JSON Model: errors and diagnostics that name the element. */
import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type DecodeError,
  type FromDicomJsonOptions,
  fromDicomJson,
  isDicomError,
  type LimitExceededError,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/from DICOM JSON, errors");

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

test("what the model does not allow is an error that names the element", () => {
  const attribute = (content: unknown) => ({ "00091000": content });
  for (const [json, code] of [
    [null, "JSON_OBJECT"],
    [undefined, "JSON_OBJECT"],
    ["{}", "JSON_OBJECT"],
    [[{}], "JSON_OBJECT"],
    [{ PatientName: { vr: "PN" } }, "JSON_TAG"],
    [{ "0010001": { vr: "PN" } }, "JSON_TAG"],
    [{ "0010,0010": { vr: "PN" } }, "JSON_TAG"],
    [{ FFFEE000: { vr: "UN" } }, "JSON_TAG"],
    [JSON.parse('{"__proto__":{"vr":"UN"}}'), "JSON_TAG"],
    [{ "0009100a": { vr: "UN" }, "0009100A": { vr: "UN" } }, "JSON_TAG"],
    [attribute(null), "JSON_OBJECT"],
    [attribute([]), "JSON_OBJECT"],
    [attribute("x"), "JSON_OBJECT"],
    [attribute({}), "JSON_VR"],
    [attribute({ vr: "??" }), "JSON_VR"],
    [attribute({ vr: "toString" }), "JSON_VR"],
    [attribute({ vr: 7 }), "JSON_VR"],
    [attribute({ vr: "UN", InlineBinary: "", BulkDataURI: "" }), "JSON_ATTRIBUTE"],
    [attribute({ vr: "LO", Value: [], BulkDataURI: "" }), "JSON_ATTRIBUTE"],
    [attribute({ vr: "LO", InlineBinary: "" }), "JSON_ATTRIBUTE"],
    [attribute({ vr: "SQ", InlineBinary: "" }), "JSON_ATTRIBUTE"],
    [attribute({ vr: "SQ", BulkDataURI: "x" }), "JSON_ATTRIBUTE"],
    [attribute({ vr: "LO", Value: "x" }), "JSON_VALUE"],
    [attribute({ vr: "LO", Value: null }), "JSON_VALUE"],
    [attribute({ vr: "SQ", Value: {} }), "JSON_VALUE"],
    [attribute({ vr: "UN", InlineBinary: 1 }), "JSON_VALUE"],
    [attribute({ vr: "UN", InlineBinary: ["AA=="] }), "JSON_VALUE"],
    [attribute({ vr: "UN", BulkDataURI: null }), "JSON_VALUE"],
    [attribute({ vr: "UN", InlineBinary: "A" }), "JSON_BASE64"],
    [attribute({ vr: "OB", InlineBinary: "AA\n==" }), "JSON_BASE64"],
    [attribute({ vr: "OW", InlineBinary: "&&&&" }), "JSON_BASE64"],
    [one("OB", "AA=="), "JSON_VALUE"],
    [one("LO", 5), "JSON_VALUE"],
    [one("LO", {}), "JSON_VALUE"],
    [one("LT", "a", "b"), "JSON_VALUE"],
    [one("PN", "A^B"), "JSON_VALUE"],
    [one("PN", ["A"]), "JSON_VALUE"],
    [one("PN", { Alphabetic: 5 }), "JSON_VALUE"],
    [one("PN", { Alphabetic: "A=B" }), "JSON_VALUE"],
    [one("PN", { Given: "A" }), "JSON_VALUE"],
    [one("DS", Number.NaN), "JSON_VALUE"],
    [one("DS", true), "JSON_VALUE"],
    [one("IS", 1.5), "JSON_VALUE"],
    [one("IS", 2 ** 60), "JSON_VALUE"],
    [one("US", -1), "JSON_VALUE"],
    [one("US", 65536), "JSON_VALUE"],
    [one("US", 1.5), "JSON_VALUE"],
    [one("US", "1"), "JSON_VALUE"],
    [one("US", 1, null), "JSON_VALUE"],
    [one("SS", 32768), "JSON_VALUE"],
    [one("SL", 2 ** 31), "JSON_VALUE"],
    [one("FL", 1e39), "JSON_VALUE"],
    [one("FL", "1"), "JSON_VALUE"],
    [one("FD", null, 1), "JSON_VALUE"],
    [one("SV", "x"), "JSON_VALUE"],
    [one("SV", ""), "JSON_VALUE"],
    [one("SV", 1.5), "JSON_VALUE"],
    [one("SV", "9223372036854775808"), "JSON_VALUE"],
    [one("UV", -1), "JSON_VALUE"],
    [one("UV", "1".repeat(1000)), "JSON_VALUE"],
    [one("AT", 0x7fe00010), "JSON_VALUE"],
    [one("AT", "7FE0001"), "JSON_VALUE"],
    [one("SQ", "x"), "JSON_OBJECT"],
    [one("SQ", [{}]), "JSON_OBJECT"],
  ] as const) {
    assert.is(failure(json).code, code, JSON.stringify(json));
  }
  const nested = one("SQ", {}, one("SQ", one("US", "secret")));
  const error = failure(nested);
  assert.is(error.path, "0009,1000[1].0009,1000[0].0009,1000");
  assert.ok(error.message.includes(error.path) && !error.message.includes("secret"));
});

test("what can be read on is a diagnostic, with strict an error", () => {
  const json = {
    "00020010": { vr: "UI", Value: ["1.2.840.10008.1.2"] },
    "00080000": { vr: "UL", Value: [10] },
    "00080060": { vr: "CS", Value: ["CT"], keyword: "Modality" },
    "00081030": { vr: "LO", Value: ["a\\b"] },
    "00081080": { vr: "LO", Value: ["\uD83D"] },
    "00100040": { vr: "CS", Value: ["Ä"] },
    "7FE00010": { vr: "OW", BulkDataURI: "http://pacs.example/bulk" },
  };
  const dataset = fromDicomJson(json);
  assert.equal(
    dataset.diagnostics.map(({ code, path }) => `${code} ${path}`),
    [
      "JSON_LEFT_OUT 0002,0010",
      "JSON_LEFT_OUT 0008,0000",
      "JSON_MEMBER 0008,0060",
      "JSON_BACKSLASH 0008,1030",
      "CHARSET_REPLACED 0008,1080",
      "CHARSET_REPLACED 0010,0040",
      "JSON_BULK_DATA 7FE0,0010",
      "JSON_CHARSET_ADDED ",
    ],
  );
  assert.equal(dataset.getAll("StudyDescription"), ["a", "b"]);
  assert.is(dataset.get("PatientSex"), "?");
  assert.is(dataset.has("PixelData"), false);
  assert.is(failure(json, { strict: true }).code, "JSON_LEFT_OUT");
});

test("nesting up to the limit, never beyond, at any depth of the object", () => {
  const nested = (depth: number) =>
    JSON.parse(`${'{"00091000":{"vr":"SQ","Value":['.repeat(depth)}{}${"]}}".repeat(depth)}`);
  let dataset = fromDicomJson(nested(512));
  let depth = 0;
  for (let items = dataset.get(0x00091000); items; items = dataset.get(0x00091000)) {
    dataset = (items as (typeof dataset)[])[0] as typeof dataset;
    depth += 1;
  }
  assert.is(depth, 512);
  for (const json of [nested(513), nested(100_000)]) {
    const error = failure(json) as unknown as LimitExceededError;
    assert.equal([error.code, error.limit, error.allowed], ["LIMIT_EXCEEDED", "maxNestingDepth", 512]);
  }
  assert.is(failure(nested(3), { limits: { maxNestingDepth: 2 } }).code, "LIMIT_EXCEEDED");
  const cycle: Record<string, unknown> = {};
  cycle["00091000"] = { vr: "SQ", Value: [cycle] };
  assert.is(failure(cycle).code, "LIMIT_EXCEEDED");
  // 2^100 items behind 100 objects.
  let shared: object = {};
  for (let i = 0; i < 100; i += 1) shared = one("SQ", shared, shared);
  const error = failure(shared, { limits: { maxElementCount: 10_000 } }) as unknown as LimitExceededError;
  assert.equal([error.code, error.limit], ["LIMIT_EXCEEDED", "maxElementCount"]);
});

test("any object gives a data set or a DicomError", () => {
  const vr = fc.constantFrom("PN", "SQ", "DS", "IS", "US", "FL", "UV", "AT", "OB", "UN", "LT", "CS", "XX");
  const scalar = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.double(),
    fc.constant(null),
    fc.boolean(),
    fc.record({ Alphabetic: fc.string({ maxLength: 4 }) }),
  );
  const { dataset: anyJson } = fc.letrec((tie) => ({
    attribute: fc.record(
      {
        vr,
        Value: fc.oneof(
          fc.array(fc.oneof({ depthSize: "small" }, scalar, tie("dataset")), { maxLength: 3 }),
          scalar,
        ),
        InlineBinary: fc.base64String({ maxLength: 8 }),
        BulkDataURI: fc.string({ maxLength: 3 }),
      },
      { requiredKeys: ["vr"] },
    ),
    dataset: fc.dictionary(
      fc.constantFrom(
        "00080005",
        "00091001",
        "00100010",
        "00280010",
        "00400275",
        "7FE00010",
        "FFFCFFFC",
        "x",
      ),
      fc.oneof({ depthSize: "small" }, tie("attribute"), scalar),
      { maxKeys: 4 },
    ),
  }));
  let readCount = 0;
  fc.assert(
    fc.property(fc.oneof(anyJson, fc.jsonValue()), fc.boolean(), (json, isEncapsulated) => {
      const transferSyntaxUid = isEncapsulated ? TRANSFER_SYNTAX.jpegBaseline : EXPLICIT.transferSyntaxUid;
      try {
        const dataset = fromDicomJson(json, { transferSyntaxUid, bulkData: () => Uint8Array.of(1, 2) });
        toDicomJson(dataset);
        writeDataset(dataset, { transferSyntaxUid, onUnencodable: "replace" });
        readCount += 1;
      } catch (error) {
        if (!isDicomError(error)) throw error;
      }
    }),
    { seed: 18, numRuns: 2000 },
  );
  assert.ok(readCount > 150, `only ${readCount} were read`);
});
