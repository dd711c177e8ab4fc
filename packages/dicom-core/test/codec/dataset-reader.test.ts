import fc from "fast-check";
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type Dataset,
  isDicomError,
  readDataset,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";
import { readDatasetHead } from "../../src/internal.ts";

const test = testSuite("core/dataset-reader");
const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;
const IMPLICIT = TRANSFER_SYNTAX.implicitVrLittleEndian;
const BIG_ENDIAN = TRANSFER_SYNTAX.explicitVrBigEndian;
const codes = (dataset: Dataset) => dataset.diagnostics.map(({ code }) => code);
const read = (input: Uint8Array, transferSyntaxUid: string = EXPLICIT) =>
  readDataset(input, { transferSyntaxUid });

const explicitBytes = bytes`
  08 00 60 00  43 53 02 00  43 54                          # (0008,0060) CS "CT"
  10 00 10 00  50 4e 04 00  44 6f 65 20                    # (0010,0010) PN "Doe "
  28 00 10 00  55 53 02 00  00 02                          # (0028,0010) US 512
  40 00 75 02  53 51 00 00  ff ff ff ff                    # (0040,0275) SQ, undefined length
    fe ff 00 e0  ff ff ff ff                               #   item, undefined length
      40 00 09 00  53 48 02 00  53 31                      #     (0040,0009) SH "S1"
    fe ff 0d e0  00 00 00 00                               #   item delimitation
    fe ff 00 e0  0a 00 00 00                               #   item of 10 bytes
      40 00 09 00  53 48 02 00  53 32                      #     (0040,0009) SH "S2"
  fe ff dd e0  00 00 00 00                                 # sequence delimitation
  e0 7f 10 00  4f 57 00 00  04 00 00 00  01 02 03 04       # (7FE0,0010) OW`;
const implicitBytes = bytes`
  08 00 60 00  02 00 00 00  43 54
  10 00 10 00  04 00 00 00  44 6f 65 20
  28 00 10 00  02 00 00 00  00 02
  40 00 75 02  14 00 00 00                                 # SQ of 20 bytes
    fe ff 00 e0  ff ff ff ff
      40 00 09 00  02 00 00 00  53 31
  fe ff dd e0  00 00 00 00`;

function assertContent(dataset: Dataset): void {
  assert.is(dataset.get("Modality"), "CT");
  assert.is(String(dataset.get("PatientName")), "Doe");
  assert.is(dataset.get("Rows"), 512);
  assert.equal(
    dataset.get("RequestAttributesSequence")?.map((item) => item.get("ScheduledProcedureStepID")),
    ["S1", "S2"],
  );
}

test("explicit little endian, undefined and explicit lengths", () => {
  const dataset = read(explicitBytes);
  assertContent(dataset);
  assert.equal(codes(dataset), []);
  const pixels = dataset.get("PixelData") as Uint8Array;
  assertBytes(pixels, bytes`01 02 03 04`);
  assert.is(pixels.buffer, explicitBytes.buffer, "a view into the input");
  assertBytes(writeDataset(dataset, { transferSyntaxUid: EXPLICIT }), explicitBytes);
});

test("the same content in every encoding and form of length", () => {
  const dataset = read(explicitBytes);
  for (const transferSyntaxUid of [EXPLICIT, IMPLICIT, BIG_ENDIAN]) {
    for (const lengths of ["explicit", "undefined"] as const) {
      const out = writeDataset(dataset.clone(), { transferSyntaxUid, lengths });
      const again = read(out, transferSyntaxUid);
      assertContent(again);
      assert.equal(codes(again), []);
      assertBytes(writeDataset(again, { transferSyntaxUid }), out);
    }
  }
});

test("big endian swaps numbers and words, not text and bytes", () => {
  const dataset = createDataset({ Rows: 1, FrameIncrementPointer: 0x00181063 });
  dataset.set("PixelData", Uint8Array.of(1, 2));
  const little = read(writeDataset(dataset, { transferSyntaxUid: EXPLICIT }));
  assertBytes(
    writeDataset(little, { transferSyntaxUid: BIG_ENDIAN }),
    bytes`00 28 00 09 41 54 00 04 00 18 10 63  00 28 00 10 55 53 00 02 00 01  7f e0 00 10 4f 57 00 00 00 00 00 02 02 01`,
  );
});

test("an item that runs over the sequence's end is cut and told", () => {
  const dataset = read(implicitBytes, IMPLICIT);
  assert.ok(codes(dataset).length > 0);
  assert.is(dataset.get("RequestAttributesSequence")?.[0]?.get("ScheduledProcedureStepID"), "S1");
  assertBytes(writeDataset(dataset, { transferSyntaxUid: IMPLICIT }), implicitBytes);
});

test("UN with undefined length is a sequence in implicit VR", () => {
  const input = bytes`
    09 00 10 10  55 4e 00 00  ff ff ff ff
      fe ff 00 e0  0a 00 00 00  08 00 60 00  02 00 00 00  4d 52
    fe ff dd e0  00 00 00 00
    10 00 20 00  4c 4f 02 00  58 20`;
  const dataset = read(input);
  assert.is((dataset.get(0x00091010) as Dataset[])[0]?.get("Modality"), "MR");
  assert.is(dataset.get("PatientID"), "X");
  assertBytes(writeDataset(dataset, { transferSyntaxUid: EXPLICIT }), input);
});

test("a public element sent as UN has its dictionary VR", () => {
  const dataset = read(
    bytes`10 00 20 00  55 4e 00 00  02 00 00 00  58 20  28 00 10 00  55 4e 00 00  02 00 00 00  00 02`,
  );
  assert.is(dataset.get("PatientID"), "X");
  assert.is(dataset.get("Rows"), 512);
});

test("encapsulated pixel data keeps its fragments", () => {
  const input = bytes`
    e0 7f 10 00  4f 42 00 00  ff ff ff ff
      fe ff 00 e0  00 00 00 00
      fe ff 00 e0  04 00 00 00  fe ff dd e0               # looks like a delimiter, is data
    fe ff dd e0  00 00 00 00
    fc ff fc ff  4f 42 00 00  02 00 00 00  00 00`;
  const dataset = read(input, TRANSFER_SYNTAX.jpegBaseline);
  assert.equal(
    dataset.element("PixelData")?.fragments?.map(({ length }) => length),
    [0, 4],
  );
  assert.ok(dataset.has("DataSetTrailingPadding"));
  assertBytes(writeDataset(dataset.clone(), { transferSyntaxUid: TRANSFER_SYNTAX.jpegBaseline }), input);
});

test("unknown VRs, stray delimiters and missing ends are told and do not derail", () => {
  const cases: [string, string, Uint8Array][] = [
    [
      "DATASET_UNKNOWN_VR",
      "long form",
      bytes`09 00 10 10 5a 5a 00 00 02 00 00 00 41 42  10 00 20 00 4c 4f 02 00 58 20`,
    ],
    ["DATASET_UNKNOWN_VR", "short form", bytes`09 00 10 10 5a 5a 02 00 41 42  10 00 20 00 4c 4f 02 00 58 20`],
    [
      "DATASET_UNKNOWN_VR",
      "??",
      bytes`09 00 10 10 3f 3f 00 00 02 00 00 00 41 42  10 00 20 00 4c 4f 02 00 58 20`,
    ],
    [
      "DATASET_IMPLICIT_ELEMENT",
      "implicit",
      bytes`08 00 60 00 43 53 02 00 43 54  08 00 70 00 02 00 00 00 41 42  10 00 20 00 4c 4f 02 00 58 20`,
    ],
    ["DATASET_DELIMITER_STRAY", "stray", bytes`fe ff dd e0 00 00 00 00  10 00 20 00 4c 4f 02 00 58 20`],
    [
      "DATASET_DUPLICATE_ELEMENT",
      "twice",
      bytes`10 00 20 00 4c 4f 02 00 59 20  10 00 20 00 4c 4f 02 00 58 20`,
    ],
    ["DATASET_TRAILING_BYTES", "rest", bytes`10 00 20 00 4c 4f 02 00 58 20  00 00 00`],
    ["DATASET_VALUE_TRUNCATED", "cut", bytes`10 00 20 00 4c 4f 08 00 58 20`],
    [
      "DATASET_DELIMITER_MISSING",
      "open",
      bytes`10 00 20 00 4c 4f 02 00 58 20  40 00 75 02 53 51 00 00 ff ff ff ff`,
    ],
    [
      "DATASET_ITEM_EXPECTED",
      "no item",
      bytes`08 00 40 11 53 51 00 00 08 00 00 00 01 00 02 00 00 00 00 00  10 00 20 00 4c 4f 02 00 58 20`,
    ],
    [
      "DATASET_DELIMITER_LENGTH",
      "delimiter",
      bytes`08 00 40 11 53 51 00 00 ff ff ff ff fe ff dd e0 01 00 00 00  10 00 20 00 4c 4f 02 00 58 20`,
    ],
    [
      "DATASET_DELIMITER_MISSING",
      "item open",
      bytes`08 00 40 11 53 51 00 00 ff ff ff ff fe ff 00 e0 ff ff ff ff fe ff dd e0 00 00 00 00  10 00 20 00 4c 4f 02 00 58 20`,
    ],
    [
      "DATASET_ITEM_TRUNCATED",
      "item too long",
      bytes`10 00 20 00 4c 4f 02 00 58 20  40 00 75 02 53 51 00 00 08 00 00 00 fe ff 00 e0 ff 00 00 00`,
    ],
  ];
  for (const [code, name, input] of cases) {
    const dataset = read(input);
    assert.ok(codes(dataset).includes(code), `${name}: ${codes(dataset).join()}`);
    assert.is(dataset.get("PatientID"), "X", name);
    assertBytes(writeDataset(dataset, { transferSyntaxUid: EXPLICIT }), input, name);
    assert.throws(
      () => readDataset(input, { transferSyntaxUid: EXPLICIT, strict: true }),
      (error: unknown) => isDicomError(error, code),
      name,
    );
  }
});

test("a wrong label is seen by the first element", () => {
  const asImplicit = read(implicitBytes, EXPLICIT);
  assert.is(asImplicit.get("Rows"), 512);
  assert.is(codes(asImplicit)[0], "DATASET_IS_IMPLICIT");
  const asExplicit = read(explicitBytes, IMPLICIT);
  assertContent(asExplicit);
  assert.is(codes(asExplicit)[0], "DATASET_IS_EXPLICIT");
});

test("diagnostics say where", () => {
  const dataset = read(
    bytes`08 00 40 11 53 51 00 00 12 00 00 00 fe ff 00 e0 0a 00 00 00 08 00 60 00 43 53 09 00 43 54`,
  );
  const [diagnostic] = dataset.diagnostics;
  assert.is(diagnostic?.path, "0008,1140[0].0008,0060");
  assert.is(diagnostic?.offset, 20);
});

test("nesting and element count have limits", () => {
  const deep = (depth: number) => {
    const open = bytes`08 00 40 11 53 51 00 00 ff ff ff ff fe ff 00 e0 ff ff ff ff`;
    const out = new Uint8Array(open.length * depth);
    for (let i = 0; i < depth; i += 1) out.set(open, i * open.length);
    return out;
  };
  const depthOf = (dataset: Dataset) => {
    let depth = 0;
    let items: Dataset[] | undefined = [dataset];
    while (items?.[0]) {
      const [item]: Dataset[] = items;
      items = item?.get("ReferencedImageSequence");
      depth += 1;
      if (!Array.isArray(items)) break;
    }
    return depth;
  };
  assert.is(depthOf(read(deep(512))), 513);
  const tooDeep = read(deep(600));
  assert.ok(codes(tooDeep).includes("DATASET_NESTING_LIMIT"));
  assert.is(depthOf(tooDeep), 513, "what is deeper is raw");
  assertBytes(writeDataset(tooDeep, { transferSyntaxUid: EXPLICIT }), deep(600));
  const abyss = deep(200_000);
  assertBytes(writeDataset(read(abyss), { transferSyntaxUid: EXPLICIT }), abyss);
  assert.throws(
    () => readDataset(explicitBytes, { transferSyntaxUid: EXPLICIT, limits: { maxElementCount: 3 } }),
    (error: unknown) => isDicomError(error, "LIMIT_EXCEEDED"),
  );
});

test("stops before `until`", () => {
  const dataset = readDataset(explicitBytes, { transferSyntaxUid: EXPLICIT, until: 0x00280010 });
  assert.equal(
    [...dataset.elements()].map(({ tag }) => tag),
    [0x00080060, 0x00100010],
  );
});

test("a head grows with its prefix and is complete at `until`", () => {
  const until = 0x7fe00010;
  for (let length = 0; length <= explicitBytes.length; length += 1) {
    const { dataset, isComplete } = readDatasetHead(explicitBytes.subarray(0, length), {
      transferSyntaxUid: EXPLICIT,
      until,
    });
    assert.equal(codes(dataset), [], `at ${length}`);
    assert.is(isComplete, length >= explicitBytes.length - 8, `at ${length}`);
    if (isComplete) assertContent(dataset);
  }
});

test("changing the character set re-encodes what was read in another", () => {
  const transferSyntaxUid = EXPLICIT;
  const latin1 = createDataset({
    SpecificCharacterSet: "ISO_IR 100",
    PatientName: "Müller",
    RequestAttributesSequence: [{ RequestedProcedureDescription: "Schädel" }],
  });
  const dataset = read(writeDataset(latin1, { transferSyntaxUid }));
  dataset.set("SpecificCharacterSet", "ISO_IR 192");
  const again = read(writeDataset(dataset, { transferSyntaxUid }));
  assert.is(String(again.get("PatientName")), "Müller");
  assert.is(again.element("PatientName")?.bytes.length, 8);
  assert.is(again.get("RequestAttributesSequence")?.[0]?.get("RequestedProcedureDescription"), "Schädel");
});

test("an item may have a character set of its own", () => {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 100",
    PatientName: "Müller",
    RequestAttributesSequence: [
      { SpecificCharacterSet: "ISO_IR 144", RequestedProcedureDescription: "Грудь" },
    ],
  });
  const again = read(writeDataset(dataset, { transferSyntaxUid: IMPLICIT }), IMPLICIT);
  assert.is(String(again.get("PatientName")), "Müller");
  assert.is(again.get("RequestAttributesSequence")?.[0]?.get("RequestedProcedureDescription"), "Грудь");
});

test("values over 64 KiB of a short VR go out as UN", () => {
  const dataset = createDataset({ SelectorDSValue: Array.from({ length: 20_000 }, () => "1.25") });
  const again = read(writeDataset(dataset, { transferSyntaxUid: EXPLICIT }));
  assert.is(again.getAll("SelectorDSValue").length, 20_000);
});

test("an edit leaves the other elements as they were, odd lengths and all", () => {
  const odd = bytes`08 00 60 00 43 53 03 00 43 54 00  10 00 20 00 4c 4f 02 00 58 20`;
  const dataset = read(odd).set("PatientID", "YZ");
  assertBytes(
    writeDataset(dataset, { transferSyntaxUid: EXPLICIT }),
    bytes`08 00 60 00 43 53 03 00 43 54 00  10 00 20 00 4c 4f 02 00 59 5a`,
  );
});

test("what is no data set is named", () => {
  assert.throws(
    () => read(explicitBytes, "1.2.840.10008.1.2.6.2"),
    (error: unknown) => isDicomError(error, "UNSUPPORTED_TRANSFER_SYNTAX"),
  );
});

test("any bytes give a result or a typed error, and come back as they were (seeded)", () => {
  const mutated = fc.tuple(
    fc.constantFrom(explicitBytes, implicitBytes),
    fc.array(fc.tuple(fc.nat(120), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    fc.nat(130),
  );
  fc.assert(
    fc.property(
      mutated,
      fc.constantFrom(EXPLICIT, IMPLICIT, BIG_ENDIAN),
      ([seed, edits, cut], transferSyntaxUid) => {
        const input = seed.slice(0, cut);
        for (const [at, value] of edits) if (at < input.length) input[at] = value;
        try {
          const dataset = readDataset(input, { transferSyntaxUid });
          for (const element of dataset.elements()) {
            dataset.get(element.tag);
            dataset.getText(element.tag);
          }
          if (!codes(dataset).some((code) => code.startsWith("DATASET_IS_"))) {
            assertBytes(writeDataset(dataset, { transferSyntaxUid }), input);
          }
          writeDataset(dataset.clone(), { transferSyntaxUid: EXPLICIT, onUnencodable: "replace" });
        } catch (error) {
          if (!isDicomError(error)) throw error;
        }
      },
    ),
    { seed: 1, numRuns: 5000 },
  );
});
