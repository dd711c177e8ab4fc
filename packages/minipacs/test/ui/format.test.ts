import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { formatClock, formatDate, formatName, formatSize, formatTime } from "../../src/ui/format.ts";

const test = testSuite("minipacs/ui-format");

test("names are written as people write them, further groups in brackets", () => {
  assert.is(formatName("Müller^Hans"), "Müller, Hans");
  assert.is(formatName("Doe^Jane^Mary^Dr.^MD"), "Doe, Jane Mary");
  assert.is(
    formatName("Yamada^Tarou=山田^太郎=やまだ^たろう"),
    "Yamada, Tarou (山田, 太郎 · やまだ, たろう)",
  );
  assert.is(formatName("=山田^太郎"), "山田, 太郎");
  assert.is(formatName("Solo"), "Solo");
  assert.is(formatName(""), "");
});

test("dates and times keep what is neither", () => {
  assert.is(formatDate("20261124"), "2026-11-24");
  assert.is(formatDate("2026"), "2026");
  assert.is(formatDate(""), "");
  assert.is(formatTime("131500.123456"), "13:15");
  assert.is(formatTime("13"), "13:00");
  assert.is(formatTime("noon"), "noon");
  assert.match(formatClock("2026-11-24T13:15:07.000Z"), /^\d\d:\d\d:07$/);
  assert.is(formatClock("never"), "");
});

test("sizes have three digits or so", () => {
  assert.is(formatSize(0), "0 bytes");
  assert.is(formatSize(999), "999 bytes");
  assert.is(formatSize(39_206), "39.2 kB");
  assert.is(formatSize(526_000), "526 kB");
  assert.is(formatSize(99_960), "100 kB");
  assert.is(formatSize(12_345_678), "12.3 MB");
  assert.is(formatSize(2e9), "2.0 GB");
});
