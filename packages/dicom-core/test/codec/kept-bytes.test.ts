/** Nothing of what was read is lost by an edit or in another layout, though it is no element; what cannot be kept is told. */
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type Dataset,
  type Diagnostic,
  fromDicomJson,
  isDicomError,
  LimitExceededError,
  readDataset,
  recode,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDataset,
} from "../../src/index.ts";
import { linesOf } from "../support/corpus.ts";

const test = testSuite("core/kept bytes");
const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;
const IMPLICIT = TRANSFER_SYNTAX.implicitVrLittleEndian;
const BIG_ENDIAN = TRANSFER_SYNTAX.explicitVrBigEndian;
const DEFLATED = TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian;
/** Behind everything that is read here. */
const LAST = 0xfffbfffb;
const LAST_BYTES = bytes`fb ff fb ff 4c 4f 02 00 31 20`;

const read = (input: Uint8Array, transferSyntaxUid: string = EXPLICIT) =>
  readDataset(input, { transferSyntaxUid });
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const edited = (input: Uint8Array) => read(input).set(LAST, "1", { vr: "LO" });

function written(
  dataset: Dataset,
  transferSyntaxUid: string = EXPLICIT,
  lengths: "explicit" | "undefined" = "explicit",
) {
  const told: Diagnostic[] = [];
  const onDiagnostic = (diagnostic: Diagnostic) => void told.push(diagnostic);
  return { output: writeDataset(dataset, { transferSyntaxUid, lengths, onDiagnostic }), told };
}

// ---- sequences whose bytes are no items

const NO_ITEMS = bytes`
  08 00 10 11 53 51 00 00 0a 00 00 00        # (0008,1110) SQ, 10 bytes
  01 02 03 04 05 06 07 08 09 00
`;

test("a sequence of bytes that are no items is an empty one, and these bytes", () => {
  const dataset = read(NO_ITEMS);
  assert.equal(dataset.get(0x00081110), []);
  assert.equal(
    dataset.diagnostics.map(({ code }) => code),
    ["DATASET_ITEM_EXPECTED"],
  );
  assertBytes(written(dataset).output, NO_ITEMS);
  assertBytes(written(edited(NO_ITEMS)).output, join(NO_ITEMS, LAST_BYTES));
});

test("in another layout it is UN with the same bytes", () => {
  for (const transferSyntaxUid of [IMPLICIT, BIG_ENDIAN, DEFLATED]) {
    const back = read(written(read(NO_ITEMS), transferSyntaxUid).output, transferSyntaxUid);
    if (transferSyntaxUid === DEFLATED) assert.equal(back.get(0x00081110), []);
    else assertBytes(back.element(0x00081110)!.bytes, NO_ITEMS.subarray(12));
    const again = read(written(back, EXPLICIT).output).element(0x00081110)!;
    assertBytes(again.input.subarray(again.valueOffset, again.endOffset), NO_ITEMS.subarray(12));
  }
  const odd = join(NO_ITEMS.subarray(0, 8), bytes`05 00 00 00 01 02 03 04 05`);
  assertBytes(written(read(odd), IMPLICIT).output, bytes`08 00 10 11 06 00 00 00 01 02 03 04 05 00`);
});

test("in DICOM JSON, too", () => {
  const json = toDicomJson(read(NO_ITEMS));
  assert.equal(json, { "00081110": { vr: "UN", InlineBinary: "AQIDBAUGBwgJAA==" } });
  const { output } = written(fromDicomJson(json));
  assertBytes(output, join(bytes`08 00 10 11 55 4e 00 00 0a 00 00 00`, NO_ITEMS.subarray(12)));
});

test("so it is within items, and when it is cut", () => {
  const nested = join(bytes`40 00 75 02 53 51 00 00 1e 00 00 00 fe ff 00 e0 16 00 00 00`, NO_ITEMS);
  const back = read(written(read(nested), IMPLICIT).output, IMPLICIT);
  assertBytes(back.get("RequestAttributesSequence")![0]!.element(0x00081110)!.bytes, NO_ITEMS.subarray(12));
  const cut = NO_ITEMS.subarray(0, 18);
  const element = read(written(edited(cut)).output).element(0x00081110)!;
  assertBytes(element.bytes, cut.subarray(12));
});

test("what is no sequence of bytes is none: an empty one, a delimiter, an item, what is set", () => {
  for (const input of [
    bytes`08 00 10 11 53 51 00 00 00 00 00 00`,
    bytes`08 00 10 11 53 51 00 00 08 00 00 00 fe ff dd e0 00 00 00 00`,
    bytes`08 00 10 11 53 51 00 00 ff ff ff ff fe ff dd e0 00 00 00 00`,
  ]) {
    assertBytes(written(read(input), IMPLICIT).output, bytes`08 00 10 11 00 00 00 00`);
    assert.equal(toDicomJson(read(input)), { "00081110": { vr: "SQ" } });
  }
  const dataset = read(NO_ITEMS).set(0x00081110, []);
  assertBytes(written(dataset).output, bytes`08 00 10 11 53 51 00 00 00 00 00 00`);
  const filled = read(bytes`08 00 10 11 53 51 00 00 08 00 00 00 fe ff 00 e0 00 00 00 00`);
  (filled.get(0x00081110) as Dataset[]).pop();
  assertBytes(written(filled).output, bytes`08 00 10 11 53 51 00 00 00 00 00 00`);
});

const ITEM_THEN_BYTES = bytes`
  40 00 75 02 53 51 00 00 20 00 00 00        # (0040,0275) SQ, 32 bytes
  fe ff 00 e0 0a 00 00 00  40 00 09 00 53 48 02 00 53 31
  01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e  # no item
`;

test("bytes behind items are kept by an edit of an item; where they cannot be, that is told", () => {
  const dataset = read(ITEM_THEN_BYTES);
  dataset.get("RequestAttributesSequence")![0]!.set("ScheduledProcedureStepID", "S2");
  const expected = ITEM_THEN_BYTES.slice();
  expected[29] = 0x32;
  const kept = written(dataset);
  assertBytes(kept.output, expected);
  assert.equal(kept.told, []);
  for (const transferSyntaxUid of [IMPLICIT, BIG_ENDIAN]) {
    const { output, told } = written(dataset, transferSyntaxUid);
    assert.equal(read(output, transferSyntaxUid).diagnostics, []);
    assert.equal(
      told.map(({ code, path }) => `${code} ${path}`),
      ["DATASET_LEFT_OUT 0040,0275"],
    );
  }
  assert.is(written(dataset, EXPLICIT, "undefined").told[0]?.code, "DATASET_LEFT_OUT");
});

test("items that are taken out leave no bytes", () => {
  const two = bytes`
    40 00 75 02 53 51 00 00 24 00 00 00
    fe ff 00 e0 0a 00 00 00  40 00 09 00 53 48 02 00 53 31
    fe ff 00 e0 0a 00 00 00  40 00 09 00 53 48 02 00 53 32
  `;
  const dataset = read(two);
  dataset.get("RequestAttributesSequence")!.pop();
  const one = join(bytes`40 00 75 02 53 51 00 00 12 00 00 00`, two.subarray(12, 30));
  assertBytes(written(dataset).output, one);
});

// ---- content that is nested too deep

/** Sequences in sequences, in the innermost one a name and a number. */
function nested(depth: number, isExplicit: boolean, isLittleEndian = true): Uint8Array {
  const number = (value: number, size: number) =>
    Array.from({ length: size }, (_, i) => (value >>> (8 * (isLittleEndian ? i : size - 1 - i))) & 0xff);
  const tag = (value: number) => [...number(value >>> 16, 2), ...number(value & 0xffff, 2)];
  const head = (value: number, vr: string, length: number) =>
    isExplicit
      ? [...tag(value), vr.charCodeAt(0), vr.charCodeAt(1), ...number(length, 2)]
      : [...tag(value), ...number(length, 4)];
  const sequence = isExplicit
    ? [...tag(0x00400275), 0x53, 0x51, 0, 0, ...number(0xffffffff, 4)]
    : [...tag(0x00400275), ...number(0xffffffff, 4)];
  const open = [...sequence, ...tag(0xfffee000), ...number(0xffffffff, 4)];
  const close = [...tag(0xfffee00d), 0, 0, 0, 0, ...tag(0xfffee0dd), 0, 0, 0, 0];
  const content = [
    ...head(0x00280010, "US", 2),
    ...number(0x1234, 2),
    ...head(0x00400009, "SH", 2),
    0x53,
    0x31,
  ];
  return Uint8Array.from([
    ...Array.from({ length: depth }, () => open).flat(),
    ...content,
    ...Array.from({ length: depth }, () => close).flat(),
  ]);
}

test("content deeper than the limit is written in other layouts as what it is", () => {
  const layouts = [
    { transferSyntaxUid: EXPLICIT, bytes: (depth: number) => nested(depth, true) },
    { transferSyntaxUid: IMPLICIT, bytes: (depth: number) => nested(depth, false) },
    { transferSyntaxUid: BIG_ENDIAN, bytes: (depth: number) => nested(depth, true, false) },
  ];
  for (const from of layouts) {
    for (const to of layouts) {
      for (const depth of [512, 513, 700, 1024]) {
        const dataset = read(from.bytes(depth), from.transferSyntaxUid);
        const { output } = written(dataset, to.transferSyntaxUid, "undefined");
        assertBytes(
          output,
          to.bytes(depth),
          `${depth}, ${from.transferSyntaxUid} as ${to.transferSyntaxUid}`,
        );
        const { output: withLengths } = written(dataset, to.transferSyntaxUid);
        const back = readDataset(withLengths, { ...to, limits: { maxNestingDepth: 2000 } });
        let inner = back;
        for (let i = 0; i < depth; i += 1) inner = inner.get("RequestAttributesSequence")![0]!;
        assert.is(inner.get("Rows"), 0x1234);
      }
    }
  }
});

test("content deeper than what is written is an error with the path", () => {
  for (const depth of [1025, 3000, 70_000]) {
    const bytes = nested(depth, true);
    const dataset = read(bytes);
    assertBytes(written(dataset).output, bytes);
    for (const transferSyntaxUid of [IMPLICIT, BIG_ENDIAN]) {
      try {
        written(dataset, transferSyntaxUid);
        assert.unreachable();
      } catch (error) {
        assert.ok(
          error instanceof LimitExceededError && isDicomError(error, "LIMIT_EXCEEDED"),
          String(error),
        );
        assert.match(String(error.details.path), /^0040,0275\[0\]\..*…/);
      }
    }
  }
});

test("what is deeper still of Implicit VR is UN in Explicit VR, which means just that", () => {
  const dataset = read(nested(2000, false), IMPLICIT);
  const { output } = written(dataset, EXPLICIT);
  const back = readDataset(output, { transferSyntaxUid: EXPLICIT, limits: { maxNestingDepth: 3000 } });
  let inner = back;
  for (let i = 0; i < 2000; i += 1) inner = inner.get("RequestAttributesSequence")![0]!;
  assert.is(inner.get("Rows"), 0x1234);
});

test("text in deep content is in the character set around it", () => {
  const charset = bytes`08 00 05 00 43 53 0a 00 49 53 4f 5f 49 52 20 31 30 30`;
  const deep = nested(600, true);
  deep[deep.indexOf(0x53, deep.length - 600 * 16 - 3) + 0] = 0xfc;
  const dataset = read(join(charset, deep)).set("SpecificCharacterSet", "ISO_IR 192");
  const { output } = written(dataset, IMPLICIT);
  const back = readDataset(output, { transferSyntaxUid: IMPLICIT, limits: { maxNestingDepth: 600 } });
  assert.ok(linesOf(back).some((line) => line.endsWith("00400009 SH \u00c3\u00bc1 ")));
});

test("text in deep content is recoded when only the character set changes", () => {
  const charset = bytes`08 00 05 00 43 53 0a 00 49 53 4f 5f 49 52 20 31 30 30`;
  const deep = nested(600, true);
  deep[deep.indexOf(0x53, deep.length - 600 * 16 - 3)] = 0xfc;
  const { output } = written(read(join(charset, deep)).set("SpecificCharacterSet", "ISO_IR 192"));
  const back = readDataset(output, { transferSyntaxUid: EXPLICIT, limits: { maxNestingDepth: 600 } });
  assert.ok(linesOf(back).some((line) => line.endsWith("00400009 SH \u00c3\u00bc1 ")));
});

test("recoding keeps bytes that are no items, and tells of what it leaves out", () => {
  const { dataset, losses } = recode(read(NO_ITEMS), ["ISO_IR 192"]);
  const element = dataset.element(0x00081110)!;
  assertBytes(element.input.subarray(element.valueOffset, element.endOffset), NO_ITEMS.subarray(12));
  assert.equal(losses, []);
  for (const input of [TWICE, join(MODALITY, bytes`01 02 03`)]) {
    assert.equal(
      recode(read(input), ["ISO_IR 192"]).losses.map(({ code }) => code),
      ["DATASET_LEFT_OUT"],
    );
  }
});

// ---- what came twice, bytes at the end

const TWICE = bytes`
  08 00 60 00 43 53 02 00 43 54
  10 00 20 00 4c 4f 02 00 41 31              # (0010,0020)
  10 00 20 00 4c 4f 02 00 41 32              # again: this one counts
  10 00 40 00 43 53 02 00 4d 20
`;

test("an edit keeps what came twice, but not of what it sets or deletes", () => {
  assertBytes(written(edited(TWICE)).output, join(TWICE, LAST_BYTES));
  const first = TWICE.subarray(0, 10);
  const last = TWICE.subarray(30);
  assertBytes(
    written(read(TWICE).set("PatientID", "A3")).output,
    join(first, bytes`10 00 20 00 4c 4f 02 00 41 33`, last),
  );
  const without = read(TWICE);
  without.delete("PatientID");
  assertBytes(written(without).output, join(first, last));
  assertBytes(
    written(read(TWICE), IMPLICIT).output,
    bytes`08 00 60 00 02 00 00 00 43 54  10 00 20 00 02 00 00 00 41 31  10 00 20 00 02 00 00 00 41 32
          10 00 40 00 02 00 00 00 4d 20`,
  );
});

test("what came twice in an item stays there", () => {
  const input = join(bytes`40 00 75 02 53 51 00 00 30 00 00 00 fe ff 00 e0 28 00 00 00`, TWICE);
  const dataset = read(input);
  dataset.get("RequestAttributesSequence")![0]!.set("PatientSex", "F");
  const expected = input.slice();
  expected[expected.length - 2] = 0x46;
  assertBytes(written(dataset).output, expected);
});

const MODALITY = bytes`08 00 60 00 43 53 02 00 43 54`;

test("an edit keeps the bytes at the end; in another layout they are told to be left out", () => {
  for (const end of [
    bytes`01 02 03`,
    bytes`00 00 00 00 00 00 00 00 00 00`,
    bytes`ff ff ff ff ff ff ff ff ff`,
  ]) {
    const input = join(MODALITY, end);
    assert.equal(
      read(input).diagnostics.map(({ code }) => code),
      ["DATASET_TRAILING_BYTES"],
    );
    const kept = written(edited(input));
    assertBytes(kept.output, join(MODALITY, LAST_BYTES, end));
    assert.equal(kept.told, []);
    const removed = read(input);
    removed.delete("Modality");
    assertBytes(written(removed).output, end);
    const { output, told } = written(read(input), IMPLICIT);
    assertBytes(output, bytes`08 00 60 00 02 00 00 00 43 54`);
    assert.equal(
      told.map(({ code, path, message }) => `${code} ${path} ${message.split(" ")[0]}`),
      [`DATASET_LEFT_OUT  ${end.length}`],
    );
  }
});

test("bytes at the end of an item stay there, unless a delimiter is to follow them", () => {
  const input = join(
    bytes`40 00 75 02 53 51 00 00 15 00 00 00 fe ff 00 e0 0d 00 00 00`,
    MODALITY,
    bytes`01 02 03`,
    bytes`50 00 10 00 53 48 02 00 53 32`,
  );
  const dataset = read(input);
  dataset.get("RequestAttributesSequence")![0]!.set("Modality", "MR");
  const expected = input.slice();
  expected.set([0x4d, 0x52], 28);
  assertBytes(written(dataset).output, expected);
  const { output, told } = written(dataset, EXPLICIT, "undefined");
  assert.equal(read(output).diagnostics, []);
  assert.equal(
    told.map(({ code, path }) => `${code} ${path}`),
    ["DATASET_LEFT_OUT 0040,0275[0]"],
  );
});

test("bytes behind a deflated stream are told and kept, but for the zero that makes it even", () => {
  const end = bytes`01 02 03 04 05`;
  const stream = written(read(MODALITY), DEFLATED).output;
  const dataset = read(join(stream, end), DEFLATED);
  assert.equal(
    dataset.diagnostics.map(({ code }) => code),
    ["DATASET_TRAILING_BYTES"],
  );
  assertBytes(written(dataset, DEFLATED).output, join(stream, end));
  dataset.set("Modality", "MR");
  const { output, told } = written(dataset, DEFLATED);
  assert.equal(told, []);
  assert.is(output.length % 2, 0);
  const back = read(output, DEFLATED);
  assert.is(back.get("Modality"), "MR");
  assertBytes(
    back.origin!.rest.filter((byte) => byte !== 0),
    end,
  );
  for (const onUnencodable of ["error", "widen"] as const) {
    const left: string[] = [];
    const onDiagnostic = ({ code }: Diagnostic) => void left.push(code);
    writeDataset(dataset, { transferSyntaxUid: IMPLICIT, onUnencodable, onDiagnostic });
    assert.equal(left, ["DATASET_LEFT_OUT"], onUnencodable);
    writeDataset(dataset, { transferSyntaxUid: DEFLATED, onUnencodable, onDiagnostic });
    assert.is(left.length, 1);
  }
  assert.equal(read(stream, DEFLATED).diagnostics, []);
  assert.equal(read(join(stream, bytes`00`), DEFLATED).diagnostics, []);
});
