import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  formatClock,
  formatDate,
  formatDuration,
  formatName,
  formatNumber,
  formatSize,
  formatTime,
} from "../../src/ui/format.ts";
import { language } from "../../src/ui/i18n/words.ts";

const test = testSuite("minipacs/ui-format");

test.afterEach(() => {
  language.value = "en";
});

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

test("dates and times follow the language, and keep what is neither", () => {
  assert.is(formatDate("20261124"), "Nov 24, 2026");
  assert.is(formatDate("2026"), "2026");
  assert.is(formatDate(""), "");
  assert.match(formatTime("131500.123456"), /^0?1:15\sPM$/);
  assert.is(formatTime("noon"), "noon");
  assert.is(formatTime("2500"), "2500");
  assert.is(formatClock("never"), "");
  language.value = "de";
  assert.is(formatDate("20261124"), "24.11.2026");
  assert.is(formatTime("131500.123456"), "13:15");
  assert.is(formatTime("13"), "13:00");
});

test("numbers, sizes and durations have three digits or so, by the language", () => {
  assert.is(formatSize(0), "0 B");
  assert.is(formatSize(39_206), "39.2 kB");
  assert.is(formatSize(12_345_678), "12.3 MB");
  assert.is(formatSize(2e9), "2 GB");
  assert.is(formatDuration(12.3), "12.3 ms");
  assert.is(formatDuration(3400), "3.4 s");
  assert.is(formatNumber(10_000), "10,000");
  language.value = "de";
  assert.is(formatSize(39_206), "39,2 kB");
  assert.is(formatNumber(10_000), "10.000");
});
