import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { isDicomError, readDicomFile, toDicomJson } from "../../src/index.ts";
import { corpusBytes, corpusPaths, knownFailures, malformedEntries, truthOf } from "./corpus.ts";
import { type CompareOptions, compareWithTruth, type TruthAttribute } from "./truth-model.ts";

const test = testSuite("core/DICOM JSON of real files", { data: true, timeoutMs: 60_000 });

const MALFORMED = "generated/malformed/";
const REFERENCE = `${MALFORMED}00_valid_reference.dcm`;

/** Returns the differences; what is thrown is one. */
function differences(
  path: string,
  truth: Record<string, TruthAttribute>,
  options?: CompareOptions,
): string[] {
  try {
    return compareWithTruth(truth, toDicomJson(readDicomFile(corpusBytes(path)).dataset), options);
  } catch (error) {
    if (!isDicomError(error)) throw error;
    return [`${error.code}: ${error.message}`];
  }
}

/** Fails on a difference in a file that is not listed, and on a listed file that has none. */
function judge(found: ReadonlyMap<string, readonly string[]>): void {
  const known = knownFailures();
  const unexpected: string[] = [];
  const stale: string[] = [];
  for (const [path, lines] of found) {
    if (lines.length > 0 && !known.has(path))
      unexpected.push(path, ...lines.slice(0, 5).map((line) => `    ${line}`));
    if (lines.length === 0 && known.has(path)) stale.push(path);
  }
  assert.is(unexpected.join("\n"), "", "files that differ from their model");
  assert.is(stale.join("\n"), "", "files to be taken out of test-vectors/known-failures.txt");
}

test("every file with a model is what the model says", () => {
  const found = new Map<string, string[]>();
  for (const path of corpusPaths()) {
    const truth = path.startsWith(MALFORMED) ? undefined : truthOf(path);
    if (truth) found.set(path, differences(path, truth));
  }
  assert.ok(found.size > 450, `only ${found.size} files`);
  judge(found);
});

/** Broken files for which another tool than the model's maker recovers more: as much as the file they were made from. */
const MORE_THAN_THE_MODEL: Record<string, CompareOptions> = {
  // The model's maker takes `DICM` for an element.
  "04_no_preamble_but_meta.dcm": {},
  // dcmdump reads on behind the two NUL bytes.
  "21_nul_vr.dcm": {},
  // dcmdump reads the whole item, and the Pixel Data behind it.
  "24_sequence_length_too_short.dcm": {},
  // Cut in Pixel Data, or in a sequence before it.
  "01_truncated_in_pixels.dcm": { except: ["7FE00010"] },
  "22_sequence_not_closed.dcm": { except: ["7FE00010"] },
  // Recoverable by detection, says malformed.json; no tool did.
  "55_deflated_zlib_header.dcm": {},
};

/** Where a model of a broken file is not what has to be read. */
const EXCEPTIONS: Record<string, readonly string[]> = {
  // Implicit VR data has its Pixel Data in OW, whatever the label says. PS3.5 A.1.
  "12_declared_explicit_is_implicit.dcm": ["7FE00010"],
  // Rubbish behind the data set is not an element, though the model's maker reads one.
  "31_trailing_garbage.dcm": ["ADDEEFBE"],
  // The model's maker takes all that follows into this value.
  "21_nul_vr.dcm": ["00111001"],
  // The model's maker cuts an item that is longer than its sequence, and reads its rest as an element.
  "24_sequence_length_too_short.dcm": ["00400275", "6E616E69"],
  // The header, says malformed.json: where this value ends is not known, the model's maker looks for a delimiter.
  "36_undefined_length_native_pixels.dcm": ["7FE00010"],
  // Everything but the text, says malformed.json.
  "58_charset_unknown.dcm": ["00100010"],
  "61_charset_missing_nonascii.dcm": ["00100010"],
};

/** Nothing, or only the beginning, can be had of these. */
const BEGINNINGS: Record<string, number> = {
  "01_truncated_in_meta.dcm": 0,
  "66_windows_line_noise.dcm": 0,
  "54_deflated_truncated.dcm": 1,
  "46_nested_20000.dcm": 1,
};

test("of every broken file as much is read as the best tool reads", () => {
  const reference = truthOf(REFERENCE) ?? {};
  const found = new Map<string, string[]>();
  for (const [path, { recoverable }] of Object.entries(malformedEntries())) {
    if (!path.startsWith(MALFORMED)) continue;
    const name = path.slice(MALFORMED.length);
    const least = BEGINNINGS[name];
    const more = MORE_THAN_THE_MODEL[name];
    const truth = truthOf(path);
    if (recoverable === "error") {
      assert.throws(() => readDicomFile(corpusBytes(path)), isDicomError, path);
    } else if (name === "01_truncated_in_preamble.dcm") {
      // Zeroes only: no element of the data set is in it.
      assert.throws(() => readDicomFile(corpusBytes(path)), isDicomError, path);
    } else if (least !== undefined) {
      found.set(path, beginning(path, reference, least));
    } else {
      const lines = more ? differences(path, reference, { ...more, allowMore: true }) : [];
      if (truth && name !== "04_no_preamble_but_meta.dcm") {
        lines.push(...differences(path, truth, { allowMore: true, except: EXCEPTIONS[name] ?? [] }));
      }
      assert.ok(more || truth, `${path}: nothing to compare with`);
      found.set(path, lines);
    }
  }
  assert.ok(found.size > 40, `only ${found.size} files`);
  judge(found);
});

/** What there is must be as in the file it was made from, and some of it must be there. */
function beginning(path: string, reference: Record<string, TruthAttribute>, least: number): string[] {
  try {
    const json = toDicomJson(readDicomFile(corpusBytes(path)).dataset);
    const there = Object.entries(reference).filter(([tag]) => json[tag] !== undefined);
    const lines = there.length < least ? [`${there.length} elements, not ${least}`] : [];
    return [
      ...lines,
      ...compareWithTruth(Object.fromEntries(there), json, { allowMore: true, except: ["7FE00010"] }),
    ];
  } catch (error) {
    if (!isDicomError(error)) throw error;
    return least === 0 ? [] : [`${error.code}: ${error.message}`];
  }
}

test("what is listed exists", () => {
  const paths = new Set(corpusPaths());
  for (const path of knownFailures().keys()) assert.ok(paths.has(path), path);
});
