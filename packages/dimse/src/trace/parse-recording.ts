/** Reads what recordSession wrote, also what an editor made of it. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { DecodeError, DicomError } from "@minipacs/dicom-core";
import { ByteCollector } from "../message/byte-collector.ts";
import { PDU_TYPES, type PduType } from "../pdu/types.ts";
import type { AssociationOutcome } from "./channels.ts";
import {
  RECORDING_HEADER,
  type RecordedAssociation,
  type RecordedSide,
  type SessionRecording,
} from "./recording-format.ts";

const TYPES = new Set<string>(Object.values(PDU_TYPES));
const OUTCOMES = new Set<string>(["released", "rejected", "aborted", "lost", "closed"]);

/**
 * Reads a recording from a file.
 *
 * @throws DicomError TRACE_READ; DecodeError TRACE_SYNTAX with `details.line`
 */
export async function readRecording(path: string): Promise<SessionRecording> {
  const parser = new RecordingParser();
  try {
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) parser.push(line);
  } catch (error) {
    if (error instanceof DicomError) throw error;
    const errno = (error as NodeJS.ErrnoException).code;
    throw new DicomError("TRACE_READ", `the recording cannot be read: ${errno}`, {
      cause: error,
      details: { errno },
    });
  }
  return parser.end();
}

/**
 * Reads a recording from its text.
 *
 * @throws DecodeError TRACE_SYNTAX with `details.line`
 */
export function parseRecording(text: string): SessionRecording {
  const parser = new RecordingParser();
  for (const line of text.split(/\r?\n/)) parser.push(line);
  return parser.end();
}

interface OpenPdu {
  association: RecordedAssociation;
  by: RecordedSide;
  type: PduType;
  byteCount: number;
  line: number;
  atMs: number;
}

class RecordingParser {
  readonly #recording: SessionRecording = { associations: [], isCut: false, isRedacted: false };
  readonly #byId = new Map<number, RecordedAssociation>();
  readonly #bytes = new ByteCollector();
  #association: { -readonly [K in keyof RecordedAssociation]: RecordedAssociation[K] } | undefined;
  #pdu: OpenPdu | undefined;
  #line = 0;
  #atMs = 0;

  push(text: string): void {
    this.#line += 1;
    if (this.#line === 1) {
      if (text.trim() === RECORDING_HEADER) return;
      throw this.#wrong(
        text.startsWith("minipacs-recording")
          ? "a recording of another version"
          : `no recording: the first line is not "${RECORDING_HEADER}"`,
      );
    }
    const content = text.replace(/#.*$/, "").trimEnd();
    if (content.trim() === "") return;
    if (/^\s/.test(content)) this.#pushIndented(content.trim());
    else this.#pushStatement(content);
  }

  end(): SessionRecording {
    if (this.#line === 0) throw this.#wrong("the file is empty");
    // A process that was killed leaves half a PDU.
    if (this.#pdu && this.#bytes.length < this.#pdu.byteCount) this.#recording.isCut = true;
    else this.#endPdu();
    return this.#recording;
  }

  #pushStatement(content: string): void {
    this.#endPdu();
    this.#association = undefined;
    const words = content.split(/[ ,]+/);
    if (words[0] === "at") {
      this.#atMs = Number(words[1]);
      if (!Number.isFinite(this.#atMs)) throw this.#wrong("a time in milliseconds is expected");
    } else if (words[0] === "user-identity") {
      this.#recording.isRedacted = words[1] === "redacted";
    } else if (words[0] === "cut") {
      this.#recording.isCut = true;
    } else if (words[0] === "association") {
      this.#pushAssociation(Number(words[1]), words[2] ?? "");
    } else if (/^\d+$/.test(words[0] ?? "")) {
      this.#pushStep(Number(words[0]), words.slice(1));
    } else {
      throw this.#wrong(`"${printable(words[0] ?? "")}" is no statement of a recording`);
    }
  }

  #pushAssociation(id: number, word: string): void {
    const known = this.#byId.get(id);
    if (word === "opened" || word === "joined") {
      if (known || !Number.isInteger(id)) throw this.#wrong("the number of an association must be new");
      const association = {
        ...{ id, side: "requestor" as RecordedSide, remote: "", openedAt: "" },
        ...{ isFromStart: word === "opened", outcome: undefined, steps: [] },
      };
      this.#association = association;
      this.#byId.set(id, association);
      this.#recording.associations.push(association);
    } else if (known && OUTCOMES.has(word)) {
      known.outcome = word as AssociationOutcome;
    } else {
      throw this.#wrong("an association opens, or ends that has been opened");
    }
  }

  #pushStep(id: number, [by, what, count]: string[]): void {
    const association = this.#byId.get(id);
    if (!association) throw this.#wrong(`association ${id} has not been opened`);
    if (by !== "requestor" && by !== "acceptor") throw this.#wrong("requestor or acceptor is expected");
    const step = { by, line: this.#line, atMs: this.#atMs } as const;
    if (what === "closes") {
      association.steps.push({ ...step, kind: "close" });
    } else if (what !== undefined && TYPES.has(what) && /^\d+$/.test(count ?? "")) {
      this.#pdu = { ...step, association, type: what as PduType, byteCount: Number(count) };
    } else {
      throw this.#wrong('a PDU such as "A-RELEASE-RQ, 10 bytes" is expected');
    }
  }

  #pushIndented(content: string): void {
    if (this.#association) {
      const [key, value = ""] = content.split(/\s+/);
      if (key === "recorded-by" && (value === "requestor" || value === "acceptor"))
        this.#association.side = value;
      else if (key === "remote") this.#association.remote = value;
      else if (key === "at") this.#association.openedAt = value;
      else throw this.#wrong("recorded-by, remote or at is expected");
      return;
    }
    if (!this.#pdu || !/^[0-9a-f]{2}(\s+[0-9a-f]{2})*$/i.test(content)) {
      throw this.#wrong("bytes of a PDU in hex are expected");
    }
    this.#bytes.push(Uint8Array.from(content.split(/\s+/), (pair) => Number.parseInt(pair, 16)));
  }

  #endPdu(): void {
    const pdu = this.#pdu;
    if (!pdu) return;
    this.#pdu = undefined;
    const bytes = this.#bytes.take().slice();
    const { association, by, type, byteCount, line, atMs } = pdu;
    if (bytes.length !== byteCount) {
      throw this.#wrong(`the PDU of line ${line} has ${bytes.length} bytes instead of ${byteCount}`);
    }
    association.steps.push({ kind: "pdu", by, line, atMs, type, bytes });
  }

  #wrong(text: string): DecodeError {
    return new DecodeError("TRACE_SYNTAX", `line ${this.#line}: ${text}`, { details: { line: this.#line } });
  }
}

function printable(text: string): string {
  return text.slice(0, 40).replace(/[^\x20-\x7e]/g, "?");
}
