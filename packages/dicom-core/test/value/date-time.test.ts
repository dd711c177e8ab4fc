import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { parseInterval, parseRange } from "../../src/match/range.ts";
import { formatDate, formatTime } from "../../src/value/date-time.ts";

const test = testSuite("core/date-time");

test("dates, with the dots of old and without a day", () => {
  assert.equal(parseInterval("20261124", "DA"), { first: "20261124", last: "20261124" });
  assert.equal(parseInterval("2026.11.24", "DA"), { first: "20261124", last: "20261124" });
  for (const text of ["", "2026", "20261324", "20261132", "2026-11-24", "x"])
    assert.is(parseInterval(text, "DA"), undefined, text);
});

test("times of any precision cover what they leave open", () => {
  assert.equal(parseInterval("13", "TM"), { first: "130000000000", last: "139999999999" });
  assert.equal(parseInterval("131500.25", "TM"), { first: "131500250000", last: "131500259999" });
  assert.equal(parseInterval("13:15:00", "TM")?.first, "131500000000");
  for (const text of ["24", "1360", "1", "13.5", "noon"])
    assert.is(parseInterval(text, "TM"), undefined, text);
});

test("date times come as UTC when they have an offset", () => {
  assert.is(parseInterval("20261124130000+0100", "DT")?.first.slice(0, 14), "20261124120000");
  assert.is(parseInterval("20260101003000+0100", "DT")?.first.slice(0, 14), "20251231233000");
  assert.is(parseInterval("20261124130000-0530", "DT")?.first.slice(0, 14), "20261124183000");
  assert.equal(parseInterval("2026", "DT"), { first: "20260101000000000000", last: "20269999999999999999" });
  for (const text of ["202", "20261", "20261324", "2026112425", "2026.5"])
    assert.is(parseInterval(text, "DT"), undefined, text);
});

test("ranges are open or closed at either end", () => {
  assert.equal(parseRange("20260101-20261231", "DA"), { first: "20260101", last: "20261231" });
  assert.equal(parseRange("-20261231", "DA"), { first: "00000000", last: "20261231" });
  assert.equal(parseRange("20260101-", "DA"), { first: "20260101", last: "99999999" });
  assert.equal(parseRange("0800-12", "TM"), { first: "080000000000", last: "129999999999" });
  for (const text of ["-", "a-b", "20260101-x", ""]) assert.is(parseRange(text, "DA"), undefined, text);
});

test("in DT a hyphen may begin an offset", () => {
  const range = parseRange("20260101000000-0500-20260102000000-0500", "DT");
  assert.is(range?.first.slice(0, 14), "20260101050000");
  assert.is(range?.last.slice(0, 14), "20260102050000");
});

test("writes local dates and times", () => {
  const date = new Date(2026, 0, 5, 7, 8, 9);
  assert.is(formatDate(date), "20260105");
  assert.is(formatTime(date), "070809");
});
