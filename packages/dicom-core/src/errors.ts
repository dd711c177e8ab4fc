/** The typed errors of all MiniPACS packages. Codes are stable and listed in docs/errors.md. */

const BRAND = Symbol.for("minipacs.DicomError");

/** What an error carries besides code and message. */
export interface DicomErrorOptions {
  cause?: unknown;
  /** Data for programs. Never holds attribute values. */
  details?: Record<string, unknown>;
}

/** Base of every error that MiniPACS throws. Messages hold no attribute values. */
export class DicomError extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly [BRAND] = true;

  constructor(code: string, message: string, options: DicomErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Tells whether a value is a DicomError of any copy of this package, optionally one with the given code. */
export function isDicomError(value: unknown, code?: string): value is DicomError {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { [BRAND]?: unknown })[BRAND] === true &&
    (code === undefined || (value as DicomError).code === code)
  );
}

/** Bytes that cannot be read as what they should be. */
export class DecodeError extends DicomError {
  /** Offset into the input, bytes. */
  readonly offsetBytes: number;
  /** Path of the element, e.g. `0040,0100[0].0010,0010`; empty at the root. */
  readonly path: string;

  constructor(
    code: string,
    message: string,
    options: DicomErrorOptions & { offsetBytes?: number; path?: string } = {},
  ) {
    super(code, message, options);
    this.offsetBytes = options.offsetBytes ?? 0;
    this.path = options.path ?? "";
  }
}

/** A value that cannot be written as it stands. */
export class EncodeError extends DicomError {
  readonly path: string;

  constructor(code: string, message: string, options: DicomErrorOptions & { path?: string } = {}) {
    super(code, message, options);
    this.path = options.path ?? "";
  }
}

/** An input asks for more than an option allows. */
export class LimitExceededError extends DicomError {
  /** Name of the option. */
  readonly limit: string;
  readonly allowed: number;
  readonly actual: number;

  constructor(
    limit: string,
    allowed: number,
    actual: number,
    options: DicomErrorOptions & { code?: string } = {},
  ) {
    super(options.code ?? "LIMIT_EXCEEDED", `${limit}: ${actual} is over the limit of ${allowed}`, options);
    this.limit = limit;
    this.allowed = allowed;
    this.actual = actual;
  }
}

/** Valid DICOM that this version does not handle, e.g. a transfer syntax without a codec. */
export class UnsupportedError extends DicomError {}

/** The caller's mistake in an argument. */
export class InvalidArgumentError extends DicomError {}

/** The caller's mistake in the order of calls. */
export class InvalidStateError extends DicomError {}
