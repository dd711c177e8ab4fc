/** Where an object belongs: UIDs as names where they are UIDs, hashes where a peer sent something else. PS3.5 9.1. */
import { createHash } from "node:crypto";
import { isValidUid } from "@minipacs/dicom-core";
import type { ObjectLocation } from "./object-store.ts";

/** Folder of objects whose head could not be parsed; below it a folder for each SOP class. */
export const UNPARSED_FOLDER = "unparsed";
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
    ? [nameOf(studyInstanceUid), nameOf(seriesInstanceUid)]
    : [UNPARSED_FOLDER, nameOf(sopClassUid)];
  return [...folders, `${nameOf(sopInstanceUid)}.dcm`];
}

function nameOf(uid: string | undefined): string {
  if (uid === undefined || uid === "") return MISSING;
  if (isValidUid(uid)) return uid;
  return `hash-${createHash("sha256").update(uid).digest("hex").slice(0, 40)}`;
}
