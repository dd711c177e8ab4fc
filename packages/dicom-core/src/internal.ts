/** What sibling packages may use beyond the public exports; outside semantic versioning. */
import { installDictionaries } from "./dictionary/install.ts";

installDictionaries();

export { ByteWriter } from "./bytes/byte-writer.ts";
export { readDatasetAt, readDatasetHead } from "./codec/dataset-reader.ts";
