/** What sibling packages may use beyond the public exports; outside semantic versioning. */
import { installMainEntry } from "./dictionary/install.ts";

installMainEntry();

export { ByteWriter } from "./bytes/byte-writer.ts";
export { readDatasetAt, readDatasetHead } from "./codec/dataset-reader.ts";
export { matchesWildcard } from "./match/wildcard.ts";
