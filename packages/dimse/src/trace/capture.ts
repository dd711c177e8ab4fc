/** Records the associations of this process to a file that can be read, compared and played back. */
import { closeSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { DicomError } from "@minipacs/dicom-core";
import { describePdu } from "../pdu/describe-pdu.ts";
import { type AssociationTrace, subscribeTrace, type TracedAssociation } from "./channels.ts";
import {
  formatAssociationEnd,
  formatAssociationStart,
  formatCloseStep,
  formatCut,
  formatPduStep,
  formatRecordingHead,
  RECORDING_HEADER,
} from "./recording-format.ts";
import { redactPdu } from "./redact.ts";
import { TracedPdu } from "./traced-pdu.ts";

/** Where a recording goes if not to a file. What it throws ends the recording, not the association. */
export interface RecordingSink {
  write(text: string): void;
  close?(): void;
}

/** What `recordSession` records. */
export interface RecordSessionOptions {
  /** Which associations are recorded; asked once for each. Default: all of this process. */
  filter?: ((association: TracedAssociation) => boolean) | undefined;
  /** Replace user identity (names, passcodes, tokens) by `*` of the same length. Default true. */
  redact?: boolean | undefined;
  /** Where the recording stops, with a mark. 0 = none. Default 268,435,456. */
  maxBytes?: number | undefined;
  /** Told once when the recording cannot be written on; it has stopped then. */
  onError?: ((error: DicomError) => void) | undefined;
}

/** A recording that runs. */
export interface SessionRecorder {
  /** Bytes written so far. */
  readonly writtenBytes: number;
  /** Whether the limit was reached. */
  readonly isCut: boolean;
  /** What stopped it, if something did. */
  readonly error: DicomError | undefined;
  /** Stops, and closes the file. Does nothing the second time. @throws DicomError TRACE_WRITE if it had failed. */
  close(): void;
}

const DEFAULT_MAX_BYTES = 268_435_456;
/** Kept free for the mark. */
const CUT_RESERVE_BYTES = 256;

/**
 * Starts to record, to a path or a sink, and returns the recording. Each PDU is written at once, so that nothing is
 * missing however the process ends. A file that is there is replaced if it is a recording. Associations that are open
 * already are in it from here on, marked, and cannot be played.
 *
 * @throws DicomError TRACE_WRITE where the file cannot be written; TRACE_FILE_EXISTS where it is something else
 */
export function recordSession(
  target: string | RecordingSink,
  options: RecordSessionOptions = {},
): SessionRecorder {
  return new Recorder(typeof target === "string" ? openFile(target) : target, options);
}

function openFile(path: string): RecordingSink {
  try {
    assertReplaceable(path);
    const file = openSync(path, "w");
    return {
      write: (text) => writeFileSync(file, text),
      close: () => closeSync(file),
    };
  } catch (error) {
    throw writeError(error);
  }
}

/** A mistyped command must not cost a file. */
function assertReplaceable(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size === 0) return;
  const file = openSync(path, "r");
  const head = new Uint8Array(RECORDING_HEADER.length);
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  if (new TextDecoder("latin1").decode(head) === RECORDING_HEADER) return;
  throw new DicomError("TRACE_FILE_EXISTS", "the file exists and is no recording: it is not replaced");
}

function writeError(cause: unknown): DicomError {
  if (cause instanceof DicomError) return cause;
  const errno = (cause as NodeJS.ErrnoException | undefined)?.code;
  return new DicomError("TRACE_WRITE", `the recording cannot be written${errno ? `: ${errno}` : ""}`, {
    cause,
    details: { errno },
  });
}

interface OpenAssociation {
  isRecorded: boolean;
  /** Number in the file, from 1; the ids of the process would differ from run to run. */
  id: number;
}

class Recorder implements SessionRecorder {
  readonly #sink: RecordingSink;
  readonly #options: RecordSessionOptions;
  readonly #maxBytes: number;
  readonly #beganMs = performance.timeOrigin + performance.now();
  readonly #open = new Map<number, OpenAssociation>();
  readonly #unsubscribe: () => void;
  #lastId = 0;
  #isClosed = false;
  writtenBytes = 0;
  isCut = false;
  error: DicomError | undefined;

  constructor(sink: RecordingSink, options: RecordSessionOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#maxBytes =
      options.maxBytes || (options.maxBytes === 0 ? Number.POSITIVE_INFINITY : DEFAULT_MAX_BYTES);
    this.#unsubscribe = subscribeTrace(
      {
        association: (told) => this.#onAssociation(told),
        pdu: (pdu) => this.#onPdu(pdu),
      },
      (error) => this.#fail(error),
    );
    try {
      this.#put(formatRecordingHead(options.redact !== false));
    } catch (error) {
      this.#fail(error);
      throw this.error;
    }
  }

  close(): void {
    this.#stop();
    if (this.error) throw this.error;
  }

  #onAssociation(told: AssociationTrace): void {
    const { association, timeMs } = told;
    // The first bytes may be no PDU: an association is in the file from its first PDU on.
    if (told.kind === "connected")
      this.#open.set(association.id, { isRecorded: this.#isWanted(association), id: 0 });
    if (told.kind !== "ended") return;
    const open = this.#open.get(association.id);
    this.#open.delete(association.id);
    if (!open?.isRecorded || open.id === 0) return;
    if (told.outcome === "lost") {
      const other = association.side === "requestor" ? "acceptor" : "requestor";
      this.#put(formatCloseStep(open.id, other, timeMs - this.#beganMs));
    } else if (told.outcome === "closed") {
      this.#put(formatCloseStep(open.id, association.side, timeMs - this.#beganMs));
    }
    this.#put(formatAssociationEnd(open.id, told.outcome));
  }

  #onPdu(pdu: TracedPdu): void {
    const { association, timeMs, direction, type } = pdu;
    let open = this.#open.get(association.id);
    const isFromStart = open !== undefined;
    if (!open) {
      open = { isRecorded: this.#isWanted(association), id: 0 };
      this.#open.set(association.id, open);
    }
    if (!open.isRecorded) return;
    if (open.id === 0) {
      this.#lastId += 1;
      open.id = this.#lastId;
      this.#put(formatAssociationStart({ ...association, id: open.id, openedMs: timeMs, isFromStart }));
    }
    const bytes = this.#options.redact === false ? pdu.bytes : redactPdu(pdu.bytes);
    const isSent = direction === "sent";
    const other = association.side === "requestor" ? "acceptor" : "requestor";
    const shown = bytes === pdu.bytes ? pdu : new TracedPdu(association, timeMs, direction, bytes);
    this.#put(
      formatPduStep({
        id: open.id,
        by: isSent ? association.side : other,
        atMs: timeMs - this.#beganMs,
        ...{ type, bytes, text: shown.pdu ? describePdu(shown.pdu) : shown.text },
      }),
    );
  }

  #isWanted(association: TracedAssociation): boolean {
    return this.#options.filter?.(association) ?? true;
  }

  #put(text: string): void {
    if (this.#isClosed) return;
    const byteCount = Buffer.byteLength(text);
    if (this.writtenBytes + byteCount > this.#maxBytes - CUT_RESERVE_BYTES) {
      this.isCut = true;
      this.#sink.write(formatCut(this.#maxBytes));
      this.#stop();
      return;
    }
    this.#sink.write(text);
    this.writtenBytes += byteCount;
  }

  #fail(cause: unknown): void {
    if (this.error) return;
    this.error = writeError(cause);
    this.#stop();
    try {
      this.#options.onError?.(this.error);
    } catch {
      // Who wants to hear of it must not break the association that is recorded.
    }
  }

  #stop(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unsubscribe();
    try {
      this.#sink.close?.();
    } catch (error) {
      this.#fail(error);
    }
  }
}
