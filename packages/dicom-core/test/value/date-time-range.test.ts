import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  formatDate,
  formatRange,
  formatTime,
  parseDateRange,
  parseDateTimeRange,
  parseTimeRange,
} from "../../src/index.ts";

const test = testSuite("core/date-time-range");
const day = (day: number) => ({ year: 2026, month: 1, day });

test("dates: open or closed at either end, a single value at both", () => {
  assert.equal(parseDateRange("20260101-20260131"), { from: day(1), to: day(31) });
  assert.equal(parseDateRange("20260101 - 20260131"), { from: day(1), to: day(31) });
  assert.equal(parseDateRange("2026.01.01-2026.01.31"), { from: day(1), to: day(31) });
  assert.equal(parseDateRange("-20260131"), { to: day(31) });
  assert.equal(parseDateRange("20260101-"), { from: day(1) });
  assert.equal(parseDateRange("20260101"), { from: day(1), to: day(1) });
  for (const text of ["", "-", "--", "a-b", "20260101-x", "20260101-20260231", "20260101-20260102-20260103"])
    assert.is(parseDateRange(text), undefined, text);
});

test("times keep the precision of each end", () => {
  assert.equal(parseTimeRange("0800-12"), { from: { hour: 8, minute: 0 }, to: { hour: 12 } });
  assert.equal(parseTimeRange("-12"), { to: { hour: 12 } });
  assert.equal(parseTimeRange("08:00-"), { from: { hour: 8, minute: 0 } });
  for (const text of ["-", "8-12", "0800-2400"]) assert.is(parseTimeRange(text), undefined, text);
});

test("in DT a hyphen may begin an offset", () => {
  const year = (year: number, offsetMinutes?: number) =>
    offsetMinutes === undefined ? { year } : { year, offsetMinutes };
  assert.equal(parseDateTimeRange("2026-0500"), { from: year(2026, -300), to: year(2026, -300) });
  assert.equal(parseDateTimeRange("2026-2027"), { from: year(2026), to: year(2027) });
  assert.equal(parseDateTimeRange("2026-0500-2027-0330"), { from: year(2026, -300), to: year(2027, -210) });
  assert.equal(parseDateTimeRange("2026-2027-0330"), { from: year(2026), to: year(2027, -210) });
  assert.equal(parseDateTimeRange("2026+0100-2027"), { from: year(2026, 60), to: year(2027) });
  assert.equal(parseDateTimeRange("2026-0500-"), { from: year(2026, -300) });
  assert.equal(parseDateTimeRange("2026-"), { from: year(2026) });
  assert.equal(parseDateTimeRange("-2026-0500"), { to: year(2026, -300) });
  for (const text of ["-", "2026-2027-2028", "2026-13"]) assert.is(parseDateTimeRange(text), undefined, text);
});

test("writes what it reads", () => {
  for (const text of ["20260101-20260131", "-20260131", "20260101-"])
    assert.is(formatRange(parseDateRange(text) ?? {}, formatDate), text);
  assert.is(formatRange(parseTimeRange("0800-12") ?? {}, formatTime), "0800-12");
});
