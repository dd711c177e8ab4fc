import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type Dataset,
  type DicomFile,
  formatDicomJson,
  fromDicomJson,
  isDicomError,
  readDataset,
  readDicomFile,
  toDicomJson,
  writeDataset,
} from "../../src/index.ts";
import { corpusBytes, corpusPaths, knownFailures } from "./corpus.ts";

const test = testSuite("core/DICOM JSON there and back", { data: true, timeoutMs: 60_000 });

/** What cannot come back as it was, and why. */
const CHANGED: Record<string, string> = {
  "generated/malformed/58_charset_unknown.dcm": "bytes of an unknown character set were read as U+FFFD",
  "generated/malformed/61_charset_missing_nonascii.dcm": "text outside ASCII makes (0008,0005) be added",
  "highdicom/dx_image.dcm": "a value of odd length is padded when it is written",
  "pydicom/meta_missing_tsyntax.dcm": "a value of odd length is padded when it is written",
  "pydicom/nested_priv_SQ.dcm": "a value of odd length is padded when it is written",
};

function read(path: string): DicomFile | undefined {
  try {
    return readDicomFile(corpusBytes(path));
  } catch (error) {
    if (!isDicomError(error)) throw error;
    return undefined;
  }
}

function assertFragments(dataset: Dataset, expected: readonly Uint8Array[], path: string): void {
  const fragments = dataset.element("PixelData")?.fragments ?? [];
  assert.is(fragments.length, expected.length, path);
  for (const [index, fragment] of fragments.entries())
    assertBytes(fragment, expected[index] as Uint8Array, path);
}

test("data set, JSON text, data set, bytes, data set: the same values for every file", () => {
  const known = knownFailures();
  const changed: string[] = [];
  let count = 0;
  let encapsulatedCount = 0;
  for (const path of corpusPaths()) {
    const file = read(path);
    if (file === undefined) continue;
    const { dataset, transferSyntaxUid } = file;
    const text = formatDicomJson(toDicomJson(dataset));
    const back = fromDicomJson(JSON.parse(text), { transferSyntaxUid });
    const fragments = dataset.element("PixelData")?.fragments;
    if (fragments) {
      assertFragments(back, fragments, path);
      encapsulatedCount += 1;
    }
    const bytes = writeDataset(back, { transferSyntaxUid, onUnencodable: "replace" });
    const again = formatDicomJson(toDicomJson(readDataset(bytes, { transferSyntaxUid })));
    count += 1;
    if (again !== text && !known.has(path)) changed.push(path);
  }
  assert.ok(count > 480, `only ${count} files`);
  assert.ok(encapsulatedCount > 50, `only ${encapsulatedCount} files with fragments`);
  assert.equal(changed, Object.keys(CHANGED));
});
