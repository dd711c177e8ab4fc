/** Where an object belongs: UIDs as names where they are UIDs, hashes where a peer sent something else. PS3.5 9.1. */
import { createHash } from "node:crypto";
import { isValidUid } from "@minipacs/dicom-core";
import type { ObjectLocation } from "./object-store.ts";

/** Folder of objects whose head could not be parsed; below it a folder for each SOP class. */
const UNPARSED_FOLDER = "unparsed";
/** Folder of objects that name no study or no series. */
const MISSING = "unknown";

/** What identifies an object; study and series come from its head. */
export interface ObjectIdentity {
  sopClassUid: string;
  sopInstanceUid: string;
  studyInstanceUid: string | undefined;
  seriesInstanceUid: string | undefined;
}

/**
 * Returns `<study>/<series>/<instance>.dcm`; with `isParsed: false`, where only the command is known,
 * `unparsed/<SOP class>/<instance>.dcm`. No text of a peer becomes a path: what is no UID is named by its hash.
 */
export function locate(identity: ObjectIdentity, isParsed: boolean): ObjectLocation {
  const { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid } = identity;
  const folders = isParsed
    ? [fileNameOf(studyInstanceUid), fileNameOf(seriesInstanceUid)]
    : [UNPARSED_FOLDER, fileNameOf(sopClassUid)];
  return [...folders, `${fileNameOf(sopInstanceUid)}.dcm`];
}

/** Returns the keywords of the UIDs that are missing or break the grammar of PS3.5 9.1. */
export function brokenUids(identity: ObjectIdentity): string[] {
  const uids = {
    SOPInstanceUID: identity.sopInstanceUid,
    StudyInstanceUID: identity.studyInstanceUid,
    SeriesInstanceUID: identity.seriesInstanceUid,
  };
  return Object.entries(uids).flatMap(([keyword, uid]) => (isValidUid(uid ?? "") ? [] : [keyword]));
}

/** Returns what a UID is called as a folder or file: itself, or a hash where it breaks the grammar. PS3.5 9.1. */
export function fileNameOf(uid: string | undefined): string {
  if (uid === undefined || uid === "") return MISSING;
  if (isValidUid(uid)) return uid;
  return `hash-${createHash("sha256").update(uid).digest("hex").slice(0, 40)}`;
}
