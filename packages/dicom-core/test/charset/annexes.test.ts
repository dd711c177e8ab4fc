import { readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type Diagnostic,
  decodeText,
  encodeText,
  readDataset,
  TRANSFER_SYNTAX,
  type Vr,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/examples of PS3.5 Annexes H to K");

interface Example {
  example: string;
  specificCharacterSet: string[];
  vr: Vr;
  text: string;
  bytes: string;
}

const FOLDER = repositoryPath("test-vectors", "charset");
const examples = readdirSync(FOLDER).flatMap(
  (file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")).examples as Example[],
);

test("are all there", () => {
  assert.is(examples.length, 12);
});

for (const { example, specificCharacterSet, vr, text, bytes: hex } of examples) {
  test(`${example}: bytes to text, text to bytes, and through a data set`, () => {
    const told: Diagnostic[] = [];
    const onDiagnostic = (diagnostic: Diagnostic) => told.push(diagnostic);
    const encoded = bytes(hex);
    assert.is(decodeText(encoded, specificCharacterSet, vr, { onDiagnostic }), text);
    assertBytes(encodeText(text, specificCharacterSet, vr, { onDiagnostic }), encoded);
    assert.equal(told, []);

    const key = vr === "PN" ? "PatientName" : "AdditionalPatientHistory";
    const dataset = createDataset({ SpecificCharacterSet: specificCharacterSet });
    dataset.set(key, text, { vr, validate: false });
    const { implicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;
    const written = writeDataset(dataset, { transferSyntaxUid });
    const read = readDataset(written, { transferSyntaxUid });
    assert.is(String(read.get(key)).trimEnd(), text.trimEnd());
    const value = read.element(key)?.bytes as Uint8Array;
    assertBytes(value.subarray(0, encoded.length), encoded);
  });
}
