/** Worklist entries as people and programs write them in JSON: the DICOM JSON Model, or attributes by keyword. */
import {
  Dataset,
  describeTag,
  formatTagHex,
  fromDicomJson,
  InvalidArgumentError,
  isDicomError,
  parseDate,
  parseDateTime,
  parseTime,
  tagForKeyword,
  VR_TABLE,
  type Vr,
} from "@minipacs/dicom-core";
import { didYouMeanKeyword } from "../config/nearest.ts";
import { assertWorklistEntry } from "./assert-entry.ts";
import { describePath, sentenceAt } from "./describe-path.ts";
import { STEP_KEYWORDS } from "./step-keywords.ts";

const STEPS = "ScheduledProcedureStepSequence";
/** Numbers of these may be written as text, as lists and forms have them. */
const BINARY_NUMBERS: ReadonlySet<Vr> = new Set(["US", "SS", "UL", "SL", "FL", "FD"]);
/** Another name for the sequence of scheduled steps. */
const STEPS_ALIAS = "steps";

/**
 * Returns the data set of an entry. Two forms are understood:
 *
 * - the DICOM JSON Model, `{ "00100010": { "vr": "PN", "Value": [{ "Alphabetic": "Doe^Jane" }] } }`
 * - attributes by keyword, `{ "PatientName": "Doe^Jane", "steps": [{ "Modality": "CT" }] }`. Sequences are arrays of
 *   objects, `steps` stands for ScheduledProcedureStepSequence, and attributes of a step may stand at the root where
 *   there is one step. Dates and times may be written `2026-11-29` and `13:15`; person names also as objects of the
 *   DICOM JSON Model; `null` and `""` are attributes without a value. An attribute with its VR, as in the DICOM JSON
 *   Model, may stand among them: private ones have no other.
 *
 * With `base` the attributes are put over those of an entry that is there: `null` removes, steps are replaced as a
 * whole, attributes of a step at the root go to all its steps.
 *
 * @throws InvalidArgumentError WORKLIST_ITEM (not an object, or an unknown keyword), WORKLIST_OBJECT (an image, or another stored object) and ARG_VALUE… of `Dataset.set`,
 *   with the path of the attribute in `details.attribute` and in the message; messages hold no values
 */
export function parseWorklistItem(json: unknown, base?: Dataset): Dataset {
  const dataset = readItem(json, base);
  assertWorklistEntry(dataset);
  return dataset;
}

function readItem(json: unknown, base?: Dataset): Dataset {
  const item = objectOf(json, "");
  const isModel = Object.entries(item).every(([key, value]) => isTagKey(key) && isModelElement(value));
  if (isModel) {
    const dataset = checked(modelOf(item), "");
    return base ? copyElements(dataset, base.clone()) : dataset;
  }
  return fillFlat(base?.clone() ?? new Dataset(), item, "", base !== undefined);
}

function modelOf(item: Record<string, unknown>): Dataset {
  try {
    return fromDicomJson(item);
  } catch (error) {
    if (!isDicomError(error)) throw error;
    const { path = "" } = error as { path?: string };
    throw new InvalidArgumentError("WORKLIST_ITEM", describePath(error.message), {
      cause: error,
      details: { attribute: describePath(path) },
    });
  }
}

function copyElements(from: Dataset, to: Dataset): Dataset {
  for (const { tag, vr } of from.elements()) to.set(tag, valuesOf(from, tag), { vr, validate: false });
  return to;
}

function fillFlat(dataset: Dataset, item: Record<string, unknown>, path: string, isChange: boolean): Dataset {
  const step: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(item)) {
    if (path === "" && STEP_KEYWORDS.has(key)) step[key] = value;
    else setFlat(dataset, path === "" && key === STEPS_ALIAS ? STEPS : key, value, path, isChange);
  }
  if (Object.keys(step).length === 0) return dataset;
  const steps = dataset.get(STEPS) ?? [];
  const filled = (steps.length > 0 ? steps : [new Dataset()]).map((one) =>
    fillFlat(one.clone(), step, `${STEPS}.`, isChange),
  );
  return dataset.set(STEPS, filled);
}

function setFlat(dataset: Dataset, key: string, value: unknown, path: string, isChange: boolean): void {
  const name = `${path}${key}`;
  const tag = tagForKeyword(key) ?? (isTagKey(key) ? Number.parseInt(key, 16) : undefined);
  if (tag === undefined) {
    const message = `${name} is no keyword of the data dictionary${didYouMeanKeyword(key)}`;
    throw new InvalidArgumentError("WORKLIST_ITEM", message, { details: { attribute: name } });
  }
  if (value === null && isChange) {
    dataset.delete(key);
    return;
  }
  if (isModelElement(value)) {
    copyElements(checked(modelOf({ [formatTagHex(tag)]: value }), path), dataset);
    return;
  }
  named(name, () => {
    const isSequence =
      Array.isArray(value) && value.some((each) => isObject(each)) && !isPersonName(value[0]);
    if (isSequence) {
      const items = value.map((each, index) =>
        fillFlat(new Dataset(), objectOf(each, name), `${name}[${index}].`, false),
      );
      dataset.set(key, items, { vr: "SQ" });
      return;
    }
    const vr = dataset.set(key, undefined).element(key)?.vr;
    dataset.set(key, Array.isArray(value) ? value.map((each) => friendly(each, vr)) : friendly(value, vr));
    checkTime(dataset, key);
  });
}

function isTagKey(key: string): boolean {
  return /^[0-9a-f]{8}$/i.test(key);
}

function isModelElement(value: unknown): boolean {
  return isObject(value) && "vr" in value;
}

function isPersonName(value: unknown): boolean {
  return isObject(value) && ["Alphabetic", "Ideographic", "Phonetic"].some((group) => group in value);
}

/** Person names as the DICOM JSON Model has them, and dates and times as forms and other programs do. */
function friendly(value: unknown, vr: Vr | undefined): unknown {
  if (value === null) return undefined;
  if (isPersonName(value)) {
    const { Alphabetic = "", Ideographic = "", Phonetic = "" } = value as Record<string, string>;
    return `${Alphabetic}=${Ideographic}=${Phonetic}`.replace(/=+$/, "");
  }
  if (typeof value !== "string") return value;
  if (vr === "DA" && /^\d{4}-\d\d-\d\d$/.test(value)) return value.replaceAll("-", "");
  if (vr === "TM" && /^\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(value)) return value.replaceAll(":", "");
  if (vr !== undefined && BINARY_NUMBERS.has(vr) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return value;
}

/** Sets each value anew, which checks it. */
function checked(dataset: Dataset, path: string): Dataset {
  const copy = new Dataset();
  for (const { tag, vr, items } of dataset.elements()) {
    const name = `${path}${describeTag(tag)}`;
    named(name, () => {
      copy.set(
        tag,
        items ? items.map((item, index) => checked(item, `${name}[${index}].`)) : valuesOf(dataset, tag),
        { vr },
      );
      checkTime(copy, tag);
    });
  }
  return copy;
}

function valuesOf(dataset: Dataset, tag: number): unknown {
  const element = dataset.element(tag);
  if (element === undefined || element.items) return element?.items;
  const { kind } = VR_TABLE[element.vr];
  return kind === "decimal-string" || kind === "integer-string" ? dataset.getText(tag) : dataset.getAll(tag);
}

const MOMENTS = {
  DA: "a date as YYYYMMDD (20261201)",
  TM: "a time as HHMMSS (131500)",
  DT: "a date and time as YYYYMMDDHHMMSS (20261201131500)",
} as const;
const PARSE = { DA: parseDate, TM: parseTime, DT: parseDateTime } as const;

/** What a query may hold, an entry may not: ranges and patterns. */
function checkTime(dataset: Dataset, key: string | number): void {
  const vr = dataset.element(key)?.vr;
  if (vr !== "DA" && vr !== "TM" && vr !== "DT") return;
  const values = (dataset.getText(key) ?? "").split("\\").filter((text) => text !== "");
  if (values.every((text) => PARSE[vr](text) !== undefined)) return;
  throw new InvalidArgumentError("ARG_VALUE_FORMAT", `${MOMENTS[vr]} is expected`, { details: { vr } });
}

/** Adds the attribute to errors of `set`. */
function named(attribute: string, use: () => void): void {
  try {
    use();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError) || error.details.attribute !== undefined) throw error;
    throw new InvalidArgumentError(error.code, sentenceAt(attribute, error.message), {
      cause: error,
      details: { ...error.details, attribute },
    });
  }
}

function objectOf(json: unknown, path: string): Record<string, unknown> {
  if (isObject(json)) return json;
  throw new InvalidArgumentError("WORKLIST_ITEM", `${path || "an entry"} is to be an object of attributes`, {
    details: { attribute: path },
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
