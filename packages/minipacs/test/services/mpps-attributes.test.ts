/** The table of PS3.4 F.7.2-1 is there as it is printed. */
import { tagForKeyword } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  findMppsAttribute,
  MPPS_ATTRIBUTES,
  type MppsAttribute,
} from "../../src/services/mpps-attributes.ts";

const test = testSuite("minipacs/mpps attributes");

const count = (rows: readonly MppsAttribute[], fits: (row: MppsAttribute) => boolean) =>
  rows.filter(fits).length;
const at = (...path: string[]): MppsAttribute => {
  let rows = MPPS_ATTRIBUTES;
  let found: MppsAttribute | undefined;
  for (const keyword of path) {
    found = rows.find((row) => row.keyword === keyword);
    rows = found?.items ?? [];
  }
  if (!found) throw new Error(`no row ${path.join(" > ")}`);
  return found;
};

test("has every row of the root, with its types", () => {
  // Relationship 14, information 15, acquisition results 4; Specific Character Set is looked at in the text.
  assert.is(MPPS_ATTRIBUTES.length, 33);
  const type = (column: "create" | "set", is: string) => count(MPPS_ATTRIBUTES, (row) => row[column] === is);
  assert.equal(
    ["1", "2", "3"].map((is) => type("create", is)),
    [7, 15, 11],
  );
  assert.equal(
    ["x", "3"].map((is) => type("set", is)),
    [22, 11],
  );
  assert.equal(
    MPPS_ATTRIBUTES.filter(({ final }) => final).map(({ keyword, final }) => `${keyword} ${final}`),
    ["PerformedProcedureStepEndDate 1", "PerformedProcedureStepEndTime 1", "PerformedSeriesSequence 1"],
  );
});

test("has the rows of items, and those of their macros", () => {
  assert.is(at("ScheduledStepAttributesSequence").items.length, 14);
  assert.equal(
    at("PerformedSeriesSequence").items.map(
      ({ keyword, create, set, final }) => `${keyword} ${create} ${set} ${final}`,
    ),
    [
      "PerformingPhysicianName 2 2 2",
      "ProtocolName 1 1 1",
      "OperatorsName 2 2 2",
      "SeriesInstanceUID 1 1 1",
      "SeriesDescription 2 2 2",
      "RetrieveAETitle 2 2 2",
      "ArchiveRequested 3 3 undefined",
      "ReferencedImageSequence 2 2 2",
      "ReferencedNonImageCompositeSOPInstanceSequence 2 2 2",
    ],
  );
  assert.is(
    at("PerformedSeriesSequence", "ReferencedImageSequence", "SpecimenDescriptionSequence").items.length,
    2,
  );
  assert.is(
    at("ScheduledStepAttributesSequence", "ScheduledProtocolCodeSequence", "CodeMeaning").create,
    "1",
  );
  assert.is(at("ProcedureCodeSequence", "CodeMeaning").create, "3");
});

test("knows when an attribute of type 1C has to be there", () => {
  const code = at("ProcedureCodeSequence", "CodeValue");
  const requires = (row: MppsAttribute, ...there: string[]) =>
    row.isRequired?.((keyword) => there.includes(keyword));
  assert.equal(
    [requires(code), requires(code, "LongCodeValue"), requires(code, "URNCodeValue")],
    [true, false, false],
  );
  const scheme = at("ProcedureCodeSequence", "CodingSchemeDesignator");
  assert.equal([requires(scheme), requires(scheme, "CodeValue")], [false, true]);
  assert.is(at("Modality").isRequired, undefined);
});

test("is found by tag", () => {
  assert.is(findMppsAttribute(tagForKeyword("Modality") ?? 0)?.set, "x");
  assert.is(findMppsAttribute(0x00104000), undefined);
});
