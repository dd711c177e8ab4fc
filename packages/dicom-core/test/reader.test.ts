// Needs a process of its own. Imports nothing but the `reader` entry: the dictionary must not be there until it is loaded.
import * as assert from "uvu/assert";
import { bytes } from "../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import {
  Dataset,
  isDicomError,
  loadCharacterSets,
  loadDictionary,
  loadPrivateDictionary,
  openDicomFile,
  readDataset,
  readDicomFile,
} from "../src/reader.ts";

const test = testSuite("core/reader");

const EXPLICIT = bytes`
  10 00 10 00 50 4E 04 00 44 6F 65 20 # (0010,0010) PN
  28 00 10 00 55 53 02 00 80 02    # (0028,0010) US 640
`;
const IMPLICIT = bytes`
  10 00 10 00 04 00 00 00 44 6F 65 20 # (0010,0010)
  28 00 10 00 02 00 00 00 80 02    # (0028,0010) 640
`;
const explicit = { transferSyntaxUid: "1.2.840.10008.1.2.1" };
const implicit = { transferSyntaxUid: "1.2.840.10008.1.2" };
const deflated = { transferSyntaxUid: "1.2.840.10008.1.2.1.99" };
/** (0010,0010) PN, empty, in a stored block. */
const DEFLATED = bytes`01 08 00 F7 FF  10 00 10 00 50 4E 00 00`;
const isMissing = (error: unknown) => isDicomError(error, "STATE_DICTIONARY_MISSING");

test("without the dictionary: Explicit VR by tag numbers, everything else says what is missing", () => {
  const dataset = readDataset(EXPLICIT, explicit);
  assert.is(String(dataset.get(0x00100010)), "Doe");
  assert.is(dataset.get(0x00280010), 640);
  assert.throws(() => dataset.get("PatientName"), isMissing);
  assert.throws(() => readDataset(DEFLATED, deflated), isMissing);
  assert.throws(() => String(readDataset(IMPLICIT, implicit).get(0x00280010)), isMissing);
});

test("without the dictionary: a Part 10 file, at once and from chunks", async () => {
  const meta = bytes`
    02 00 00 00 55 4C 04 00 1C 00 00 00                                                     # 28 bytes
    02 00 10 00 55 49 14 00 31 2E 32 2E 38 34 30 2E 31 30 30 30 38 2E 31 2E 32 2E 31 00     # Explicit VR LE
  `;
  const file = Uint8Array.from([...new Uint8Array(128), ...bytes`44 49 43 4D`, ...meta, ...EXPLICIT]);
  async function* chunks() {
    for (const byte of file) yield Uint8Array.of(byte);
  }
  for (const opened of [readDicomFile(file), await openDicomFile(chunks())]) {
    assert.is(opened.transferSyntaxUid, explicit.transferSyntaxUid);
    assert.equal(opened.diagnostics, []);
    assert.is(opened.dataset.get(0x00280010), 640);
  }
});

test("with it: keywords and Implicit VR, and data sets read before know keywords too", async () => {
  const earlier = readDataset(EXPLICIT, explicit);
  await loadDictionary();
  assert.is(earlier.get("Rows"), 640);
  assert.is(readDataset(IMPLICIT, implicit).get("Rows"), 640);
  assert.ok(readDataset(DEFLATED, deflated).has("PatientName"));
  await loadDictionary();
});

test("bytes that a single set does not assign are told without the character sets too", () => {
  for (const [charset, value] of [
    ["0A 00 49 53 4F 5F 49 52 20 31 39 32", "61 E6 62 63"],
    ["0A 00 49 53 4F 5F 49 52 20 31 32 37", "61 A1 62 63"],
    ["08 00 47 42 31 38 30 33 30 20", "61 FF 62 63"],
  ]) {
    const dataset = readDataset(
      bytes(`08 00 05 00 43 53 ${charset} 08 00 30 10 4C 4F 04 00 ${value}`),
      explicit,
    );
    assert.is(dataset.get(0x00081030), "a\uFFFDbc");
    assert.equal(
      dataset.diagnostics.map(({ code, path }) => `${code} ${path}`),
      ["CHARSET_BYTES 0008,1030"],
    );
  }
});

const SINGLE_BYTE_SETS = [100, 101, 109, 110, 144, 127, 126, 138, 148, 203, 166].map((n) => `ISO_IR ${n}`);

/** Returns what each byte from A0 on is, as the first of a value. */
function lettersOf(term: string): string[] {
  const declaration = [...term].map((character) => character.charCodeAt(0).toString(16)).join("");
  return Array.from({ length: 96 }, (_, at) => {
    const value = `${(0xa0 + at).toString(16)} 41`;
    const dataset = readDataset(
      bytes(`08 00 05 00 43 53 0A 00 ${declaration} 10 00 00 10 4C 4F 02 00 ${value}`),
      explicit,
    );
    return String(dataset.get(0x00101000));
  });
}

test("text in one set at once, code extensions when they are loaded", async () => {
  const read = (charset: string, name: string) =>
    readDataset(bytes(`08 00 05 00 43 53 ${charset} 10 00 10 00 50 4E ${name}`), explicit).get(0x00100010);
  const readAll = (charset: string, text: string) =>
    readDataset(bytes(`08 00 05 00 43 53 ${charset} 10 00 00 10 4C 4F ${text}`), explicit).getAll(0x00101000);
  const latin = "0A 00 49 53 4F 5F 49 52 20 31 30 30";
  const utf8 = "0A 00 49 53 4F 5F 49 52 20 31 39 32";
  const korean = "10 00 5C 49 53 4F 20 32 30 32 32 20 49 52 20 31 34 39";
  assert.is(String(read(latin, "02 00 4D FC")), "Mü");
  assert.is(String(read(utf8, "04 00 4D C3 BC 20")), "Mü");
  const needsMore = (error: unknown) =>
    isDicomError(error, "STATE_CHARACTER_SETS_MISSING") && error.message.includes("loadCharacterSets()");
  assert.throws(() => read(latin, "02 00 4D 85"), needsMore);
  assert.throws(() => read(korean, "06 00 1B 24 29 43 B1 E8"), needsMore);
  // Escape sequences that are not declared are no text either, though all their bytes are ASCII.
  assert.throws(() => read(latin, "08 00 1B 24 42 3B 33 1B 28 42"), needsMore);
  assert.throws(() => read(utf8, "04 00 C3 BC 1B 41"), needsMore);
  assert.is(String(read(utf8, "04 00 EF BF BD 20")), "\uFFFD");
  // ASCII is in every one of several sets, with a backslash between values and a tilde too; not so in ISO-IR 14.
  assert.equal(readAll(korean, "06 00 41 5C 42 7E 43 20"), ["A", "B~C"]);
  const katakana =
    "1C 00 49 53 4F 20 32 30 32 32 20 49 52 20 31 33 5C 49 53 4F 20 32 30 32 32 20 49 52 20 36";
  assert.throws(() => readAll(katakana, "04 00 41 5C 42 7E"), needsMore);
  const lettersAtOnce = SINGLE_BYTE_SETS.map(lettersOf);
  await loadCharacterSets();
  for (const [index, letters] of SINGLE_BYTE_SETS.map(lettersOf).entries()) {
    // What platforms make of bytes that are not assigned is their own.
    const expected = letters.map((text, at) => (text.includes("\uFFFD") ? lettersAtOnce[index]?.[at] : text));
    assert.equal(lettersAtOnce[index], expected, SINGLE_BYTE_SETS[index]);
  }
  assert.equal(readAll(katakana, "04 00 41 5C 42 7E"), ["A", "B\u203e"]);
  assert.is(String(read(utf8, "04 00 C3 BC 1B 41")), "ü\uFFFDA");
  assert.is(String(read(latin, "02 00 4D 85")), "M\u0085");
  assert.is(String(read(korean, "06 00 1B 24 29 43 B1 E8")), "김");
});

test("it only reads", () => {
  assert.throws(
    () => readDataset(EXPLICIT, explicit).set("Rows", 1),
    (error: unknown) => isDicomError(error, "STATE_READ_ONLY"),
  );
});

test("the main entry is made of the same modules", async () => {
  await loadPrivateDictionary();
  const main = await import("../src/index.ts");
  assert.is(main.Dataset, Dataset);
  assert.is(main.readDataset, readDataset);
  assert.is(readDataset(EXPLICIT, explicit).set("Rows", 1).get("Rows"), 1);
});
