/** The part of the library that names elements and UIDs, with its tables. Only ever imported as a chunk. */
import {
  loadDictionary,
  loadUidRegistry,
  lookupElement,
  lookupUid,
  tagForKeyword,
} from "@minipacs/dicom-core/frames";

export interface LookupTables {
  lookupElement: typeof lookupElement;
  lookupUid: typeof lookupUid;
  tagForKeyword: typeof tagForKeyword;
}

export async function loadTables(): Promise<LookupTables> {
  await Promise.all([loadDictionary(), loadUidRegistry()]);
  return { lookupElement, lookupUid, tagForKeyword };
}
