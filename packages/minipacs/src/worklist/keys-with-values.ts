/** The part of a query by which entries differ: most keys of a modality ask for no value, and fit anything. */
import type { Dataset } from "@minipacs/dicom-core";

/** Returns the keys that have a value, and sequences that hold such keys. PS3.4 C.2.2.2.3. */
export function keysWithValues(query: Dataset): Dataset {
  const keys = query.clone();
  for (const { tag, vr, items } of query.elements()) {
    const wanted = items?.map(keysWithValues).filter((item) => item.size > 0) ?? [];
    if (wanted.length > 0) keys.set(tag, wanted, { vr });
    else if (items || query.get(tag) === undefined) keys.delete(tag);
  }
  return keys;
}
