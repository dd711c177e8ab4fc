/**
 * The text of a recorded session: one line a PDU with who sent it, what it says as comments, and its bytes in hex. Both
 * sides of a session record the same lines, and times stand on lines of their own, so that recordings can be compared
 * line by line.
 */
import type { PduType } from "../pdu/types.ts";
import type { AssociationOutcome, TracedAssociation } from "./channels.ts";

/** First line of a recording; the number is that of the format. */
export const RECORDING_HEADER = "minipacs-recording 1";

/** One of the two of an association: who asked for it, or who was asked. */
export type RecordedSide = TracedAssociation["side"];

/** One PDU, or the closing of the connection by one side. */
export type RecordedStep = {
  /** Which side sent it. */
  readonly by: RecordedSide;
  /** Line in the file, from 1. */
  readonly line: number;
  /** Milliseconds since the recording began. */
  readonly atMs: number;
} & (
  | { readonly kind: "pdu"; readonly type: PduType; readonly bytes: Uint8Array }
  | { readonly kind: "close" }
);

/** An association of a recording. */
export interface RecordedAssociation {
  readonly id: number;
  /** Which side recorded it. */
  readonly side: RecordedSide;
  /** `ADDRESS:PORT` of the other side. */
  readonly remote: string;
  /** ISO 8601. */
  readonly openedAt: string;
  /** Whether the recording has it from its first PDU on. */
  isFromStart: boolean;
  /** `undefined` where the recording ends before. */
  outcome: AssociationOutcome | undefined;
  readonly steps: RecordedStep[];
}

/** A recording that was read. */
export interface SessionRecording {
  /** In the order in which they were opened. */
  readonly associations: RecordedAssociation[];
  /** Whether the recording stopped at its limit. */
  isCut: boolean;
  /** Whether user identity was taken out. */
  isRedacted: boolean;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BYTES_A_LINE = 32;

/** Returns the lines before everything else. */
export function formatRecordingHead(isRedacted: boolean): string {
  return [
    RECORDING_HEADER,
    `user-identity ${isRedacted ? "redacted" : "kept"}`,
    "# To be played with: minipacs replay FILE HOST:PORT, or minipacs replay FILE --listen PORT",
    "# May hold patient data: what was sent is all in here.",
    "",
  ].join("\n");
}

/** Returns the line that begins an association. */
export function formatAssociationStart(association: {
  id: number;
  side: RecordedSide;
  remoteAddress: string;
  remotePort: number;
  openedMs: number;
  isFromStart: boolean;
}): string {
  const { id, side, remoteAddress, remotePort, openedMs, isFromStart } = association;
  const host = remoteAddress.includes(":") ? `[${remoteAddress}]` : remoteAddress || "-";
  const openedAt = new Date(openedMs).toISOString();
  return `\nassociation ${id} ${isFromStart ? "opened" : "joined"}\n  recorded-by ${side}\n  remote ${host}:${remotePort}\n  at ${openedAt}\n`;
}

/** Returns a PDU: time, head line, its description as comments, its bytes. */
export function formatPduStep(step: {
  id: number;
  by: RecordedSide;
  atMs: number;
  type: PduType;
  bytes: Uint8Array;
  text: string;
}): string {
  const lines = [
    `\nat ${step.atMs.toFixed(1)}`,
    `${step.id} ${step.by} ${step.type}, ${step.bytes.length} bytes`,
  ];
  for (const line of step.text.split("\n").slice(1)) lines.push(`  # ${line.trimStart() && line.slice(2)}`);
  for (let at = 0; at < step.bytes.length; at += BYTES_A_LINE) {
    let line = " ";
    const end = Math.min(at + BYTES_A_LINE, step.bytes.length);
    for (let i = at; i < end; i += 1) line += ` ${HEX[step.bytes[i]!]}`;
    lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}

/** Returns the closing of a connection by one side without the PDUs that would say so. */
export function formatCloseStep(id: number, by: RecordedSide, atMs: number): string {
  return `\nat ${atMs.toFixed(1)}\n${id} ${by} closes\n`;
}

/** Returns the line that ends an association. */
export function formatAssociationEnd(id: number, outcome: AssociationOutcome): string {
  return `\nassociation ${id} ${outcome}\n`;
}

/** Returns the mark of a recording that reached its limit. */
export function formatCut(maxBytes: number): string {
  return `\ncut # the recording reached its limit of ${maxBytes} bytes; what came after is not in it\n`;
}
