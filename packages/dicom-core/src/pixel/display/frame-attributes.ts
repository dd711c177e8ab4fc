/** What a data set says of one frame: its functional groups first, then those of all frames, then the root. PS3.3 C.7.6.16. */
import type { Dataset, ElementKey } from "../../dataset/dataset.ts";
import type { Keyword } from "../../dictionary/keyword-types.generated.ts";

/** Returns the items of a sequence, `[]` where it is absent or was sent as something else. */
export function itemsOf(dataset: Dataset, key: Keyword): readonly Dataset[] {
  return dataset.element(key)?.items ?? [];
}

/**
 * Returns the data set that holds a functional group of a frame: the item of its sequence where there is one, else the
 * root, whose attributes of the same names are those of images without functional groups.
 */
export function functionalGroup(dataset: Dataset, frameIndex: number, key: Keyword): Dataset {
  const own = itemsOf(dataset, "PerFrameFunctionalGroupsSequence")[frameIndex];
  const shared = itemsOf(dataset, "SharedFunctionalGroupsSequence")[0];
  return (own && itemsOf(own, key)[0]) ?? (shared && itemsOf(shared, key)[0]) ?? dataset;
}

/** Returns the finite numbers of an element, whatever VR it was sent with; `NaN` keeps the place of others. */
export function numbersIn(dataset: Dataset, key: ElementKey): number[] {
  const element = dataset.element(key);
  if (element === undefined || element.items || element.fragments) return [];
  return (dataset.getAll(key) as unknown[]).map((value) =>
    typeof value === "number" && Number.isFinite(value) ? value : Number.NaN,
  );
}

/** Returns the first number of an element, `undefined` where there is none. */
export function numberIn(dataset: Dataset, key: ElementKey): number | undefined {
  const [value] = numbersIn(dataset, key);
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** Returns the first value of a code string in capitals, empty where there is none. */
export function codeIn(dataset: Dataset, key: ElementKey): string {
  const [value] = (dataset.getText(key) ?? "").split("\\");
  return value!.trim().toUpperCase();
}
