/** Reads query keys: `PatientName=Mül*`, `(0010,0020)`, `ScheduledProcedureStepSequence[0].Modality=CT`. */
import {
  Dataset,
  isDicomError,
  keywordForTag,
  lookupElement,
  TRANSFER_SYNTAX,
  tagForKeyword,
  writeDataset,
} from "@minipacs/dicom-core";
import { didYouMeanKeyword } from "../config/nearest.ts";
import { STEP_KEYWORDS } from "../worklist/step-keywords.ts";
import { CliError } from "./cli-error.ts";

export interface QueryOptions {
  /** Of the text; where it is not given, UTF-8 if that is not ASCII and the keys name no character set. */
  charset?: string | undefined;
  /** Attributes of a scheduled step at the root go where a worklist has them, into its sequence. PS3.4 Table K.6-1. */
  movesStepKeys?: boolean;
}

interface PathStep {
  tag: number;
  /** Item of a sequence; `undefined` for the last step. */
  index: number | undefined;
}

/** Returns the identifier with these keys. */
export function createQuery(keys: readonly string[], options: QueryOptions = {}): Dataset {
  const { charset, movesStepKeys = false } = options;
  const query = new Dataset();
  if (charset !== undefined) query.set("SpecificCharacterSet", charset);
  for (const key of keys) {
    try {
      setQueryKey(query, key, movesStepKeys);
    } catch (error) {
      if (!isDicomError(error)) throw error;
      throw wrongKey(key, error.message);
    }
  }
  if (!query.has("SpecificCharacterSet") && keys.some((key) => /[^ -~]/.test(key))) {
    query.set("SpecificCharacterSet", "ISO_IR 192");
  }
  try {
    writeDataset(query, { transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian });
  } catch (error) {
    if (!isDicomError(error)) throw error;
    throw new CliError(`The keys cannot be sent: ${error.message}.`);
  }
  return query;
}

/**
 * Returns a sentence for each value that its attribute may not have: it is sent all the same, to see what the other side
 * makes of it, but mostly it finds nothing.
 */
export function oddValues(query: Dataset): string[] {
  return [...query.elements()].flatMap(({ tag, items }) => {
    if (items) return items.flatMap(oddValues);
    const text = query.getText(tag);
    // The universal match, of any VR.
    if (!text || text === "*") return [];
    try {
      new Dataset().set(tag, text);
      return [];
    } catch (error) {
      if (!isDicomError(error)) throw error;
      return [`${error.message}; "${text}" is sent all the same.`];
    }
  });
}

/** Sets one key in a query; items on the way are made. Without `=` the key asks for the value only. */
export function setQueryKey(query: Dataset, text: string, movesStepKeys = false): void {
  const at = text.indexOf("=");
  const path = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? undefined : text.slice(at + 1);
  const steps = path.split(".").map((step) => parseStep(step, text));
  if (movesStepKeys && STEP_KEYWORDS.has(keywordForTag(steps[0]?.tag ?? 0) ?? "")) {
    steps.unshift(parseStep("ScheduledProcedureStepSequence[0]", text));
  }
  let dataset = query;
  for (const [position, { tag, index }] of steps.entries()) {
    const isLast = position === steps.length - 1;
    const isSequence = lookupElement(tag)?.vr[0] === "SQ";
    if (isLast && index === undefined) {
      if (isSequence && value) throw wrongKey(text, "a sequence has items, not a value");
      // What a provider makes of an odd key is for the user to find out.
      dataset.set(tag, isSequence ? [] : value, { validate: false });
      return;
    }
    if (!isSequence) throw wrongKey(text, "only a sequence has items");
    dataset = itemOf(dataset, tag, index ?? 0);
    if (isLast && value) throw wrongKey(text, "an item has no value");
  }
}

function itemOf(dataset: Dataset, tag: number, index: number): Dataset {
  const items = [...((dataset.get(tag) as Dataset[] | undefined) ?? [])];
  while (items.length <= index) items.push(new Dataset());
  dataset.set(tag, items);
  return items[index] as Dataset;
}

function parseStep(step: string, text: string): PathStep {
  const match = /^(\w+|\([0-9a-f]{4},[0-9a-f]{4}\))(?:\[(\d{1,3})\])?$/i.exec(step.trim());
  const name = match?.[1] ?? "";
  const digits = name.replace(/[(),]/g, "");
  const tag =
    tagForKeyword(name) ?? (/^[0-9a-f]{8}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined);
  if (tag === undefined) {
    const nearest = didYouMeanKeyword(name);
    throw wrongKey(text, `neither a keyword of the data dictionary nor (gggg,eeee)${nearest}`);
  }
  if (!lookupElement(tag)) throw wrongKey(text, "the data dictionary does not know this element");
  return { tag, index: match?.[2] === undefined ? undefined : Number(match[2]) };
}

function wrongKey(text: string, why: string): CliError {
  return new CliError(`The key "${text}" cannot be used: ${why}.`);
}
