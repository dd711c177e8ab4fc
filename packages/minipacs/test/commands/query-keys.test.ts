import { Dataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createQuery, setQueryKey } from "../../src/commands/query-keys.ts";
import { setQueryLevel } from "../../src/commands/query-level.ts";

const test = testSuite("minipacs/query keys");

function queryOf(...keys: string[]): Dataset {
  const query = new Dataset();
  for (const key of keys) setQueryKey(query, key);
  return query;
}

test("takes keywords and tags, with a value and without", () => {
  const query = queryOf("PatientName=Mül*", "(0010,0020)=P-1", "00080050", "StudyDate=20260101-");
  assert.is(query.getText("PatientName"), "Mül*");
  assert.is(query.getText("PatientID"), "P-1");
  assert.is(query.getText("AccessionNumber"), "");
  assert.is(query.getText("StudyDate"), "20260101-");
});

test("keeps what stands behind the first equals sign", () => {
  assert.is(queryOf("PatientID=a=b.c").getText("PatientID"), "a=b.c");
});

test("builds sequences, an item at a time", () => {
  const query = queryOf(
    "ScheduledProcedureStepSequence[0].Modality=CT",
    "ScheduledProcedureStepSequence.ScheduledStationAETitle",
    "(0040,0100)[0].(0040,0008)[1].CodeValue=X",
  );
  const [item, ...more] = query.get("ScheduledProcedureStepSequence") ?? [];
  assert.is(more.length, 0);
  assert.is(item?.get("Modality"), "CT");
  assert.ok(item?.has("ScheduledStationAETitle"));
  const codes = item?.get("ScheduledProtocolCodeSequence");
  assert.is(codes?.length, 2);
  assert.is(codes?.[0]?.size, 0);
  assert.is(codes?.[1]?.getText("CodeValue"), "X");
});

test("asks for a whole sequence, or for an empty item", () => {
  assert.equal(queryOf("ReferencedStudySequence").get("ReferencedStudySequence"), []);
  assert.is(queryOf("ReferencedStudySequence[0]").get("ReferencedStudySequence")?.length, 1);
});

const WRONG: [string, RegExp][] = [
  ["Patient=x", /neither a keyword .* nor \(gggg,eeee\)/],
  ["PatientNam=x", /nor \(gggg,eeee\) \(did you mean PatientName\?\)\.$/],
  ["ScheduledProcedureStepSequence[0].Modalit=CT", /\(did you mean Modality\?\)/],
  ["", /neither a keyword .* nor \(gggg,eeee\)\.$/],
  ["=x", /neither a keyword/],
  ["00091001=x", /does not know this element/],
  ["PatientName[0].Modality=CT", /only a sequence has items/],
  ["Modality.Modality=CT", /only a sequence has items/],
  ["ReferencedStudySequence=x", /a sequence has items, not a value/],
  ["ReferencedStudySequence[0]=x", /an item has no value/],
  ["ScheduledProcedureStepSequence[9999].Modality=CT", /neither a keyword/],
];

for (const [key, sentence] of WRONG) {
  test(`refuses ${key || "an empty key"}`, () => assert.throws(() => queryOf(key), sentence));
}

test("the keys of a query are sent in the character set that is given, or in one that holds them", () => {
  const charsetOf = (keys: string[], charset?: string) =>
    createQuery(keys, { charset }).getText("SpecificCharacterSet");
  assert.is(charsetOf(["PatientName=Mül*"], "ISO_IR 100"), "ISO_IR 100");
  assert.is(charsetOf(["PatientName=Mül*", "SpecificCharacterSet=ISO_IR 100"]), "ISO_IR 100");
  assert.is(charsetOf(["PatientName=Mül*"]), "ISO_IR 192");
  assert.is(charsetOf(["PatientName=Mul*"]), undefined);
  assert.throws(
    () => charsetOf(["PatientName=日本"], "ISO_IR 100"),
    /^The keys cannot be sent: .*ISO_IR 100 does not hold U\+65E5\.$/,
  );
});

const LEVELS: [string, "query" | "retrieval", string[], string][] = [
  ["study", "query", ["StudyDate"], "STUDY"],
  ["patient", "query", ["PatientID=1"], "PATIENT"],
  ["patient", "query", ["PatientID=1", "StudyInstanceUID"], "STUDY"],
  ["study", "query", ["StudyInstanceUID=1.2", "SeriesInstanceUID"], "SERIES"],
  ["study", "retrieval", ["StudyInstanceUID=1.2", "SeriesInstanceUID"], "STUDY"],
  ["study", "retrieval", ["SOPInstanceUID=1.2"], "IMAGE"],
  ["patient", "retrieval", ["StudyInstanceUID=1.2", "QueryRetrieveLevel=PATIENT"], "PATIENT"],
];

for (const [model, what, keys, level] of LEVELS) {
  test(`the level of a ${what} by ${model} with ${keys.join(", ")} is ${level}`, () => {
    const query = queryOf(...keys);
    setQueryLevel(query, model, what);
    assert.is(query.getText("QueryRetrieveLevel"), level);
  });
}
