/** The level of a query or retrieval, by the keys that are given. PS3.4 C.6.1.1, C.6.2.1. */
import type { Dataset } from "@minipacs/dicom-core";

/** From the lowest to the highest. */
const UNIQUE_KEYS = [
  ["IMAGE", "SOPInstanceUID"],
  ["SERIES", "SeriesInstanceUID"],
  ["STUDY", "StudyInstanceUID"],
] as const;

/**
 * Sets Query/Retrieve Level where it is not given: the lowest level whose unique key is there, for a retrieval with a
 * value; without any the highest of the model.
 */
export function setQueryLevel(query: Dataset, model: string, what: "query" | "retrieval"): void {
  if (query.has("QueryRetrieveLevel")) return;
  const isGiven = (key: string) => (what === "query" ? query.has(key) : Boolean(query.getText(key)));
  const level = UNIQUE_KEYS.find(([, key]) => isGiven(key))?.[0];
  query.set("QueryRetrieveLevel", level ?? (model === "patient" ? "PATIENT" : "STUDY"));
}
