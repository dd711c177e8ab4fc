/** Worklist entries in files: JSON, and the `.wl` files that DCMTK's wlmscpfs serves. */
import {
  createDataset,
  createUid,
  type Dataset,
  DecodeError,
  type DicomJson,
  declaredCharacterSet,
  diagnoseText,
  InvalidArgumentError,
  readDicomFile,
  recode,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDicomFile,
} from "@minipacs/dicom-core";
import { MODALITY_WORKLIST_FIND } from "@minipacs/dimse";
import { decodeText } from "../decode-text.ts";
import { declaredTerms } from "../services/declared-terms.ts";
import { assertWorklistEntry } from "./assert-entry.ts";
import { parseWorklistItem } from "./parse-item.ts";
import type { WorklistEntry } from "./stored-entry.ts";

/** What is in a file, and what of its text could not be read. */
export interface WorklistFile {
  datasets: Dataset[];
  /** Sentences without values. */
  remarks: string[];
}

/**
 * Returns the entries of a file by what its bytes are: JSON (one entry or an array of them, in either form of
 * {@link parseWorklistItem}), else one entry as a data set, with or without preamble and meta information (PS3.10).
 *
 * @throws InvalidArgumentError WORKLIST_ITEM, ARG_VALUE…; DecodeError and others of `readDicomFile`
 */
export function readWorklistFile(bytes: Uint8Array): WorklistFile {
  const text = jsonTextOf(bytes);
  return text === undefined ? readDicom(bytes) : { datasets: parseWorklistJson(text), remarks: [] };
}

/**
 * Returns the entries of a JSON text.
 *
 * @throws InvalidArgumentError WORKLIST_ITEM, ARG_VALUE…, with the number of the entry, from 1, in `details.item`
 */
export function parseWorklistJson(text: string): Dataset[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError("WORKLIST_ITEM", "the file is no JSON", { cause: error });
  }
  return (Array.isArray(json) ? json : [json]).map((item, index) => {
    try {
      return parseWorklistItem(item);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new InvalidArgumentError(error.code, `entry ${index + 1}: ${error.message}`, {
        cause: error,
        details: { ...error.details, item: index + 1 },
      });
    }
  });
}

/** Returns entries as an array of the DICOM JSON Model, which {@link parseWorklistJson} takes. */
export function exportWorklistJson(entries: readonly WorklistEntry[]): DicomJson[] {
  return entries.map(({ dataset }) => toDicomJson(dataset, { utf8: true }));
}

/**
 * Returns an entry as a `.wl` file in a character set (normalised terms; default UTF-8). Text that the set does not hold
 * puts the file into UTF-8.
 */
export function exportWorklistFile(
  { dataset }: Pick<WorklistEntry, "dataset">,
  terms: readonly string[] = ["ISO_IR 192"],
): Uint8Array {
  const { dataset: text } = recode(dataset, declaredTerms(terms), "widen");
  // An entry is no SOP instance: only the meta information needs the UIDs of one.
  const meta = createDataset({
    MediaStorageSOPClassUID: MODALITY_WORKLIST_FIND,
    MediaStorageSOPInstanceUID: createUid(),
  });
  return writeDicomFile({
    dataset: text,
    meta,
    transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
  });
}

/** What a file that is cut off, or none at all, reads as. */
const INCOMPLETE: ReadonlySet<string> = new Set(["DATASET_VALUE_TRUNCATED", "DATASET_TRAILING_BYTES"]);

function readDicom(bytes: Uint8Array): WorklistFile {
  const { dataset, diagnostics } = readDicomFile(bytes);
  // What was cut off reads as far as it goes: of a worklist entry that is not good enough.
  const fault = diagnostics.find(({ code }) => INCOMPLETE.has(code));
  if (fault) throw new DecodeError(fault.code, fault.message, { offsetBytes: fault.offset });
  if (dataset.size === 0) throw new DecodeError("FILE_NOT_DICOM", "the file has no attributes");
  assertWorklistEntry(dataset);
  const text = diagnoseText(dataset);
  const set = declaredCharacterSet(dataset).join("\\") || "no Specific Character Set";
  const remarks = text.length > 0 ? [`text that ${set} does not hold (${text[0]?.path})`] : [];
  return { datasets: [dataset], remarks };
}

/** DICOM begins with a preamble or a low group number, JSON with a bracket. */
function jsonTextOf(bytes: Uint8Array): string | undefined {
  const head = decodeText(bytes.subarray(0, 64));
  const isPreamble = bytes.length >= 132 && new TextDecoder().decode(bytes.subarray(128, 132)) === "DICM";
  return !isPreamble && /^\s*[[{]/.test(head) ? decodeText(bytes) : undefined;
}
