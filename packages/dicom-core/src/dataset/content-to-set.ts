/** What an element becomes that is set: its VR where none is named, and its content. PS3.5 6.2, 7.8.1. */
import { resolveVr } from "../codec/ambiguous-vr.ts";
import { describeTag, lookupElement } from "../dictionary/lookup.ts";
import { lookupPrivateElement } from "../dictionary/private-blocks.ts";
import { InvalidArgumentError } from "../errors.ts";
import { elementOf, groupOf, isPrivateCreatorTag, isPrivateTag, type Tag, tagOf } from "../tag.ts";
import type { Vr } from "../vr/vr-table.ts";
import { Dataset } from "./dataset.ts";
import type { ElementContent } from "./element.ts";
import {
  assertSettable,
  type NormalizeOptions,
  type NumberText,
  normalizeValues,
} from "./normalize-values.ts";

/**
 * Returns the VR that the dictionary gives; for a private element the private dictionary, by the creator of its block
 * in the data set.
 *
 * @throws InvalidArgumentError ARG_VR for what neither knows
 */
export function vrToSet(dataset: Dataset, tag: Tag): Vr {
  if (isPrivateCreatorTag(tag)) return "LO";
  const vr = isPrivateTag(tag)
    ? privateVr(dataset, tag)
    : lookupElement(tag) && resolveVr(tag, dataset.vrContext());
  if (vr !== undefined) return vr;
  throw new InvalidArgumentError("ARG_VR", `${describeTag(tag)}: a private or unknown element needs a VR`);
}

function privateVr(dataset: Dataset, tag: Tag): Vr | undefined {
  const creator = dataset.get(tagOf(groupOf(tag), elementOf(tag) >>> 8));
  const vr = typeof creator === "string" ? lookupPrivateElement(creator, tag)?.vr : undefined;
  return vr === "UN" ? undefined : vr;
}

/**
 * Returns what `set` was given as the content of an element.
 *
 * @throws InvalidArgumentError what assertSettable and normalizeValues throw; ARG_VALUE for a sequence that is none
 */
export function contentToSet(tag: Tag, vr: Vr, value: unknown, options: NormalizeOptions): ElementContent {
  assertSettable(tag, vr);
  if (vr !== "SQ") {
    const values = normalizeValues(tag, vr, value, options);
    if (vr !== "DS" && vr !== "IS") return { values };
    const numbers = values as readonly NumberText[];
    return { values: numbers.map(({ number }) => number), texts: numbers.map(({ text }) => text) };
  }
  const items = value === undefined || value === "" ? [] : value;
  if (!Array.isArray(items) || !items.every((item) => item instanceof Dataset)) {
    throw new InvalidArgumentError(
      "ARG_VALUE",
      `${describeTag(tag)} (SQ): an array of data sets is expected`,
    );
  }
  return { items };
}
