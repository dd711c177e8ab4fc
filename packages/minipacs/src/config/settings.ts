/** What of a server can be changed while it runs. */
import type { DuplicatePolicy } from "../storage/object-store.ts";

/** How strictly MPPS messages are taken: as PS3.4 F.7 says, or whatever a test bench can take, with each violation told. */
export type MppsMode = "strict" | "tolerant";

/** What is done with text that the character set of an answer cannot hold. */
export type UnencodablePolicy = "widen" | "replace";

/** The settings as they are now; a change puts a new object in the place of this one. */
export interface PacsSettings {
  readonly aeTitle: string;
  /** DICOM port that was asked for; 0 took a free one. */
  readonly port: number;
  /** Address of the DICOM port; `undefined`: all, IPv4 and IPv6. */
  readonly host: string | undefined;
  /**
   * Normalised terms of the Specific Character Set of answers, also expected of received objects; none: the default
   * repertoire, and nothing is expected. PS3.3 C.12.1.1.2.
   */
  readonly charset: readonly string[];
  /** Other terms for some calling AE titles: of answers, and expected of their objects. */
  readonly charsetFor: Readonly<Record<string, readonly string[]>>;
  readonly unencodable: UnencodablePolicy;
  /** Absolute; `undefined`: a temporary folder. */
  readonly dataDir: string | undefined;
  readonly onDuplicate: DuplicatePolicy;
  readonly syncsToDisk: boolean;
  /** Associations that call another AE title than ours are rejected. */
  readonly requiresCalledAe: boolean;
  /** Calling AE titles that may connect; none: all. */
  readonly allowedAeTitles: readonly string[];
  /** Worklist queries find only what is scheduled for the station that asks, by its calling AE title. */
  readonly filtersByStation: boolean;
  readonly mppsMode: MppsMode;
  /** A linked MPPS moves the status of its scheduled step. */
  readonly updatesStepStatus: boolean;
  /** Transfer syntaxes that are accepted, in order of preference; none: all that are known. */
  readonly acceptedTransferSyntaxes: readonly string[];
  /** Largest P-DATA-TF that is taken, bytes. PS3.8 D.1. */
  readonly maxPduLength: number;
  /** SOP classes that are not known are stored too. */
  readonly acceptsAnySopClass: boolean;
  /** Associations that may be open at a time. */
  readonly maxAssociations: number;
  /** After so long without a request an association is aborted; 0: never. */
  readonly idleTimeoutSeconds: number;
}
