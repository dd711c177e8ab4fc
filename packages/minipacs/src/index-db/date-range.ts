/** Ranges of dates as filters have them. */

/** Returns a filter of dates as DICOM writes them: `2026-12-01` is `20261201`. */
export function withDicomDates(keyword: string, pattern: string): string {
  return keyword.endsWith("Date") ? pattern.replace(/\b(\d{4})-(\d\d)-(\d\d)\b/g, "$1$2$3") : pattern;
}

/** Returns the first and the last day of a range, `20260101-`; `undefined` for what is none, or for a keyword of no date. */
export function dateRangeOf(keyword: string, pattern: string): { from: string; to: string } | undefined {
  const [, from, to] = (keyword.endsWith("Date") && /^(\d{8})?-(\d{8})?$/.exec(pattern)) || [];
  if (from === undefined && to === undefined) return undefined;
  return { from: from ?? "00000000", to: to ?? "99999999" };
}
