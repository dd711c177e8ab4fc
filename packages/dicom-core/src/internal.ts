/** What sibling packages may use beyond the public exports; outside semantic versioning. */
import { installMainEntry } from "./dictionary/install.ts";

installMainEntry();

export { readDatasetHead } from "./codec/dataset-reader.ts";
export { allKeywords } from "./dictionary/lookup.ts";
export { matchesWildcard } from "./match/wildcard.ts";
