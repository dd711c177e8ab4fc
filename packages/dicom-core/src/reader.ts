/**
 * The `reader` entry: reads data sets and files, with the dictionary as a chunk of its own that `loadDictionary()`
 * fetches. Everything here is also in the main entry, and the same.
 */
export { type ReadDatasetOptions, readDataset } from "./codec/dataset-reader.ts";
export type { ReadLimits } from "./codec/limits.ts";
export { Dataset, type ElementKey } from "./dataset/dataset.ts";
export { DataElement, type ElementSpan, type Fragment } from "./dataset/element.ts";
export type { Diagnostic, DiagnosticSeverity } from "./diagnostic.ts";
export type { Keyword, KeywordTypes } from "./dictionary/keyword-types.generated.ts";
export { loadCharacterSets, loadDictionary, loadPrivateDictionary } from "./dictionary/load.ts";
export {
  DecodeError,
  DicomError,
  type DicomErrorOptions,
  InvalidArgumentError,
  InvalidStateError,
  isDicomError,
  LimitExceededError,
  UnsupportedError,
} from "./errors.ts";
export { type DicomFileSource, type OpenDicomFileOptions, openDicomFile } from "./file/open-file.ts";
export { type DicomFile, type ReadDicomFileOptions, readDicomFile } from "./file/part10-reader.ts";
