/** What sibling packages may use beyond the public exports; outside semantic versioning. */
import "#dictionary";
import "#private-dictionary-preload";

export { ByteWriter } from "./bytes/byte-writer.ts";
export { readDatasetAt, readDatasetHead } from "./codec/dataset-reader.ts";
