/** The storage SOP classes of the dictionary. PS3.4 Annex B.5, PS3.4 GG. */
import { uidsOfType } from "@minipacs/dicom-core";

const STORAGE_KEYWORD = /Storage(?:Trial|Retired|ForPresentation|ForProcessing)*$/;

/** A DICOMDIR travels on media, never through C-STORE. PS3.4 B.5 does not list it. */
const MEDIA_STORAGE_DIRECTORY = "1.2.840.10008.1.3.10";

/** UIDs of all storage SOP classes, retired ones too, because old devices still send them. */
export const STORAGE_SOP_CLASSES: readonly string[] = uidsOfType("SOP Class")
  .filter((entry) => STORAGE_KEYWORD.test(entry.keyword) && entry.uid !== MEDIA_STORAGE_DIRECTORY)
  .map((entry) => entry.uid);

const KNOWN = new Set(STORAGE_SOP_CLASSES);

/** Tells whether instances of the SOP class are sent by C-STORE. */
export function isStorageSopClass(uid: string): boolean {
  return KNOWN.has(uid);
}
