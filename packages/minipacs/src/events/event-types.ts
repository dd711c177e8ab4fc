/** What happens in a running server, as one union of plain objects: for the log, the live event stream and importers. */
import type { IndexedInstance } from "../index-db/instance-index.ts";
import type { ReconcileProgress } from "../index-db/reconcile.ts";
import type { MppsStepState } from "../services/mpps-step.ts";
import type { MppsRuleId, MppsViolation } from "../services/mpps-violation.ts";
import type { RemovedObjects } from "../services/object-removal.ts";
import type { WorklistChange } from "../services/worklist-store.ts";
import type { PutOutcome } from "../storage/object-store.ts";

/** Who sent a request. */
export interface Peer {
  /** Counts the associations of this run, from 1. */
  associationId: number;
  callingAeTitle: string;
  calledAeTitle: string;
  remoteAddress: string;
  remotePort: number;
}

/** What a peer has shown of itself in its TLS handshake. */
export interface PeerTls {
  /** `TLSv1.3` */
  protocol: string;
  cipher: string;
  /** Of its certificate, `O=Hospital, CN=ct1`; absent where it sent none. */
  subject: string | undefined;
  /** SHA-256 of its certificate, hex pairs with colons. */
  fingerprint256: string | undefined;
}

/** Presentation contexts that were refused for one reason. PS3.8 Table 9-18. */
export interface RefusedContexts {
  /** 1 to 4. */
  result: number;
  /** `abstract syntax not supported` */
  resultText: string;
  /** UIDs, each once, and their names, or the UIDs where they have none. */
  abstractSyntaxes: readonly string[];
  abstractSyntaxNames: readonly string[];
  /** Names of all transfer syntaxes that were offered for them. */
  transferSyntaxNames: readonly string[];
}

/** One answered DIMSE request. */
interface OfRequest {
  peer: Peer;
  sopClassUid: string;
  /** DIMSE status of the last response. */
  status: number;
  /** As sent to the peer. */
  errorComment: string | undefined;
  durationMs: number;
}

/** What a request about a performed procedure step came to. */
interface OfMpps {
  /** Its history is for who asks: it grows with each message. */
  step: MppsStepState | undefined;
  /** What the message breaks of the rules M1 to M17. */
  violations: readonly MppsViolation[];
}

/** An event before the bus has given it its number and time. */
export type PacsEventInit =
  | {
      type: "ready";
      dicomPort: number;
      usesTls: boolean;
      httpPort: number | undefined;
      aeTitle: string;
      /** `127.0.0.1:8080` */
      httpAddress: string | undefined;
      hasPage: boolean;
      /** Whether HTTP wants the token of `httpToken`. */
      needsToken: boolean;
      /** The usual port, if it was taken and another one is used. */
      takenHttpPort: number | undefined;
    }
  | { type: "closing"; associationCount: number }
  | {
      type: "association.opened";
      peer: Peer;
      acceptedContextCount: number;
      contextCount: number;
      /** Those that were not accepted, by their result; empty where all were. */
      refusedContexts: readonly RefusedContexts[];
      /** Absent without TLS. */
      tls: PeerTls | undefined;
    }
  | {
      type: "association.closed";
      peer: Peer;
      end: "released" | "aborted";
      /** Why it was aborted. */
      reason: string | undefined;
      durationMs: number;
      receivedBytes: number;
      sentBytes: number;
    }
  | {
      type: "association.rejected";
      /** Counted like those that are opened. */
      associationId: number;
      callingAeTitle: string;
      calledAeTitle: string;
      remoteAddress: string;
      remotePort: number;
      reason: string;
    }
  /** A connection that never became an association: garbage, silence, a port scan. */
  | { type: "connection.refused"; remoteAddress: string; remotePort: number; reason: string }
  | ({ type: "echo" } & OfRequest)
  | ({
      type: "worklist.query";
      /** What was asked for, `Modality=CT`; keys without a value are left out. */
      keys: string[];
      matchCount: number;
      /** For `pacs.queries`, which tells why entries were answered or not; absent where it was not served. */
      queryId: number | undefined;
    } & OfRequest)
  /** `entryCount`: how many entries there are now. */
  | ({ type: "worklist.changed"; entryCount: number } & WorklistChange)
  | ({
      type: "store";
      sopInstanceUid: string;
      transferSyntaxUid: string;
      /** Of the data set. */
      byteCount: number;
      /** Absent where the object was not stored. */
      instance: IndexedInstance | undefined;
      /** Absent where it could not be stored. */
      outcome: PutOutcome | undefined;
    } & OfRequest)
  /** `step` is absent where the request failed. */
  | ({ type: "mpps.create"; sopInstanceUid: string | undefined } & OfMpps & OfRequest)
  | ({ type: "mpps.set"; sopInstanceUid: string } & OfMpps & OfRequest)
  | ({ type: "mpps.get"; sopInstanceUid: string } & OfMpps & OfRequest)
  /** A step was removed with its history, by HTTP or in code. */
  | { type: "mpps.removed"; sopInstanceUid: string }
  /** A request of a service that has no event of its own. */
  | ({ type: "request.answered"; service: string } & OfRequest)
  /** A request that nothing here serves. */
  | ({ type: "request.unsupported"; message: string } & OfRequest)
  /** The files of the data directory are being compared with the index; told every few seconds. */
  | ({ type: "index.progress" } & ReconcileProgress)
  /** The index is in line with the files; not told of an empty folder. */
  | ({ type: "index.reconciled"; instanceCount: number; durationMs: number } & ReconcileProgress)
  /** Objects go to another folder from now on; the temporary one of an ephemeral server has no name here. */
  | { type: "storage.changed"; dataDir: string | undefined }
  /** A file came by HTTP. `instance` is absent where another object was kept. */
  | {
      type: "storage.imported";
      sopInstanceUid: string;
      outcome: PutOutcome;
      instance: IndexedInstance | undefined;
    }
  /** All objects of a study, of a series or one object were removed. */
  | ({ type: "storage.deleted"; instanceCount: number } & RemovedObjects)
  /** Stored objects are being sent to another node; `sendId` counts the selections of this run. */
  | {
      type: "send.started";
      sendId: number;
      aeTitle: string;
      host: string;
      port: number;
      instanceCount: number;
    }
  /** `doneCount` counts those that failed, too. */
  | { type: "send.progress"; sendId: number; doneCount: number; failedCount: number; instanceCount: number }
  | { type: "send.refused"; sendId: number; sopInstanceUid: string | undefined; reason: string }
  | {
      type: "send.finished";
      sendId: number;
      doneCount: number;
      failedCount: number;
      instanceCount: number;
      isCancelled: boolean;
      /** Why not all were sent; absent where the selection was gone through. */
      reason: string | undefined;
      durationMs: number;
    }
  /** `changed`: names of options of `PacsOptions`. */
  | { type: "settings.changed"; changed: string[]; dicomPort: number }
  /** DICOM associations are taken again, or no more; those that were open then are waited for. */
  | { type: "listener.started"; dicomPort: number }
  | { type: "listener.stopped"; dicomPort: number; associationCount: number }
  | { type: "warning"; code: string; message: string; peer: Peer | undefined }
  /** A message breaks a rule for performed procedure steps: docs/mpps.md. `attribute`: `PerformedSeriesSequence[0].Modality`. */
  | {
      type: "warning";
      code: "MPPS_RULE";
      message: string;
      peer: Peer;
      rule: MppsRuleId;
      attribute: string | undefined;
      sopInstanceUid: string;
    }
  | { type: "error"; code: string; message: string; peer: Peer | undefined };

/** An event; `id` counts up from 1 within a run, `time` is ISO 8601 in UTC. */
export type PacsEvent = PacsEventInit & { readonly id: number; readonly time: string };

/** The names of all events. */
export type PacsEventType = PacsEvent["type"];

/** The event of a name. */
export type PacsEventOf<T extends PacsEventType> = Extract<PacsEvent, { type: T }>;

/** Takes events; what it throws is ignored. */
export type PacsEventListener = (event: PacsEvent) => void;
