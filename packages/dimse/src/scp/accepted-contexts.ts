/** Which presentation contexts a provider accepts. PS3.4, PS3.5 10.1. */
import { TRANSFER_SYNTAX, transferSyntaxes } from "@minipacs/dicom-core";
import type { AcceptedContext } from "../association/acceptor-policy.ts";
import { STORAGE_SERVICE_CLASS } from "../association/extended-negotiation.ts";
import { MPPS } from "../sop-class/mpps.ts";
import {
  PATIENT_ROOT_FIND,
  PATIENT_ROOT_GET,
  PATIENT_ROOT_MOVE,
  STUDY_ROOT_FIND,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
} from "../sop-class/query-retrieve.ts";
import { isStorageSopClass, STORAGE_SOP_CLASSES } from "../sop-class/storage.ts";
import { STORAGE_COMMITMENT } from "../sop-class/storage-commitment.ts";
import { VERIFICATION } from "../sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../sop-class/worklist.ts";
import type { DimseHandlers } from "./handler-types.ts";

/** Messages that are read and written here, not passed on. Explicit VR first: it says what it holds. */
const READABLE = [TRANSFER_SYNTAX.explicitVrLittleEndian, TRANSFER_SYNTAX.implicitVrLittleEndian];

const STORABLE = transferSyntaxes().flatMap(({ uid, isDataSetEncoding }) => (isDataSetEncoding ? [uid] : []));

/**
 * Returns the context of a SOP class with its usual transfer syntaxes: all of the table for storage, in the order that
 * the requestor prefers, because objects are kept as they come; Explicit, then Implicit VR Little Endian for the others.
 */
export function defaultAcceptedContext(abstractSyntax: string): AcceptedContext {
  if (isStorageSopClass(abstractSyntax)) {
    return {
      abstractSyntax,
      transferSyntaxes: STORABLE,
      preference: "requestor",
    };
  }
  return { abstractSyntax, transferSyntaxes: READABLE, preference: "acceptor" };
}

/** Returns the contexts that the given handlers serve. Verification is always among them. PS3.4 A.4. */
export function contextsOf(handlers: DimseHandlers): AcceptedContext[] {
  const sopClasses = [
    VERIFICATION,
    ...(handlers.find ? [MODALITY_WORKLIST_FIND, PATIENT_ROOT_FIND, STUDY_ROOT_FIND] : []),
    ...(handlers.get ? [PATIENT_ROOT_GET, STUDY_ROOT_GET] : []),
    ...(handlers.move ? [PATIENT_ROOT_MOVE, STUDY_ROOT_MOVE] : []),
    ...(handlers.nCreate || handlers.nSet ? [MPPS] : []),
    ...(handlers.nAction || handlers.nEventReport ? [STORAGE_COMMITMENT] : []),
  ];
  const contexts = sopClasses.map(defaultAcceptedContext);
  // Who is sent reports by another node is SCU there although it accepts. PS3.4 J.3.3.
  const reported = contexts.find(({ abstractSyntax }) => abstractSyntax === STORAGE_COMMITMENT);
  if (reported && handlers.nEventReport) reported.allowsRequestorAsScp = true;
  if (handlers.store || handlers.get)
    contexts.push(...STORAGE_SOP_CLASSES.map((uid) => storageContext(uid, handlers)));
  return contexts;
}

/** Objects come to `store` from an SCU, and go from `get` to an SCP. PS3.4 C.5.3. */
function storageContext(abstractSyntax: string, handlers: DimseHandlers): AcceptedContext {
  return {
    ...defaultAcceptedContext(abstractSyntax),
    allowsRequestorAsScu: handlers.store !== undefined,
    allowsRequestorAsScp: handlers.get !== undefined,
  };
}

/** Returns the contexts by abstract syntax; a UID alone stands for its default context. */
export function acceptedContexts(
  contexts: readonly (string | AcceptedContext)[],
): ReadonlyMap<string, AcceptedContext> {
  return new Map(
    contexts.map((given) => {
      const context = typeof given === "string" ? defaultAcceptedContext(given) : given;
      return [context.abstractSyntax, context];
    }),
  );
}

/**
 * Returns what SOP classes that only their requestor knows are taken as, by service class: Storage, where a storage SOP
 * class is accepted. PS3.7 D.3.3.6, PS3.4 B.3.1.4.
 */
export function acceptedServiceClasses(
  contexts: ReadonlyMap<string, AcceptedContext>,
): ReadonlyMap<string, AcceptedContext> {
  const storage = [...contexts.values()].find(({ abstractSyntax }) => isStorageSopClass(abstractSyntax));
  return new Map(storage && [[STORAGE_SERVICE_CLASS, storage]]);
}
