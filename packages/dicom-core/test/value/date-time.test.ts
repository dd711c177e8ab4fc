import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type DateTimeParts,
  formatDate,
  formatDateTime,
  formatTime,
  formatUtcOffset,
  isDicomError,
  parseDate,
  parseDateTime,
  parseTime,
  parseUtcOffset,
} from "../../src/index.ts";

const test = testSuite("core/date-time");
const code = (expected: string) => (error: unknown) => isDicomError(error, expected);

test("dates, also with the dots of old, that the calendar has", () => {
  const days: [string, number, number, number][] = [
    ["20261124", 2026, 11, 24],
    ["2026.11.24", 2026, 11, 24],
    ["20261124 ", 2026, 11, 24],
    ["20240229", 2024, 2, 29],
    ["20000229", 2000, 2, 29],
    ["00010101", 1, 1, 1],
    ["99991231", 9999, 12, 31],
  ];
  for (const [text, year, month, day] of days) assert.equal(parseDate(text), { year, month, day }, text);
  const none =
    "2026 202611 2026112 20261324 20260024 20261132 20261100 20260229 19000229 20260431 2026-11-24";
  for (const text of [...none.split(" "), "2026.1124", "2026.11", "00000101", "", " ", "x", "20261124x"])
    assert.is(parseDate(text), undefined, text);
});

test("times of any precision, also with the colons of old", () => {
  const times: [string, object][] = [
    ["13", { hour: 13 }],
    ["1315", { hour: 13, minute: 15 }],
    ["131500", { hour: 13, minute: 15, second: 0 }],
    ["13:15", { hour: 13, minute: 15 }],
    ["13:15:09", { hour: 13, minute: 15, second: 9 }],
    ["13:15:09.5", { hour: 13, minute: 15, second: 9, microsecond: 500_000, fractionDigits: 1 }],
    ["131500.25", { hour: 13, minute: 15, second: 0, microsecond: 250_000, fractionDigits: 2 }],
    ["000000.000001 ", { hour: 0, minute: 0, second: 0, microsecond: 1, fractionDigits: 6 }],
    ["235960", { hour: 23, minute: 59, second: 60 }],
  ];
  for (const [text, parts] of times) assert.equal(parseTime(text), parts, text);
  for (const text of "24 1360 131561 1 131 13150 13.5 1315.5 131500. 131500.1234567 13:1500 noon -1".split(
    " ",
  ))
    assert.is(parseTime(text), undefined, text);
  assert.is(parseTime(""), undefined);
});

test("moments of any precision, with offsets", () => {
  const moments: [string, DateTimeParts][] = [
    ["2026", { year: 2026 }],
    ["202611", { year: 2026, month: 11 }],
    ["20261124", { year: 2026, month: 11, day: 24 }],
    ["2026112413", { year: 2026, month: 11, day: 24, hour: 13 }],
    ["2026-0500", { year: 2026, offsetMinutes: -300 }],
    ["20261124+1400", { year: 2026, month: 11, day: 24, offsetMinutes: 840 }],
    [
      "20261231235960.5-0330",
      {
        ...{ year: 2026, month: 12, day: 31, hour: 23, minute: 59, second: 60 },
        ...{ microsecond: 500_000, fractionDigits: 1, offsetMinutes: -210 },
      },
    ],
  ];
  for (const [text, parts] of moments) assert.equal(parseDateTime(text), parts, text);
  const none =
    "202 20261 20261324 20260229 2026112425 2026.5 20261124131500. 2026+1401 2026-1201 2026+0160 2026+1";
  for (const text of [...none.split(" "), "", "2026-2027"]) assert.is(parseDateTime(text), undefined, text);
});

test("offsets from UTC", () => {
  for (const [text, minutes] of [
    ["+0000", 0],
    ["+0545", 345],
    ["-1200", -720],
    ["+1400", 840],
  ] as const) {
    assert.is(parseUtcOffset(text), minutes);
    assert.is(formatUtcOffset(minutes), text);
  }
  for (const text of ["", "0100", "+100", "+1500", "-1230", "+0160", "UTC"])
    assert.is(parseUtcOffset(text), undefined, text);
});

test("writes local dates and times", () => {
  const date = new Date(2026, 0, 5, 7, 8, 9, 10);
  assert.is(formatDate(date), "20260105");
  assert.is(formatTime(date), "070809");
  assert.is(formatDateTime(date).slice(0, 18), "20260105070809.010");
  const parts = parseDateTime(formatDateTime(date));
  const utc = Date.UTC(2026, 0, 5, 7, 8, 9, 10) - (parts?.offsetMinutes ?? Number.NaN) * 60_000;
  assert.is(utc, date.getTime());
});

test("writes as much as is known, refuses what is no date or time", () => {
  assert.is(formatTime({ hour: 7 }), "07");
  assert.is(formatTime({ hour: 7, minute: 8, second: 9, microsecond: 20 }), "070809.000020");
  assert.is(formatDateTime({ year: 2026, month: 2 }), "202602");
  assert.throws(() => formatDate({ year: 2026, month: 2, day: 30 }), code("ARG_VALUE_FORMAT"));
  assert.throws(() => formatTime({ hour: 24 }), code("ARG_VALUE_FORMAT"));
  assert.throws(() => formatTime({ hour: 1, second: 2, microsecond: 3 }), code("ARG_VALUE_FORMAT"));
  assert.throws(() => formatTime({ hour: 1, second: 2 }), code("ARG_VALUE_FORMAT"));
  assert.throws(
    () => formatTime({ hour: 1, minute: 2, second: 3, microsecond: 1e6 }),
    code("ARG_VALUE_FORMAT"),
  );
  assert.throws(() => formatDateTime({ year: 2026, day: 5 }), code("ARG_VALUE_FORMAT"));
  assert.throws(() => formatDate({ year: 10_000, month: 1, day: 1 }), code("ARG_VALUE_FORMAT"));
  assert.throws(() => formatDateTime({ year: 2026, offsetMinutes: 900 }), code("ARG_VALUE_FORMAT"));
});

test("text and parts are inverse (seeded)", () => {
  const two = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, "0"));
  const fraction = fc.stringMatching(/^\d{1,6}$/).map((digits) => `.${digits}`);
  const time = fc
    .tuple(two(23), two(59), two(60), fraction, fc.integer({ min: 1, max: 4 }))
    .map(([hour, minute, second, rest, count]) => [hour, minute, second, rest].slice(0, count).join(""));
  const day = fc
    .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10).replaceAll("-", ""));
  const offset = fc.integer({ min: -720, max: 840 }).map(formatUtcOffset);
  fc.assert(
    fc.property(
      day,
      time,
      fc.option(offset, { nil: "" }),
      fc.integer({ min: 2, max: 4 }),
      (d, t, o, half) => {
        assert.is(formatDate(parseDate(d) as NonNullable<ReturnType<typeof parseDate>>), d);
        assert.is(formatTime(parseTime(t) as NonNullable<ReturnType<typeof parseTime>>), t);
        for (const text of [d.slice(0, half * 2) + o, d + t + o]) {
          assert.is(formatDateTime(parseDateTime(text) as DateTimeParts), text);
        }
      },
    ),
    { seed: 11, numRuns: 1000 },
  );
});
