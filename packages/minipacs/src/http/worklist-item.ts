/** Worklist entries as requests bring them: read, and what is wrong with them told by its place. */
import { type Dataset, isDicomError } from "@minipacs/dicom-core";
import { parseWorklistItem } from "../worklist/parse-item.ts";
import { HttpProblem, type ProblemPlace } from "./problem.ts";

/** Nobody nests sequences so deep. */
const MAX_DEPTH = 32;

/**
 * Returns the data set of an item, put over `base` where that is given.
 *
 * @param place of the item in the request: `body/2`
 */
export function readItem(item: unknown, place: string, base?: Dataset): Dataset {
  if (isDeeper(item, MAX_DEPTH)) {
    throw invalid("WORKLIST_ITEM", { place, message: `sequences are nested at most ${MAX_DEPTH} deep` });
  }
  try {
    return parseWorklistItem(item, base);
  } catch (error) {
    if (!isDicomError(error)) throw error;
    const { attribute = "", vr } = error.details as { attribute?: string; vr?: string };
    const at = attribute === "" ? place : `${place}/${attribute}`;
    throw invalid(error.code, { place: at, message: error.message, vr });
  }
}

/** Runs a change; that it cannot be written is told as such. */
export function written<T>(change: () => T): T {
  try {
    return change();
  } catch (error) {
    if (!isDicomError(error, "RECORDS_WRITE")) throw error;
    throw new HttpProblem(507, error.code, "The change cannot be written to the disk; nothing changed.");
  }
}

function invalid(code: string, error: ProblemPlace): HttpProblem {
  return new HttpProblem(422, code, "The entry cannot be used.", [error]);
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  // An item of a sequence is an array and an object.
  return depth <= 0 || Object.values(value).some((child) => isDeeper(child, depth - 0.5));
}
