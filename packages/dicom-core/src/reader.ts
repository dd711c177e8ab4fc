/**
 * The `reader` entry: reads data sets and files, with the dictionary as a chunk of its own that `loadDictionary()`
 * fetches. Everything here is also in the main entry, and the same.
 */
export { type ReadDatasetOptions, readDataset } from "./codec/dataset-reader.ts";
export type { ReadLimits } from "./codec/limits.ts";
export { createDataset, type DatasetInit } from "./dataset/create-dataset.ts";
export { Dataset, type ElementKey } from "./dataset/dataset.ts";
export { DataElement, type ElementSpan, type Fragment } from "./dataset/element.ts";
export type { Diagnostic, DiagnosticSeverity } from "./diagnostic.ts";
export type { Keyword, KeywordTypes } from "./dictionary/keyword-types.generated.ts";
export { loadDictionary, loadPrivateDictionary } from "./dictionary/load.ts";
export { registerPrivateElements } from "./dictionary/private-blocks.ts";
export {
  DecodeError,
  DicomError,
  type DicomErrorOptions,
  EncodeError,
  InvalidArgumentError,
  InvalidStateError,
  isDicomError,
  LimitExceededError,
  UnsupportedError,
} from "./errors.ts";
export { type DicomFileSource, type OpenDicomFileOptions, openDicomFile } from "./file/open-file.ts";
export { type DicomFile, type ReadDicomFileOptions, readDicomFile } from "./file/part10-reader.ts";
export { TRANSFER_SYNTAX } from "./transfer-syntax/transfer-syntaxes.ts";
