/** What is still there of damaged data is there after an edit, too: no header that lies is written again. */
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type Dataset,
  isDicomError,
  readDataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";
import { corpusFiles, linesOf } from "../support/corpus.ts";
import { mutate } from "../support/mutate.ts";
import { createRandom } from "../support/random.ts";

const test = testSuite("core/edits of damaged data");
const corpus = testSuite("core/edits of damaged files", { data: true, timeoutMs: 120_000 });
const EXPLICIT = { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian };
/** Behind everything that is read here. */
const LAST = 0xfffbfffb;

const DAMAGED: Record<string, Uint8Array> = {
  "a value cut by the end": bytes`08 00 60 00 43 53 02 00 43 54  10 00 20 00 4c 4f 08 00 58 20`,
  "a length of 4 GiB": bytes`08 00 60 00 43 53 02 00 43 54  42 00 11 00 4f 42 00 00 fe ff ff ff 01 02`,
  "a sequence and an item without their ends": bytes`
    08 00 60 00 43 53 02 00 43 54
    40 00 75 02 53 51 00 00 ff ff ff ff  fe ff 00 e0 ff ff ff ff  40 00 09 00 53 48 02 00 53 31`,
  "a sequence cut by the end": bytes`
    40 00 75 02 53 51 00 00 40 00 00 00  fe ff 00 e0 30 00 00 00  40 00 09 00 53 48 02 00 53 31`,
  "a sequence that ends without its delimiter": bytes`
    40 00 75 02 53 51 00 00 ff ff ff ff  fe ff 00 e0 0a 00 00 00  40 00 09 00 53 48 02 00 53 31
    50 00 10 00 53 48 02 00 53 32`,
  "a sequence whose length is too short": bytes`
    40 00 75 02 53 51 00 00 0e 00 00 00  fe ff 00 e0 0c 00 00 00  40 00 09 00 53 48 04 00 53 31 32 33`,
  "fragments without their end": bytes`
    e0 7f 10 00 4f 42 00 00 ff ff ff ff  fe ff 00 e0 00 00 00 00  fe ff 00 e0 04 00 00 00 01 02 03 04`,
  "a fragment cut by the end": bytes`
    e0 7f 10 00 4f 42 00 00 ff ff ff ff  fe ff 00 e0 00 00 00 00  fe ff 00 e0 40 00 00 00 01 02 03 04`,
  "native pixel data of undefined length": bytes`
    e0 7f 10 00 4f 57 00 00 ff ff ff ff 01 02 03 04 05 06 07 08`,
};

for (const [name, input] of Object.entries(DAMAGED)) {
  test(name, () => {
    const damaged = readDataset(input, EXPLICIT);
    assert.ok(damaged.diagnostics.length > 0);
    const expected = linesOf(damaged);
    const edited = readDataset(writeDataset(damaged.set(LAST, "1", { vr: "LO" }), EXPLICIT), EXPLICIT);
    assert.equal(edited.diagnostics, []);
    assert.equal(linesOf(edited), [...expected, "FFFBFFFB LO 1 "]);
  });
}

test("what is not damaged is still written as it was, beside what is", () => {
  const whole = bytes`
    40 00 75 02 53 51 00 00 ff ff ff ff  fe ff 00 e0 ff ff ff ff  40 00 09 00 53 48 02 00 53 31
    fe ff 0d e0 00 00 00 00  fe ff dd e0 00 00 00 00`;
  const cut = bytes`50 00 10 00 53 48 08 00 53 32`;
  const dataset = readDataset(Uint8Array.of(...whole, ...cut), EXPLICIT).set(LAST, "1", { vr: "LO" });
  assertBytes(writeDataset(dataset, EXPLICIT).subarray(0, whole.length), whole);
});

/** Without what an edit leaves out, and without padding. */
function keptLines(dataset: Dataset): string[] {
  return linesOf(dataset)
    .filter((line) => !/^(\s*\d+\.)*\s*([0-9A-F]{4}0000|FFFBFFFB) /.test(line))
    .map((line) => line.replace(/[ \0]*$/, ""));
}

corpus("hardly anything is lost by an edit, however damaged", () => {
  const files = [...corpusFiles(12_000)];
  let count = 0;
  const lost: string[] = [];
  for (let seed = 0; seed < 600; seed += 1) {
    const random = createRandom(seed);
    const one = random.pick(files);
    const { bytes: damaged } = mutate(one.bytes, random.pick(files).bytes, random);
    try {
      const { dataset, transferSyntaxUid } = readDicomFile(damaged, {
        limits: { maxInflatedBytes: 2 ** 22 },
      });
      dataset.set(LAST, "1", { vr: "LO" });
      const edited = readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid });
      count += 1;
      const expected = keptLines(dataset);
      const found = keptLines(edited);
      if (expected.join("\n") !== found.join("\n")) lost.push(`seed ${seed}, ${one.path}`);
    } catch (error) {
      if (!isDicomError(error)) throw error;
    }
  }
  assert.ok(count > 400, `${count} files could be read and written`);
  // A VR that the layout has no room for, or data that no longer looks like the layout it was taken for.
  assert.ok(lost.length * 200 <= count, lost.join("\n"));
});
