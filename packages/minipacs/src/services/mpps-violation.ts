/** What a message breaks of the rules for performed procedure steps, and how a strict provider answers it. */
import { Dataset, keywordForTag, parseTag, type Tag, tagForKeyword } from "@minipacs/dicom-core";
import { DimseStatusError, STATUS } from "@minipacs/dimse";
import type { MppsMode } from "../config/settings.ts";

/** `M1` to `M17`: see docs/mpps.md. `C3`: the accession number belongs to the scheduled step. */
export type MppsRuleId =
  | `M${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17}`
  | "C3";

/** One rule that a message breaks; a plain object, without attribute values. */
export interface MppsViolation {
  rule: MppsRuleId;
  /** Where: `PerformedSeriesSequence[0].ProtocolName`, eight hex digits for what has no keyword; absent where it is no attribute. */
  attribute: string | undefined;
  /** One sentence for people. */
  sentence: string;
  /** What a strict provider answers; `undefined` where the standard has no status for it: it is told, no more. */
  status: number | undefined;
  /** Even a tolerant provider cannot carry out the request. */
  isFatal: boolean;
}

const SPECIFIC_CHARACTER_SET = tagForKeyword("SpecificCharacterSet");

/** The Error Comment and Error ID of PS3.4 Table F.7.2-2. */
const NO_LONGER_UPDATED = "Performed Procedure Step Object may no longer be updated";
const NO_LONGER_UPDATED_ID = 0xa710;

/** So many are told of one message; how many there are more is told with the last. */
export const MAX_VIOLATIONS = 100;

/** Returns the violations of a message as they are told. */
export function limitViolations(violations: readonly MppsViolation[]): MppsViolation[] {
  const told = violations.slice(0, MAX_VIOLATIONS);
  const last = told.at(-1);
  if (!last || violations.length === told.length) return told;
  return [...told, violation(last.rule, "There is more that breaks the rules; it is not listed.")];
}

export function violation(
  rule: MppsRuleId,
  sentence: string,
  more: Partial<Pick<MppsViolation, "attribute" | "status" | "isFatal">> = {},
): MppsViolation {
  const { attribute, status, isFatal = false } = more;
  return { rule, attribute, sentence, status, isFatal };
}

/** Returns the last part of a path as people read it: `ProtocolName (0018,1030)`. */
export function nameAttribute(path: string): string {
  const key = path.split(".").at(-1) ?? "";
  const tag = tagOfPath(path);
  const hex = tag.toString(16).padStart(8, "0").toUpperCase();
  const number = `(${hex.slice(0, 4)},${hex.slice(4)})`;
  return tagForKeyword(key) === undefined ? number : `${key} ${number}`;
}

/** Returns the path of an element below an item, whose own path is empty at the root. */
export function pathOf(itemPath: string, tag: Tag): string {
  const key = keywordForTag(tag) ?? tag.toString(16).padStart(8, "0");
  return itemPath === "" ? key : `${itemPath}.${key}`;
}

/** Returns the path for one that tags are written in, `0040,0340[0].0018,1030`. */
export function pathOfTags(tags: string): string {
  return tags.replace(/([0-9a-f]{4}),([0-9a-f]{4})/gi, (_, group: string, element: string) =>
    pathOf("", parseTag(`${group}${element}`)),
  );
}

function tagOfPath(path: string): Tag {
  const key = (path.split(".").at(-1) ?? "").replace(/\[\d+\]$/, "");
  return tagForKeyword(key) ?? parseTag(key);
}

/** Which of several statuses is answered: what can never be right first, then as attributes are looked at. */
const PRECEDENCE: readonly number[] = [
  STATUS.noSuchAttribute,
  STATUS.missingAttribute,
  STATUS.missingAttributeValue,
  STATUS.invalidAttributeValue,
];

/**
 * Returns what a request with these violations is refused with; `undefined`: it is carried out. A strict provider sends
 * what PS3.7 Annex C lists for the status and no more; a tolerant one adds an Error Comment.
 */
export function refusalOf(
  violations: readonly MppsViolation[],
  mode: MppsMode,
  dataset: Dataset,
): DimseStatusError | undefined {
  const refusing = violations.filter(
    ({ status, isFatal }) => status !== undefined && (isFatal || mode === "strict"),
  );
  const [first] = refusing;
  if (first?.status === undefined) return undefined;
  // The value of the status is looked at before all attributes: PS3.4 F.7.2.1.3.
  const isDecided = first.isFatal || first.rule === "M4" || first.rule === "M12";
  const status = isDecided
    ? first.status
    : (PRECEDENCE.find((code) => refusing.some((one) => one.status === code)) ?? first.status);
  const told = refusing.filter((one) => one.status === status);
  const paths = told.flatMap(({ attribute }) => attribute ?? []);
  const comment = mode === "tolerant" ? (told[0]?.sentence.slice(0, 64) ?? "") : undefined;
  switch (status) {
    case STATUS.processingFailure:
      return new DimseStatusError(status, NO_LONGER_UPDATED, { errorId: NO_LONGER_UPDATED_ID });
    case STATUS.noSuchAttribute:
    case STATUS.missingAttribute:
      return new DimseStatusError(status, comment, { attributes: [...new Set(paths.map(tagOfPath))] });
    case STATUS.invalidAttributeValue:
    case STATUS.missingAttributeValue:
      return new DimseStatusError(status, comment, { dataset: onlyPaths(dataset, paths) });
    default:
      return new DimseStatusError(status, comment);
  }
}

/**
 * Returns a data set with nothing but the elements at some paths, as they came; empty where they did not. Items before
 * one that is told are empty.
 */
function onlyPaths(dataset: Dataset, paths: readonly string[]): Dataset {
  // A clone, because bytes of text are read in the set of the data set that they are in.
  const result = dataset.clone();
  for (const { tag } of dataset.elements()) if (tag !== SPECIFIC_CHARACTER_SET) result.delete(tag);
  const below = new Map<string, string[][]>();
  for (const path of paths) {
    const [, key = "", index, inner = ""] = /^(\w+)(?:\[(\d+)\])?\.?(.*)$/.exec(path) ?? [];
    const element = dataset.element(key);
    if (index !== undefined) {
      const items = below.get(key) ?? [];
      items[Number(index)] = [...(items[Number(index)] ?? []), inner];
      below.set(key, items);
    } else if (element) result.add(element);
    else result.set(key, undefined);
  }
  for (const [key, items] of below) {
    const source = dataset.element(key)?.items ?? [];
    const told = Array.from(items, (inner, index) => onlyPaths(source[index] ?? new Dataset(), inner ?? []));
    result.set(key, told, { validate: false });
  }
  return result;
}
