/** Values of DICOM and of the API as people read them. */
import { parsePersonName } from "@minipacs/dicom-core";

export { formatSize } from "../format-size.ts";

/** Returns `Müller, Hans` for `Müller^Hans`; further groups (ideographic, phonetic) follow in brackets. */
export function formatName(text: string): string {
  const { alphabetic, ideographic, phonetic } = parsePersonName(text);
  const groups = [alphabetic, ideographic, phonetic].map(({ familyName, givenName, middleName }) =>
    [familyName, [givenName, middleName].filter(Boolean).join(" ")].filter(Boolean).join(", "),
  );
  const [first = "", ...others] = groups.filter((group) => group !== "");
  return others.length > 0 ? `${first} (${others.join(" · ")})` : first;
}

/** Returns `2026-11-24` for `20261124`; what is no date comes back as it is. */
export function formatDate(date: string): string {
  return date.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
}

/** Returns `13:15` for `131500`. */
export function formatTime(time: string): string {
  return time.replace(/^(\d{2})(\d{2})?.*$/, (_, hours: string, minutes = "00") => `${hours}:${minutes}`);
}

/** Returns the time of day, here, of an ISO 8601 time. */
export function formatClock(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
