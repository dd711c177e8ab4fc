/** Values of DICOM and of the API as people read them, by the locale of the page. */
import { computed } from "@preact/signals";
import { locale } from "./i18n/words.ts";

/**
 * Returns `Müller, Hans` for `Müller^Hans`; further groups (ideographic, phonetic) follow in brackets. Parts are told
 * as `parsePersonName` tells them, without the library that it is in. PS3.5 6.2.1.
 */
export function formatName(text: string): string {
  const groups = text.split("=").map((group) => {
    const [familyName = "", ...given] = group.split("^", 3).map((part) => part.trim());
    return [familyName, given.filter(Boolean).join(" ")].filter(Boolean).join(", ");
  });
  const [first = "", ...others] = groups.filter(Boolean);
  return others.length > 0 ? `${first} (${others.join(" · ")})` : first;
}

/** Returns a text that does not turn round what stands beside it in a sentence, whichever way it is written. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

const dates = computed(() => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeZone: "UTC" }));
const times = computed(
  () => new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }),
);
const clocks = computed(() => new Intl.DateTimeFormat(locale.value, { timeStyle: "medium" }));
const moments = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeStyle: "medium" }),
);
const numbers = computed(() => new Intl.NumberFormat(locale.value));
const decimals = computed(() => new Intl.NumberFormat(locale.value, { maximumSignificantDigits: 3 }));

/** Returns a date (DA, `20261124`) in the words of the locale; what is no date comes back as it is. */
export function formatDate(date: string): string {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  if (year === undefined) return date;
  const moment = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return Number.isNaN(moment) ? date : dates.value.format(moment);
}

/** Returns a time (TM, `131500`) to the minute; what is no time comes back as it is. */
export function formatTime(time: string): string {
  const [, hours, minutes = "00"] = /^([01]\d|2[0-3])([0-5]\d)?/.exec(time) ?? [];
  return hours === undefined
    ? time
    : times.value.format(Date.UTC(2000, 0, 1, Number(hours), Number(minutes)));
}

/** Returns the time of day, here, of an ISO 8601 time. */
export function formatClock(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? "" : clocks.value.format(date);
}

/** Returns date and time of day, here, of an ISO 8601 time. */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? "" : moments.value.format(date);
}

export function formatNumber(value: number): string {
  return numbers.value.format(value);
}

/** Returns bytes in the unit in which they are few. */
export function formatSize(byteCount: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = byteCount;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${decimals.value.format(value)} ${units[unit]}`;
}

/** Returns milliseconds as people say them: `12 ms`, `3.4 s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${decimals.value.format(ms)} ms` : `${decimals.value.format(ms / 1000)} s`;
}
