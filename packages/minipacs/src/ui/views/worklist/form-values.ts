/** What the form of an entry holds, and what of it goes to the server. */
import { STEP_KEYWORDS } from "../../../worklist/step-keywords.ts";
import type { ApiWholeWorklistEntry } from "../../api.ts";
import { FIELDS, toField } from "./fields.ts";

/** Any attribute, as its keyword and its value; sequences as JSON. */
export interface FreeRow {
  id: number;
  keyword: string;
  value: string;
}

export interface FormValues {
  /** By keyword, as the field writes it. */
  fields: Readonly<Record<string, string>>;
  rows: readonly FreeRow[];
}

const STEPS = "ScheduledProcedureStepSequence";
/** What the server writes by itself. */
const NOT_SHOWN: ReadonlySet<string> = new Set([STEPS, "SpecificCharacterSet"]);
let lastRowId = 0;

export function newRow(keyword = "", value = ""): FreeRow {
  lastRowId += 1;
  return { id: lastRowId, keyword, value };
}

/** Returns the time of day as `13:15` or `13:15:20`; what is no time comes back as it is. */
export function formatTmOfDay(time: string): string {
  const [, hours, minutes = "00", seconds] = /^(\d\d)(\d\d)?(\d\d(?:\.\d+)?)?$/.exec(time) ?? [];
  if (hours === undefined) return time;
  return seconds === undefined || Number(seconds) === 0
    ? `${hours}:${minutes}`
    : `${hours}:${minutes}:${seconds}`;
}

/** Returns a form for a new entry, scheduled for the next quarter of an hour. */
export function emptyForm(now = new Date()): FormValues {
  const next = new Date(Math.ceil(now.getTime() / 900_000) * 900_000);
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    fields: {
      ScheduledProcedureStepStartDate: `${next.getFullYear()}-${two(next.getMonth() + 1)}-${two(next.getDate())}`,
      ScheduledProcedureStepStartTime: `${two(next.getHours())}:${two(next.getMinutes())}`,
    },
    rows: [],
  };
}

export function stepCountOf({ attributes }: ApiWholeWorklistEntry): number {
  return stepsOf(attributes).length;
}

/** Returns the form of an entry; of several steps it shows the first. */
export function formOf({ attributes }: ApiWholeWorklistEntry): FormValues {
  const [step = {}] = stepsOf(attributes);
  const fields: Record<string, string> = {};
  for (const spec of FIELDS) {
    const value = (STEP_KEYWORDS.has(spec.keyword) ? step : attributes)[spec.keyword];
    fields[spec.keyword] = typeof value === "string" ? toField(spec, value) : "";
  }
  const others = [
    ...Object.entries(attributes).filter(([keyword]) => !NOT_SHOWN.has(keyword)),
    ...Object.entries(step).filter(([keyword]) => STEP_KEYWORDS.has(keyword)),
  ].filter(([keyword]) => !(keyword in fields));
  const rows = others.map(([keyword, value]) =>
    newRow(keyword, typeof value === "string" ? value : JSON.stringify(value)),
  );
  return { fields, rows };
}

/**
 * Returns the attributes that differ from those of before: `null` where one is to go. Values that begin like JSON are
 * read as such.
 *
 * @throws BadRowError where a value begins like JSON and is none
 */
export function changesOf(before: FormValues | undefined, after: FormValues): Record<string, unknown> {
  const old = flat(before);
  const ownRows = new Set(after.rows.map(({ keyword }) => keyword.trim()));
  const changes: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(flat(after))) {
    // An empty field is no attribute, an empty row is one without a value.
    const isAbsent = value === "" && !ownRows.has(keyword);
    if (value === old[keyword] || (isAbsent && old[keyword] === undefined)) continue;
    changes[keyword] = isAbsent ? null : read(keyword, value);
  }
  for (const keyword of Object.keys(old)) {
    if (!(keyword in flat(after))) changes[keyword] = null;
  }
  return changes;
}

export class BadRowError extends Error {
  readonly keyword: string;

  constructor(keyword: string) {
    super(`${keyword} is no JSON`);
    this.keyword = keyword;
  }
}

function read(keyword: string, value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new BadRowError(keyword);
  }
}

function flat(form: FormValues | undefined): Record<string, string> {
  if (form === undefined) return {};
  const rows = form.rows.filter(({ keyword }) => keyword.trim() !== "");
  const trimmed = Object.entries(form.fields).map(([keyword, value]) => [keyword, value.trim()]);
  return {
    ...Object.fromEntries(trimmed),
    ...Object.fromEntries(rows.map(({ keyword, value }) => [keyword.trim(), value.trim()])),
  };
}

function stepsOf(attributes: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  const steps = attributes[STEPS];
  return Array.isArray(steps) ? (steps as Record<string, unknown>[]) : [];
}
