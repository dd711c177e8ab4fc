/**
 * Puts the attributes of an N-SET over those of the instance that it changes. Text of both may be in different
 * character sets: the one set that holds both is found, ISO_IR 192 in the end. PS3.7 10.1.3, PS3.4 F.7.2.2.3.
 */
import {
  type Dataset,
  isDicomError,
  type RecodedDataset,
  readDataset,
  recode,
  TRANSFER_SYNTAX,
  tagForKeyword,
  writeDataset,
} from "@minipacs/dicom-core";

/** In what data sets are kept. */
const KEPT_SYNTAX = TRANSFER_SYNTAX.explicitVrLittleEndian;
const UTF_8 = ["ISO_IR 192"];
const SPECIFIC_CHARACTER_SET = tagForKeyword("SpecificCharacterSet");

export interface MergedAttributes {
  /** A new data set, read from `bytes`. */
  dataset: Dataset;
  /** Explicit VR Little Endian. */
  bytes: Uint8Array;
  /** Paths, written in tags, of what no character set holds because it could not be read; U+FFFD stands for it. */
  unreadable: string[];
}

/** Returns a data set as it is kept: its bytes, and read from them, so that no view holds what it came in. */
export function keptDataset(dataset: Dataset): { dataset: Dataset; bytes: Uint8Array } {
  const bytes = writeDataset(dataset, { transferSyntaxUid: KEPT_SYNTAX });
  return { dataset: readKept(bytes), bytes };
}

/** Reads what {@link keptDataset} returned. */
export function readKept(bytes: Uint8Array): Dataset {
  return readDataset(bytes, { transferSyntaxUid: KEPT_SYNTAX });
}

/**
 * Returns `base` with every element of `changes` in its place; sequences are replaced whole. Its character set is that of
 * `base` where that holds all, else that of `changes`, else ISO_IR 192.
 */
export function mergeAttributes(base: Dataset, changes: Dataset): MergedAttributes {
  const recoded = inOneSet(base, changes);
  const [left, right] = recoded.map(({ dataset }) => keptDataset(dataset).dataset) as [Dataset, Dataset];
  const merged = left.clone();
  // A clone forgets what it was read from, not in which set.
  for (const element of right.elements()) {
    if (element.tag !== SPECIFIC_CHARACTER_SET) merged.add(element);
  }
  const unreadable = recoded.flatMap(({ losses }) =>
    losses.filter(({ code }) => code === "CHARSET_BYTES" || code === "CHARSET_ESCAPE_UNKNOWN"),
  );
  return { ...keptDataset(merged), unreadable: unreadable.map(({ path }) => path) };
}

function inOneSet(base: Dataset, changes: Dataset): RecodedDataset[] {
  for (const terms of [base.characterSetAsRead, changes.characterSetAsRead, UTF_8]) {
    try {
      return [base, changes].map((dataset) => recode(dataset, terms));
    } catch (error) {
      if (!isDicomError(error, "ENCODE_CHARACTER") && !isDicomError(error, "ARG_CHARSET")) throw error;
    }
  }
  return [base, changes].map((dataset) => recode(dataset, UTF_8, "replace"));
}
