/** Data sets from DICOM JSON. PS3.18 Annex F. */

import { readDataset } from "../codec/dataset-reader.ts";
import { DEFAULT_READ_LIMITS, type ReadLimits } from "../codec/limits.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { DiagnosticCollector } from "../diagnostic.ts";
import { findTransferSyntax, TRANSFER_SYNTAX } from "../transfer-syntax/transfer-syntaxes.ts";
import { JsonDatasetEncoder, type LateElement } from "./json-dataset-encoder.ts";

/** How `fromDicomJson` reads. */
export interface FromDicomJsonOptions {
  /**
   * In which the data set will be written. With an encapsulated one the Pixel Data is taken as items and comes back as
   * fragments; otherwise it is a native value.
   */
  transferSyntaxUid?: string;
  /**
   * Returns the value that a BulkDataURI stands for: little endian, text in UTF-8, encapsulated Pixel Data as its
   * items. `undefined`, or no such function: the element is left out, with a diagnostic JSON_BULK_DATA.
   */
  bulkData?: (uri: string, path: string) => Uint8Array | undefined;
  /** Throws what would be a diagnostic. */
  strict?: boolean;
  limits?: Partial<ReadLimits>;
}

/**
 * Returns the data set of an object in the DICOM JSON Model, e.g. of `JSON.parse`; `diagnostics` says what was
 * noticed. Texts of DS and IS are kept as given, numbers are written with at most 16 characters.
 *
 * (0008,0005) stays as given, so that text is written in that character set; where it is missing and some text is not
 * ASCII, ISO_IR 192 is added with a diagnostic. Group lengths and group 0002 are left out with a diagnostic.
 *
 * @throws DecodeError with the path of the element: JSON_OBJECT (not an object where one belongs), JSON_TAG (a name
 *   that is no tag, or the same one twice), JSON_VR (missing or unknown VR), JSON_ATTRIBUTE (more than one kind of value,
 *   or one that the VR does not have), JSON_VALUE (a value that the VR does not hold), JSON_BASE64, JSON_FRAGMENTS
 *   (encapsulated Pixel Data whose items do not fit)
 * @throws LimitExceededError LIMIT_EXCEEDED, see {@link ReadLimits}
 * @see PS3.18 F.2
 */
export function fromDicomJson(json: unknown, options: FromDicomJsonOptions = {}): Dataset {
  const collector = new DiagnosticCollector(options.strict ?? false);
  const limits = { ...DEFAULT_READ_LIMITS, ...options.limits };
  const { transferSyntaxUid } = options;
  const isEncapsulated =
    transferSyntaxUid !== undefined && findTransferSyntax(transferSyntaxUid)?.isEncapsulated === true;
  const encoder = new JsonDatasetEncoder({ collector, limits, isEncapsulated, bulkData: options.bulkData });
  const bytes = encoder.encode(json);
  // Read as UTF-8 whatever (0008,0005) will say: it is set afterwards, and text is recoded when it is written.
  const dataset = readDataset(bytes, {
    transferSyntaxUid: isEncapsulated ? transferSyntaxUid : TRANSFER_SYNTAX.explicitVrLittleEndian,
    specificCharacterSet: ["ISO_IR 192"],
    limits: { maxNestingDepth: limits.maxNestingDepth + 1, maxElementCount: Number.MAX_SAFE_INTEGER },
  });
  for (const element of encoder.later) setLate(dataset, element);
  dataset.diagnostics.push(...collector.diagnostics);
  return dataset;
}

function setLate(root: Dataset, { steps, tag, vr, value }: LateElement): void {
  let dataset = root;
  for (const step of steps) dataset = dataset.element(step.tag)?.items?.[step.index] as Dataset;
  dataset.set(tag, value, { vr, validate: false });
}
