/** The query models of the Query/Retrieve service and the short names that `find` takes. PS3.4 C.6. */
import { MODALITY_WORKLIST_FIND } from "./worklist.ts";

export const PATIENT_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.1.1";
export const STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1";

/** `worklist`, `patient` (Patient Root), `study` (Study Root), or the UID of another query SOP class. */
export type FindModel = "worklist" | "patient" | "study" | (string & {});

/** Returns the SOP class UID that a model name stands for. */
export function findSopClassUid(model: FindModel): string {
  if (model === "worklist") return MODALITY_WORKLIST_FIND;
  if (model === "patient") return PATIENT_ROOT_FIND;
  if (model === "study") return STUDY_ROOT_FIND;
  return model;
}
