/** What goes up from the upper layer to its user: the indications and confirmations of PS3.8 7. */
import type { DicomError } from "@minipacs/dicom-core";
import type { AssociateAcPdu, AssociateRjPdu, AssociateRqPdu, Pdv } from "../pdu/types.ts";
import type { AssociationLimits, AssociationTimeouts } from "./options.ts";

/** What the user of the upper layer is told. What one of these throws becomes an A-ABORT. PS3.8 7. */
export interface UpperLayerUser {
  /** A-ASSOCIATE indication; to be answered by `accept` or `reject`. */
  onAssociateIndication?(pdu: AssociateRqPdu): void;
  /** The upper layer itself rejected a proposal, which is therefore not indicated. */
  onProviderRejection?(proposal: AssociateRqPdu, rejection: AssociateRjPdu): void;
  /** A-ASSOCIATE confirmation. */
  onAssociateConfirmation?(pdu: AssociateAcPdu | AssociateRjPdu): void;
  /** P-DATA indication. */
  onData(pdvs: readonly Pdv[]): void;
  /** A-RELEASE indication; to be answered by `respondRelease`. */
  onReleaseIndication(): void;
  onReleaseConfirmation?(): void;
  /** The association is over without a release; comes at most once. */
  onAborted(error: DicomError): void;
  /** The transport is closed; nothing comes after it. The error is what ended it, also before an association was there. */
  onClosed(error: DicomError | undefined): void;
  /** What an open association waits for, for the time limits; `undefined` for our own work. */
  waitingFor(): "progress" | "response" | "idle" | undefined;
}

export interface UpperLayerOptions {
  user: UpperLayerUser;
  timeouts: AssociationTimeouts;
  limits: AssociationLimits;
}
