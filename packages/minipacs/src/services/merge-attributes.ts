/** Puts the attributes of an N-SET over those of the instance that it changes. PS3.7 10.1.3. */
import { type Dataset, VR_TABLE } from "@minipacs/dicom-core";

/** Returns a new data set: `base`, with every element of `changes` in its place. Sequences are replaced whole. */
export function mergeAttributes(base: Dataset, changes: Dataset): Dataset {
  const merged = base.clone();
  for (const { tag, vr, items } of changes.elements()) {
    const { kind } = VR_TABLE[vr];
    // DS and IS keep their text.
    const value =
      items ??
      (kind === "bytes"
        ? changes.get(tag)
        : kind === "decimal-string" || kind === "integer-string"
          ? changes.getText(tag)
          : changes.getAll(tag));
    merged.set(tag, value, { vr, validate: false });
  }
  return merged;
}
