import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createDataset, formatDateTime, matchesIdentifier } from "../../src/index.ts";
import {
  isRange,
  overlap,
  type Span,
  spanOfKey,
  spanOfValue,
  type TemporalVr,
} from "../../src/match/range.ts";

const test = testSuite("core/range");

function fits(vr: TemporalVr, key: string, value: string, queryZone?: number, zone?: number): boolean {
  const wanted = spanOfKey(key, vr, queryZone);
  const found = spanOfValue(value, vr, zone);
  assert.ok(wanted && found, `${key} ${value}`);
  return overlap(wanted as Span, found as Span);
}

test("days", () => {
  const cases: [string, string, boolean][] = [
    ["20261124", "20261124", true],
    ["20261124", "2026.11.24", true],
    ["20261124", "20261125", false],
    ["20261101-20261130", "20261101", true],
    ["20261101-20261130", "20261130", true],
    ["20261101-20261130", "20261031", false],
    ["20261101-20261130", "20261201", false],
    ["-20261130", "00010101", true],
    ["-20261130", "20261201", false],
    ["20261101-", "99991231", true],
    ["20261101-", "20261031", false],
    ["20261130-20261101", "20261115", false],
  ];
  for (const [key, value, yes] of cases) assert.is(fits("DA", key, value), yes, `${key} ${value}`);
});

test("times, as precise as they are, never across midnight", () => {
  const cases: [string, string, boolean][] = [
    ["2230", "223000", true],
    ["2230", "223059.999999", true],
    ["223000", "2230", true],
    ["2230", "2231", false],
    ["10", "105959", true],
    ["10", "110000", false],
    ["235959", "235960", false],
    ["2359", "235960", true],
    ["0800-1200", "120059", true],
    ["0800-1200", "1201", false],
    ["0800-120000", "120000.5", true],
    ["0800-120000.0", "120000.5", false],
    ["-0800", "000000", true],
    ["2200-", "235960.5", true],
    ["2200-", "2159", false],
    ["2200-0600", "2300", false],
    ["2200-0600", "0300", false],
  ];
  for (const [key, value, yes] of cases) assert.is(fits("TM", key, value), yes, `${key} ${value}`);
});

test("moments, with offsets and in zones", () => {
  const cases: [string, string, boolean, (number | undefined)?, number?][] = [
    ["19980128103000.0000", "19980128103000", true],
    ["19980128103000", "19980128073000-0300", true],
    ["19980128103000", "19980128103000-0300", false],
    ["2026", "20261231235959", true],
    ["2026", "20270101", false],
    ["202602", "20260228", true],
    ["202602", "20260301", false],
    ["20260101120000+0100", "20260101120000", true, undefined, 60],
    ["20260101120000+0100", "20260101120000", false, undefined, 0],
    ["20260101120000", "20260101110000", true, 60, 0],
    ["20260101003000+0100", "20251231233000+0000", true],
    ["20260101-0500-20260102-0500", "20260103045959+0000", true],
    ["20260101-0500-20260102-0500", "20260103050000+0000", false],
    ["20260101-", "20251231", false],
    ["-20260101", "20260101235960", true],
  ];
  for (const [key, value, yes, queryZone, zone] of cases)
    assert.is(fits("DT", key, value, queryZone, zone), yes, `${key} ${value}`);
});

test("a range is told from a value with an offset", () => {
  assert.ok(isRange("20260101-", "DA"));
  assert.ok(isRange("2026-2027", "DT"));
  assert.not.ok(isRange("2026-0500", "DT"));
  assert.not.ok(isRange("20260101", "DA"));
});

test("moments agree with Date arithmetic (seeded)", () => {
  const moment = fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9990, 0, 1) });
  const near = fc.tuple(
    moment,
    fc.integer({ min: -90_000_000, max: 90_000_000 }),
    fc.integer({ min: 0, max: 90_000_000 }),
  );
  const offset = fc.integer({ min: -720, max: 840 });
  const text = (ms: number, offsetMinutes: number) => {
    const iso = new Date(ms + offsetMinutes * 60_000).toISOString();
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, rest = 0] =
      iso.match(/\d+/g)?.map(Number) ?? [];
    return formatDateTime({
      year,
      month,
      day,
      hour,
      minute,
      second,
      microsecond: rest * 1000,
      offsetMinutes,
    });
  };
  let fitting = 0;
  fc.assert(
    fc.property(near, offset, offset, offset, ([value, before, width], a, b, c) => {
      const from = value + before;
      const to = from + width;
      const expected = from <= value && value <= to;
      if (expected) fitting += 1;
      assert.is(fits("DT", `${text(from, a)}-${text(to, b)}`, text(value, c)), expected);
      assert.is(fits("DT", `${text(from, a)}-`, text(value, c)), from <= value);
      assert.is(fits("DT", `-${text(to, b)}`, text(value, c)), value <= to);
    }),
    { seed: 7, numRuns: 1000 },
  );
  assert.ok(fitting > 100 && fitting < 900, String(fitting));
});

test("days and times of candidates in another zone, and both as one range (seeded)", () => {
  const pad = (number: number) => String(number).padStart(2, "0");
  const zoneText = (minutes: number) =>
    `${minutes < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(minutes) / 60))}${pad(Math.abs(minutes) % 60)}`;
  const parts = (ms: number, zone: number) => {
    const digits = new Date(ms + zone * 60_000).toISOString().replace(/\D/g, "");
    return [digits.slice(0, 8), digits.slice(8, 14)] as const;
  };
  const zone = fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 15);
  const moment = fc.integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2026, 0, 5) / 1000 });
  fc.assert(
    fc.property(moment, moment, moment, zone, zone, (value, from, to, queryZone, candidateZone) => {
      const [date, time] = parts(value * 1000, candidateZone);
      const candidate = createDataset({
        StudyDate: date,
        StudyTime: time,
        TimezoneOffsetFromUTC: zoneText(candidateZone),
      });
      const [ownDate, ownTime] = parts(value * 1000, queryZone);
      const [fromDate, fromTime] = parts(from * 1000, queryZone);
      const [toDate, toTime] = parts(to * 1000, queryZone);
      const query = createDataset({
        StudyDate: `${fromDate}-${toDate}`,
        StudyTime: `${fromTime}-${toTime}`,
        TimezoneOffsetFromUTC: zoneText(queryZone),
      });
      const isInDates = fromDate <= ownDate && ownDate <= toDate;
      const isInTimes = fromTime <= ownTime && ownTime <= toTime;
      assert.is(matchesIdentifier(query, candidate), isInDates && isInTimes);
      const isBetween = from <= value && value <= to;
      assert.is(matchesIdentifier(query, candidate, { combinedDateTime: true }), isBetween);
    }),
    { seed: 8, numRuns: 1000 },
  );
});
