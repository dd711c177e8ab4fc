/** The typed errors of the network layer. Codes are stable and listed in docs/errors.md. */
import { type Dataset, DicomError, type DicomErrorOptions, InvalidArgumentError } from "@minipacs/dicom-core";

/** Reason field of an A-ABORT sent by the service provider. PS3.8 Table 9-26. */
export type AbortReason = 0 | 1 | 2 | 4 | 5 | 6;

/** Bytes of the peer that break PS3.8; carries the A-ABORT reason to answer with. */
export class PduError extends DicomError {
  readonly abortReason: AbortReason;
  readonly offsetBytes: number;

  constructor(
    code: string,
    message: string,
    options: DicomErrorOptions & { abortReason?: AbortReason; offsetBytes?: number } = {},
  ) {
    super(code, message, options);
    this.abortReason = options.abortReason ?? 0;
    this.offsetBytes = options.offsetBytes ?? 0;
  }
}

/** The peer answered A-ASSOCIATE-RJ. Result, source and reason are those of PS3.8 Table 9-21. */
export class AssociationRejectedError extends DicomError {
  readonly result: number;
  readonly source: number;
  readonly reason: number;

  constructor(rejection: { result: number; source: number; reason: number; text: string }) {
    super("ASSOC_REJECTED", `association rejected: ${rejection.text}`, { details: { ...rejection } });
    this.result = rejection.result;
    this.source = rejection.source;
    this.reason = rejection.reason;
  }
}

/** The association ended without a release: A-ABORT of either side, or the connection was lost. */
export class AssociationAbortedError extends DicomError {
  /** 0 service user, 2 service provider (PS3.8 Table 9-26), -1 where the connection was lost. */
  readonly source: number;
  readonly reason: number;

  constructor(abort: { source: number; reason: number; text: string }, options: DicomErrorOptions = {}) {
    super("ASSOC_ABORTED", `association aborted: ${abort.text}`, { ...options, details: { ...abort } });
    this.source = abort.source;
    this.reason = abort.reason;
  }
}

/** A presentation context as it was proposed. */
export interface OfferedContext {
  abstractSyntax: string;
  transferSyntaxes: readonly string[];
}

/** A presentation context as the peer has answered it. */
export interface AnsweredContext {
  abstractSyntax: string;
  /** 0 to 4, PS3.8 Table 9-18. */
  result: number;
  transferSyntax: string | undefined;
}

/** No accepted presentation context fits the request. */
export class NoAcceptedContextError extends DicomError {
  readonly offered: readonly OfferedContext[];
  readonly answered: readonly AnsweredContext[];

  /** What had to be sent; `undefined` where that is not known. */
  readonly abstractSyntax: string | undefined;
  /** What it is encoded in; `undefined` where any would have done. */
  readonly transferSyntax: string | undefined;

  constructor(
    message: string,
    offered: readonly OfferedContext[],
    answered: readonly AnsweredContext[],
    wanted: { abstractSyntax?: string | undefined; transferSyntax?: string | undefined } = {},
  ) {
    super("ASSOC_NO_ACCEPTED_CONTEXT", message, { details: { offered, answered, ...wanted } });
    this.offered = offered;
    this.answered = answered;
    this.abstractSyntax = wanted.abstractSyntax;
    this.transferSyntax = wanted.transferSyntax;
  }
}

/** What was waited for. */
export type TimeoutPhase = "connect" | "artim" | "negotiate" | "response" | "progress" | "release" | "idle";

/** A time limit has passed: code `TIMEOUT`, with the phase and its limit in milliseconds. */
export class TimeoutError extends DicomError {
  readonly phase: TimeoutPhase;
  readonly timeoutMs: number;

  constructor(phase: TimeoutPhase, timeoutMs: number, message?: string) {
    const text = message ?? `${phase}: no progress within ${timeoutMs} ms`;
    super("TIMEOUT", text, { details: { phase, timeoutMs } });
    this.phase = phase;
    this.timeoutMs = timeoutMs;
  }
}

/** The transport failed: connection refused, reset, name not found. `cause` holds the system's error. */
export class TransportError extends DicomError {}

/** Tells whether a value can be sent as (0000,0900) Status. */
export function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff;
}

/** What a status is answered with beside the comment. PS3.7 Annex C tells which status has which. */
export interface DimseStatusErrorOptions extends DicomErrorOptions {
  offendingElements?: readonly number[] | undefined;
  errorId?: number | undefined;
  attributes?: readonly number[] | undefined;
  dataset?: Dataset | undefined;
}

/** A DIMSE response with a failure status; thrown by handlers to answer with it. PS3.7 Annex C. */
export class DimseStatusError extends DicomError {
  readonly status: number;
  /** (0000,0902) Error Comment, at most 64 characters. */
  readonly errorComment: string | undefined;
  /** (0000,0901) Offending Element. */
  readonly offendingElements: readonly number[];
  /** (0000,0903) Error ID. */
  readonly errorId: number | undefined;
  /** (0000,1005) Attribute Identifier List, of N-services; 0105 and 0120 have it. */
  readonly attributes: readonly number[];
  /** Of N-services: the values that 0106, 0116 and 0121 are about. */
  readonly dataset: Dataset | undefined;

  constructor(status: number, errorComment?: string, options: DimseStatusErrorOptions = {}) {
    if (!isStatus(status)) {
      throw new InvalidArgumentError(
        "ARG_STATUS",
        `status: a number from 0 to 65535 is expected, not ${status}`,
      );
    }
    const hex = status.toString(16).toUpperCase().padStart(4, "0");
    super("DIMSE_STATUS", `status ${hex}${errorComment ? `: ${errorComment}` : ""}`, {
      ...options,
      details: { ...options.details, status },
    });
    this.status = status;
    this.errorComment = errorComment;
    this.offendingElements = options.offendingElements ?? [];
    this.errorId = options.errorId;
    this.attributes = options.attributes ?? [];
    this.dataset = options.dataset;
  }
}
