import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createDataset, readDataset, TRANSFER_SYNTAX, writeDataset } from "../../src/index.ts";

const test = testSuite("core/data set writer");

test("a private sequence in Implicit VR stays one", () => {
  const item = createDataset({ PatientID: "1" });
  item.set(0x00091001, [createDataset({ PatientID: "2" })], { vr: "SQ" });
  const dataset = createDataset({ RequestAttributesSequence: [{}] });
  dataset.set(0x00091000, [item], { vr: "SQ" }).set(0x00091002, [], { vr: "SQ" });
  for (const transferSyntaxUid of [
    TRANSFER_SYNTAX.implicitVrLittleEndian,
    TRANSFER_SYNTAX.explicitVrLittleEndian,
    TRANSFER_SYNTAX.explicitVrBigEndian,
  ]) {
    const bytes = writeDataset(dataset, { transferSyntaxUid });
    const read = readDataset(bytes, { transferSyntaxUid });
    assert.equal(read.diagnostics, []);
    const inner = read.element(0x00091000)?.items?.[0]?.element(0x00091001);
    assert.is(inner?.items?.[0]?.get("PatientID"), "2");
    assert.is(read.element(0x00091002)?.vr, "SQ");
    assert.is(read.element("RequestAttributesSequence")?.items?.length, 1);
  }
});
