/** Matching of dates and times: in ranges, as one, in time zones. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type Dataset,
  matchesIdentifier,
  matchIdentifier,
  selectReturnKeys,
} from "../../src/index.ts";
import { matches, step } from "../support/worklist-entry.ts";

const test = testSuite("core/match of dates and times");

test("dates and times, single and in ranges", () => {
  const dates: [string, boolean][] = [
    ["20261124", true],
    ["20261124-20261124", true],
    ["20261101-", true],
    ["-20261130", true],
    ["20261125-", false],
    ["-20261123", false],
    ["20261125", false],
  ];
  for (const [range, fits] of dates) assert.is(step({ ScheduledProcedureStepStartDate: range }), fits, range);
  const times: [string, boolean][] = [
    ["1030", true],
    ["103000", true],
    ["10", true],
    ["0800-1200", true],
    ["1031-", false],
    ["-1029", false],
  ];
  for (const [range, fits] of times) assert.is(step({ ScheduledProcedureStepStartTime: range }), fits, range);
  assert.not.ok(matches({ PatientBirthDate: "nonsense" }));
  assert.not.ok(matches({ StudyDate: "20261124" }));
});

test("a range of dates and one of times, apart or as one", () => {
  const study = (StudyDate: string, StudyTime: string) => createDataset({ StudyDate, StudyTime });
  const query = study("20060705-20060707", "1000-1800");
  const cases: [Dataset, boolean, boolean][] = [
    [study("20060705", "0959"), false, false],
    [study("20060705", "1000"), true, true],
    [study("20060706", "0300"), false, true],
    [study("20060706", "1200"), true, true],
    [study("20060707", "1800"), true, true],
    [study("20060707", "1801"), false, false],
    [study("20060708", "1200"), false, false],
    [study("20060706", ""), false, true],
    [study("", "1200"), false, false],
    [createDataset({ StudyTime: "1200" }), false, false],
  ];
  for (const [candidate, apart, combined] of cases) {
    const label = `${candidate.getText("StudyDate")} ${candidate.getText("StudyTime")}`;
    assert.is(matchesIdentifier(query, candidate), apart, label);
    const { matches: fits, reasons } = matchIdentifier(query, candidate, { combinedDateTime: true });
    assert.is(fits, combined, label);
    assert.equal(
      reasons.map(({ path, rule }) => `${path} ${rule}`),
      ["StudyDate combined range", "StudyTime combined range"],
    );
  }
});

test("ranges of another form, and values, are matched apart whatever was agreed on", () => {
  const candidate = createDataset({ StudyDate: "20060706", StudyTime: "0300" });
  for (const [StudyDate, StudyTime, fits] of [
    ["20060705-", "-0400", true],
    ["20060705-", "0400-", true],
    ["20060706", "0100-0400", true],
    ["20060706", "0400-", false],
    ["20060705-20060707", "0400", false],
    ["-20060706", "-0200", false],
    ["-20060707", "-0200", true],
  ] as const) {
    const query = createDataset({ StudyDate, StudyTime });
    assert.is(
      matchesIdentifier(query, candidate, { combinedDateTime: true }),
      fits,
      `${StudyDate} ${StudyTime}`,
    );
  }
});

test("dates and times of sequence items as one", () => {
  const steps = (ScheduledProcedureStepStartDate: string, ScheduledProcedureStepStartTime: string) =>
    createDataset({
      ScheduledProcedureStepSequence: [{ ScheduledProcedureStepStartDate, ScheduledProcedureStepStartTime }],
    });
  const query = steps("20261124-20261125", "2200-0600");
  const candidate = steps("20261125", "0300");
  assert.not.ok(matchesIdentifier(query, candidate));
  assert.ok(matchesIdentifier(query, candidate, { combinedDateTime: true }));
  assert.not.ok(matchesIdentifier(query, steps("20261125", "0700"), { combinedDateTime: true }));
});

test("time zones of the query and of the candidate, items included", () => {
  const dataset = (zone: string, date: string, time: string) =>
    createDataset({
      ...(zone ? { TimezoneOffsetFromUTC: zone } : {}),
      ScheduledProcedureStepSequence: [
        { ScheduledProcedureStepStartDate: date, ScheduledProcedureStepStartTime: time },
      ],
    });
  const candidate = dataset("+0100", "20260101", "0030");
  assert.ok(matchesIdentifier(dataset("+0000", "20251231", "2330"), candidate));
  assert.ok(matchesIdentifier(dataset("+0000", "", "2300-"), candidate));
  assert.not.ok(matchesIdentifier(dataset("+0000", "20260101", ""), candidate));
  assert.ok(matchesIdentifier(dataset("", "20260101", "0030"), candidate));
  const local = { timezoneOffsetFromUtc: "-0500" };
  assert.ok(matchesIdentifier(dataset("", "20251231", "1830"), candidate, local));
  assert.not.ok(matchesIdentifier(dataset("", "20260101", "0030"), candidate, local));
  // An hour that becomes one before and after midnight.
  const eleven = dataset("+0030", "20260101", "00");
  assert.ok(matchesIdentifier(dataset("+0000", "", "2345"), eleven));
  assert.ok(matchesIdentifier(dataset("+0000", "", "0015"), eleven));
  assert.not.ok(matchesIdentifier(dataset("+0000", "", "0045"), eleven));
  // A date without a time stays where it is.
  assert.ok(matchesIdentifier(dataset("+1400", "20260101", ""), dataset("-1200", "20260101", "")));
  const answer = selectReturnKeys(dataset("+0000", "20251231", "2330"), candidate);
  assert.is(answer.get("ScheduledProcedureStepSequence")?.length, 1);
});
