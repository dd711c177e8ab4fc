import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type Dataset, isDicomError, readDataset, TRANSFER_SYNTAX, writeDataset } from "../../src/index.ts";

const test = testSuite("core/tolerance");
const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;
const IMPLICIT = TRANSFER_SYNTAX.implicitVrLittleEndian;
const BIG_ENDIAN = TRANSFER_SYNTAX.explicitVrBigEndian;

interface Case {
  name: string;
  label?: string;
  input: Uint8Array;
  /** Codes of the diagnostics, in order. */
  codes: string[];
  /** What a reader must get. */
  expect(dataset: Dataset): void;
  /** The layout on the wire differs from the label, so that writing by the label gives other bytes. */
  isRelabelled?: boolean;
}

const hasPatient = (dataset: Dataset) => assert.is(dataset.get("PatientID"), "X");
const item = (dataset: Dataset) => dataset.get("RequestAttributesSequence")?.[0];

const CASES: Case[] = [
  {
    name: "big endian under a little-endian label",
    input: bytes`00 08 00 60 43 53 00 02 43 54  00 10 00 20 4c 4f 00 02 58 20  00 28 00 10 55 53 00 02 02 00`,
    codes: ["DATASET_IS_BIG_ENDIAN"],
    isRelabelled: true,
    expect: (dataset) => {
      hasPatient(dataset);
      assert.is(dataset.get("Rows"), 512);
    },
  },
  {
    name: "little endian under a big-endian label",
    label: BIG_ENDIAN,
    input: bytes`08 00 60 00 43 53 02 00 43 54  10 00 20 00 4c 4f 02 00 58 20`,
    codes: ["DATASET_IS_LITTLE_ENDIAN"],
    isRelabelled: true,
    expect: hasPatient,
  },
  {
    name: "implicit data under an explicit label",
    input: bytes`08 00 60 00 02 00 00 00 43 54  10 00 20 00 02 00 00 00 58 20`,
    codes: ["DATASET_IS_IMPLICIT"],
    isRelabelled: true,
    expect: hasPatient,
  },
  {
    name: "explicit data under an implicit label",
    label: IMPLICIT,
    input: bytes`08 00 60 00 43 53 02 00 43 54  10 00 20 00 4c 4f 02 00 58 20`,
    codes: ["DATASET_IS_EXPLICIT"],
    isRelabelled: true,
    expect: hasPatient,
  },
  {
    name: "odd lengths, last and not last",
    input: bytes`08 00 60 00 43 53 03 00 43 54 20  10 00 20 00 4c 4f 01 00 58`,
    codes: ["DATASET_ODD_LENGTH", "DATASET_ODD_LENGTH"],
    expect: (dataset) => {
      hasPatient(dataset);
      assert.is(dataset.get("Modality"), "CT");
    },
  },
  {
    name: "zero-length sequences, of explicit and undefined length",
    input: bytes`
      08 00 40 11 53 51 00 00 00 00 00 00  08 00 50 11 53 51 00 00 ff ff ff ff fe ff dd e0 00 00 00 00
      10 00 20 00 4c 4f 02 00 58 20  40 00 75 02 53 51 00 00 08 00 00 00 fe ff 00 e0 00 00 00 00`,
    codes: [],
    expect: (dataset) => {
      hasPatient(dataset);
      assert.equal(dataset.get("ReferencedImageSequence"), []);
      assert.is(item(dataset)?.size, 0);
    },
  },
  {
    name: "a sequence whose length is too short for its item",
    input: bytes`
      40 00 75 02 53 51 00 00 0e 00 00 00                     # 14 bytes are said, 20 are meant
        fe ff 00 e0 0c 00 00 00  40 00 09 00 53 48 04 00 53 31 32 33
      40 00 01 10 53 48 02 00 52 31`,
    codes: ["DATASET_ITEM_TRUNCATED"],
    expect: (dataset) => {
      assert.is(item(dataset)?.get("ScheduledProcedureStepID"), "S123");
      assert.is(dataset.get("RequestedProcedureID"), "R1");
    },
  },
  {
    name: "an item whose length is too long for its sequence",
    input: bytes`
      40 00 75 02 53 51 00 00 14 00 00 00
        fe ff 00 e0 1c 00 00 00  40 00 09 00 53 48 04 00 53 31 32 33
      40 00 01 10 53 48 02 00 52 31`,
    codes: ["DATASET_ITEM_TRUNCATED"],
    expect: (dataset) => {
      assert.is(item(dataset)?.get("ScheduledProcedureStepID"), "S123");
      assert.is(dataset.get("RequestedProcedureID"), "R1");
    },
  },
  {
    name: "an item that ends without its delimiter before the next",
    input: bytes`
      40 00 75 02 53 51 00 00 ff ff ff ff
        fe ff 00 e0 ff ff ff ff  40 00 09 00 53 48 02 00 53 31
        fe ff 00 e0 ff ff ff ff  40 00 09 00 53 48 02 00 53 32  fe ff 0d e0 00 00 00 00
      fe ff dd e0 00 00 00 00  40 00 01 10 53 48 02 00 52 31`,
    codes: ["DATASET_DELIMITER_MISSING"],
    expect: (dataset) => {
      const items = dataset.get("RequestAttributesSequence") ?? [];
      assert.equal(
        items.map((each) => each.get("ScheduledProcedureStepID")),
        ["S1", "S2"],
      );
      assert.is(dataset.get("RequestedProcedureID"), "R1");
    },
  },
  {
    name: "delimiters that say a length, without and with its bytes",
    input: bytes`
      40 00 75 02 53 51 00 00 ff ff ff ff
        fe ff 00 e0 ff ff ff ff  40 00 09 00 53 48 02 00 53 31  fe ff 0d e0 04 00 00 00 00 00 00 00
        fe ff 00 e0 ff ff ff ff  40 00 09 00 53 48 02 00 53 32  fe ff 0d e0 02 00 00 00
      fe ff dd e0 04 00 00 00  40 00 01 10 53 48 02 00 52 31`,
    codes: ["DATASET_DELIMITER_LENGTH", "DATASET_DELIMITER_LENGTH", "DATASET_DELIMITER_LENGTH"],
    expect: (dataset) => {
      assert.is(dataset.get("RequestAttributesSequence")?.length, 2);
      assert.is(dataset.get("RequestedProcedureID"), "R1");
    },
  },
  {
    name: "a sequence's tag with another VR, that holds items",
    input: bytes`
      10 00 20 00 4c 4f 02 00 58 20
      40 00 75 02 4c 4f 12 00  fe ff 00 e0 0a 00 00 00 40 00 09 00 53 48 02 00 53 31`,
    codes: ["DATASET_VR_MISMATCH"],
    expect: (dataset) => {
      hasPatient(dataset);
      assert.is(item(dataset)?.get("ScheduledProcedureStepID"), "S1");
    },
  },
  {
    name: "a sequence's tag with another VR, that holds text",
    input: bytes`10 00 20 00 4c 4f 02 00 58 20  40 00 75 02 4c 4f 04 00 41 42 43 44`,
    codes: [],
    expect: (dataset) => {
      hasPatient(dataset);
      assert.is(dataset.element("RequestAttributesSequence")?.vr, "LO");
      assert.is(dataset.getText("RequestAttributesSequence"), "ABCD");
    },
  },
  {
    name: "a sequence sent as UN with explicit length holds Implicit VR",
    input: bytes`
      40 00 75 02 55 4e 00 00 12 00 00 00  fe ff 00 e0 0a 00 00 00 40 00 09 00 02 00 00 00 53 31
      40 00 01 10 53 48 02 00 52 31`,
    codes: [],
    expect: (dataset) => {
      assert.is(item(dataset)?.get("ScheduledProcedureStepID"), "S1");
      assert.is(dataset.get("RequestedProcedureID"), "R1");
    },
  },
  {
    name: "a sequence sent as UN, against the standard in Explicit VR",
    input: bytes`
      41 00 10 10 55 4e 00 00 ff ff ff ff
        fe ff 00 e0 ff ff ff ff  40 00 09 00 53 48 02 00 53 31  fe ff 0d e0 00 00 00 00
      fe ff dd e0 00 00 00 00`,
    codes: ["DATASET_IS_EXPLICIT"],
    expect: (dataset) => {
      const [only] = dataset.get(0x00411010) as Dataset[];
      assert.is(only?.get("ScheduledProcedureStepID"), "S1");
    },
  },
  {
    name: "UN for a public number whose length the VR cannot have stays UN",
    input: bytes`28 00 10 00 55 4e 00 00 03 00 00 00 01 02 03 00  `.subarray(0, 15),
    codes: ["DATASET_ODD_LENGTH"],
    expect: (dataset) => {
      assert.is(dataset.element("Rows")?.vr, "UN");
      assertBytes(dataset.get(0x00280010) as unknown as Uint8Array, bytes`01 02 03`);
    },
  },
  {
    name: "two NULs for a VR, with a short length",
    input: bytes`11 00 01 10 00 00 04 00 41 42 43 44  20 00 10 00 53 48 02 00 58 20`,
    codes: ["DATASET_UNKNOWN_VR"],
    expect: (dataset) => {
      assert.is((dataset.get(0x00111001) as Uint8Array).length, 4);
      assert.is(dataset.get("StudyID"), "X");
    },
  },
  {
    name: "?? for a VR, empty and followed by more",
    input: bytes`11 00 01 10 3f 3f 00 00  20 00 10 00 53 48 02 00 58 20`,
    codes: ["DATASET_UNKNOWN_VR"],
    expect: (dataset) => assert.is(dataset.get("StudyID"), "X"),
  },
  {
    name: "zeros behind the data set",
    input: bytes`10 00 20 00 4c 4f 02 00 58 20  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`,
    codes: ["DATASET_TRAILING_BYTES"],
    expect: (dataset) => {
      hasPatient(dataset);
      assert.is(dataset.size, 1);
    },
  },
  {
    name: "rubbish behind the data set",
    input: bytes`10 00 20 00 4c 4f 02 00 58 20  de ad be ef de ad be ef de ad be ef de ad be ef`,
    codes: ["DATASET_TRAILING_BYTES"],
    expect: (dataset) => assert.is(dataset.size, 1),
  },
  {
    name: "a data set inside the trailing padding stays what it is",
    input: bytes`
      10 00 20 00 4c 4f 02 00 58 20
      fc ff fc ff 4f 42 00 00 0a 00 00 00 10 00 20 00 4c 4f 02 00 59 20`,
    codes: [],
    expect: (dataset) => {
      hasPatient(dataset);
      assert.is(dataset.size, 2);
    },
  },
  {
    name: "native pixel data of undefined length",
    input: bytes`10 00 20 00 4c 4f 02 00 58 20  e0 7f 10 00 4f 57 00 00 ff ff ff ff 01 02 03 04 05 06 07 08`,
    codes: ["DATASET_ITEM_EXPECTED"],
    expect: (dataset) => {
      hasPatient(dataset);
      assertBytes(dataset.get("PixelData") as Uint8Array, bytes`01 02 03 04 05 06 07 08`);
    },
  },
  {
    name: "tags that do not ascend",
    input: bytes`10 00 20 00 4c 4f 02 00 58 20  08 00 60 00 43 53 02 00 43 54  20 00 10 00 53 48 02 00 59 20`,
    codes: ["DATASET_ORDER"],
    expect: (dataset) => {
      hasPatient(dataset);
      assert.equal(
        [...dataset.elements()].map(({ tag }) => tag),
        [0x00080060, 0x00100020, 0x00200010],
      );
    },
  },
  {
    name: "a value cut by the end",
    input: bytes`08 00 60 00 43 53 02 00 43 54  10 00 20 00 4c 4f 08 00 58`,
    codes: ["DATASET_VALUE_TRUNCATED"],
    expect: hasPatient,
  },
  {
    name: "a length of 4 GiB",
    input: bytes`10 00 20 00 4c 4f 02 00 58 20  42 00 11 00 4f 42 00 00 fe ff ff ff 01 02`,
    codes: ["DATASET_VALUE_TRUNCATED"],
    expect: (dataset) => {
      hasPatient(dataset);
      assertBytes(dataset.get("EncapsulatedDocument") as Uint8Array, bytes`01 02`);
    },
  },
];

for (const { name, label = EXPLICIT, input, codes, expect, isRelabelled } of CASES) {
  test(name, () => {
    const dataset = readDataset(input, { transferSyntaxUid: label });
    assert.equal(
      dataset.diagnostics.map(({ code }) => code),
      codes,
    );
    expect(dataset);
    const written = writeDataset(dataset, { transferSyntaxUid: label });
    if (!isRelabelled) assertBytes(written, input);
    else expect(readDataset(written, { transferSyntaxUid: label }));
    const strict = () => readDataset(input, { transferSyntaxUid: label, strict: true });
    if (codes.length > 0) assert.throws(strict, (error: unknown) => isDicomError(error, codes[0]));
    else strict();
  });
}

test("diagnostics are counted, and end", () => {
  const one = bytes`10 00 20 00 4c 4f 01 00 58`;
  const many = new Uint8Array(one.length * 3000);
  for (let at = 0; at < many.length; at += one.length) many.set(one, at);
  const { diagnostics } = readDataset(many, { transferSyntaxUid: EXPLICIT });
  assert.is(diagnostics.length, 1001);
  assert.is(diagnostics.at(-1)?.code, "DATASET_DIAGNOSTIC_LIMIT");
});
