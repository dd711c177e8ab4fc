/** Whose image it is and of what, as lines for the upper corners: text in the file's own character set. PS3.3 C.7.1 to C.7.6. */
import {
  type Dataset,
  type Keyword,
  type PersonName,
  parseDate,
  parsePersonName,
  parseTime,
} from "@minipacs/dicom-core/frames";
import { createWords, type Words } from "../words.ts";
import { OVERLAY_WORDS, type OverlayWord } from "./overlay-words.ts";

const ENGLISH: Words<OverlayWord> = createWords(OVERLAY_WORDS);

/** Keeps a piece of text from turning its neighbours around, whichever way it is written. Unicode UAX #9. */
const ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** Returns name, identifier, sex and date of birth, as far as the file tells them. */
export function patientLines(dataset: Dataset): string[] {
  return [
    displayName(parsePersonName(textOf(dataset, "PatientName"))),
    textOf(dataset, "PatientID"),
    joined([textOf(dataset, "PatientSex"), displayDate(textOf(dataset, "PatientBirthDate"))]),
  ].filter(Boolean);
}

/** Returns institution, study, series and when, as far as the file tells them. */
export function studyLines(dataset: Dataset, words = ENGLISH): string[] {
  const date = textOf(dataset, "StudyDate") || textOf(dataset, "SeriesDate");
  const time = textOf(dataset, "StudyTime") || textOf(dataset, "SeriesTime");
  const series = textOf(dataset, "SeriesNumber");
  const instance = textOf(dataset, "InstanceNumber");
  return [
    textOf(dataset, "InstitutionName"),
    textOf(dataset, "StudyDescription"),
    textOf(dataset, "SeriesDescription"),
    joined([
      textOf(dataset, "Modality"),
      series && words("series-number", series),
      instance && words("image-number", instance),
    ]),
    `${displayDate(date)} ${displayTime(time)}`.trim(),
  ].filter(Boolean);
}

/** Returns a name for people: ideographic before alphabetic, the family name first. */
export function displayName({ alphabetic, ideographic }: PersonName): string {
  const { familyName, givenName, middleName, prefix, suffix } = alphabetic;
  const given = [prefix, givenName, middleName, suffix].filter(Boolean).join(" ");
  const latin = [familyName, given].filter(Boolean).join(", ");
  const own = [ideographic.familyName, ideographic.givenName].filter(Boolean).join(" ");
  if (own === "") return latin;
  return latin === "" ? own : `${isolated(own)} (${isolated(latin)})`;
}

/** Returns a date as 2026-11-30; what is no date as it is. */
export function displayDate(text: string): string {
  const date = parseDate(text);
  if (date === undefined) return text;
  return [String(date.year).padStart(4, "0"), twoDigits(date.month), twoDigits(date.day)].join("-");
}

function displayTime(text: string): string {
  const time = parseTime(text);
  return time === undefined ? text : `${twoDigits(time.hour)}:${twoDigits(time.minute ?? 0)}`;
}

/** On one line, without signs that cannot be seen. */
function textOf(dataset: Dataset, key: Keyword): string {
  return (dataset.getText(key) ?? "").replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function joined(parts: readonly string[]): string {
  const said = parts.filter(Boolean);
  return said.length > 1 ? said.map(isolated).join(" · ") : (said[0] ?? "");
}

/** Plain ASCII needs no such signs. */
function isolated(text: string): string {
  return /[^ -~]/.test(text) ? ISOLATE + text + POP_ISOLATE : text;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
