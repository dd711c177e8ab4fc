/** The models of the Query/Retrieve service and the short names that `find`, `get` and `move` take. PS3.4 C.6. */
import { MODALITY_WORKLIST_FIND } from "./worklist.ts";

/** Patient Root Query/Retrieve Information Model – FIND. PS3.4 C.6.1.3. */
export const PATIENT_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.1.1";
/** Patient Root Query/Retrieve Information Model – MOVE. PS3.4 C.6.1.3. */
export const PATIENT_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.1.2";
/** Patient Root Query/Retrieve Information Model – GET. PS3.4 C.6.1.3. */
export const PATIENT_ROOT_GET = "1.2.840.10008.5.1.4.1.2.1.3";
/** Study Root Query/Retrieve Information Model – FIND. PS3.4 C.6.2.3. */
export const STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1";
/** Study Root Query/Retrieve Information Model – MOVE. PS3.4 C.6.2.3. */
export const STUDY_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.2.2";
/** Study Root Query/Retrieve Information Model – GET. PS3.4 C.6.2.3. */
export const STUDY_ROOT_GET = "1.2.840.10008.5.1.4.1.2.2.3";

/** `worklist`, `patient` (Patient Root), `study` (Study Root), or the UID of another query SOP class. */
export type FindModel = "worklist" | "patient" | "study" | (string & {});

/** `patient` (Patient Root), `study` (Study Root), or the UID of another retrieve SOP class. */
export type RetrieveModel = "patient" | "study" | (string & {});

/** Returns the SOP class UID that a model name stands for. */
export function findSopClassUid(model: FindModel): string {
  if (model === "worklist") return MODALITY_WORKLIST_FIND;
  if (model === "patient") return PATIENT_ROOT_FIND;
  if (model === "study") return STUDY_ROOT_FIND;
  return model;
}

/** Returns the SOP class UID that a model name stands for in a C-GET. */
export function getSopClassUid(model: RetrieveModel): string {
  if (model === "patient") return PATIENT_ROOT_GET;
  if (model === "study") return STUDY_ROOT_GET;
  return model;
}

/** Returns the SOP class UID that a model name stands for in a C-MOVE. */
export function moveSopClassUid(model: RetrieveModel): string {
  if (model === "patient") return PATIENT_ROOT_MOVE;
  if (model === "study") return STUDY_ROOT_MOVE;
  return model;
}
