/** What files are read with and is large: chunks of their own, fetched while the first file is on its way. */
import { loadCharacterSets, loadDictionary, loadUidRegistry } from "@minipacs/dicom-core/frames";

let loading: Promise<unknown> | undefined;

/** Fetches the data dictionary, the character sets and the names of UIDs, once; tries again after a failure. */
export async function loadTables(): Promise<void> {
  loading ??= Promise.all([loadDictionary(), loadCharacterSets(), loadUidRegistry()]);
  try {
    await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}
