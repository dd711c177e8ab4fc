/** New data sets from plain objects. */
import { normalizeCharacterSet } from "../charset/defined-terms.ts";
import type { Keyword, KeywordTypes } from "../dictionary/keyword-types.generated.ts";
import { vrsOfTag } from "../dictionary/lookup.ts";
import { Dataset, type Settable, tagOfKey } from "./dataset.ts";
import type { NormalizeOptions } from "./values.ts";

/** Values for {@link createDataset}: keywords or tags; sequences as arrays of such objects or of data sets. */
export type DatasetInit = { [K in Keyword]?: InitValue<KeywordTypes[K]> };

type InitValue<T> = T extends readonly unknown[]
  ? readonly (Dataset | DatasetInit)[] | undefined
  : Settable<T> | readonly Settable<T>[] | "" | undefined;

/**
 * Returns a new data set with these values; `undefined` gives a zero-length element.
 *
 * @throws InvalidArgumentError as {@link Dataset.set} does, ARG_KEY
 */
export function createDataset(values: DatasetInit = {}, options: NormalizeOptions = {}): Dataset {
  const dataset = new Dataset();
  for (const [key, value] of Object.entries(values)) {
    const isSequence = Array.isArray(value) && vrsOfTag(tagOfKey(key))[0] === "SQ";
    dataset.set(
      key,
      isSequence
        ? (value as readonly (Dataset | DatasetInit)[]).map((item) =>
            item instanceof Dataset ? item : createDataset(item, options),
          )
        : value,
      options,
    );
  }
  return dataset;
}

/** Returns the terms of (0008,0005) of a data set without padding and empty ones. */
export function declaredCharacterSet(dataset: Dataset): string[] {
  return normalizeCharacterSet(dataset.getAll("SpecificCharacterSet"));
}
