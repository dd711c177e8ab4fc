/** Says an event in one line for people. No imports but types, words and addresses, so that the page can use it too. */
import { addressToOpen } from "../config/loopback.ts";
import type { MppsStepState } from "../services/mpps-step.ts";
import type { PacsEvent, PacsEventInit, Peer } from "./event-types.ts";

/** How bad what an event tells is. */
export type EventLevel = "info" | "warn" | "error";

/** A line in parts: `[label] text`. */
export interface EventLine {
  level: EventLevel;
  /** `C-ECHO`, `MPPS`, `ASSOC`, `WARN` … */
  label: string;
  /** Without control characters. */
  text: string;
}

/** PS3.8 Table 9-18. */
const NO_TRANSFER_SYNTAX = 4;

type EventOf<T extends PacsEventInit["type"]> = Extract<PacsEventInit, { type: T }>;

/** Returns the line of an event. What a peer sent is escaped, so that it cannot add lines or colours to a log. */
export function describeEvent(event: PacsEvent | PacsEventInit): EventLine {
  const line = describe(event);
  return { ...line, text: escapeControls(line.text) };
}

/** Returns the line of an event as it stands in the log. */
export function formatEventLine(event: PacsEvent | PacsEventInit): string {
  const { label, text } = describeEvent(event);
  return `[${label}] ${text}`;
}

/** Writes control characters, also those of Unicode that turn text around, as `\x1b` or `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Returns JSON in which no control character is left, also none of those that JSON itself lets stand. */
export function escapeJson(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function describe(event: PacsEvent | PacsEventInit): EventLine {
  switch (event.type) {
    case "ready":
      return info("READY", describeReady(event));
    case "closing":
      return info("END", describeClosing(event));
    case "association.opened": {
      const { acceptedContextCount, contextCount, peer } = event;
      const contexts = `${acceptedContextCount} of ${contextCount} contexts accepted`;
      const level = acceptedContextCount > 0 ? "info" : "warn";
      const text = `#${peer.associationId} opened by ${from(peer)}: ${contexts}${describeTls(event)}${describeRefused(event)}`;
      return { level, label: "ASSOC", text };
    }
    case "association.closed": {
      const { peer, end, reason, durationMs, receivedBytes, sentBytes } = event;
      const how = end === "released" ? "released" : `aborted: ${withoutPrefix(reason ?? "unknown reason")}`;
      const traffic = `${duration(durationMs)}, ${size(receivedBytes)} in, ${size(sentBytes)} out`;
      const text = `#${peer.associationId} ${how} (${peer.callingAeTitle}, ${traffic})`;
      return { level: end === "released" ? "info" : "warn", label: "ASSOC", text };
    }
    case "association.rejected": {
      const { callingAeTitle, calledAeTitle, remoteAddress, remotePort, reason } = event;
      const text = `rejected: ${callingAeTitle} calling ${calledAeTitle} from ${remoteAddress}:${remotePort}: ${reason}`;
      return { level: "warn", label: "ASSOC", text };
    }
    case "connection.refused": {
      const { remoteAddress, remotePort, reason } = event;
      return {
        level: "warn",
        label: "ASSOC",
        text: `refused: ${remoteAddress}:${remotePort}: ${withoutPrefix(reason)}`,
      };
    }
    case "echo":
      return answered("C-ECHO", event, `from ${from(event.peer)}`);
    case "worklist.query": {
      const keys = event.keys.length > 0 ? event.keys.join(", ") : "all";
      const count = `${event.matchCount} ${event.matchCount === 1 ? "match" : "matches"}`;
      return answered("C-FIND", event, `worklist from ${from(event.peer)}: ${keys}: ${count}`);
    }
    case "worklist.changed":
      return info("WORKLIST", describeWorklistChange(event));
    case "store": {
      const line = answered("C-STORE", event, describeStore(event));
      return event.outcome === "kept" ? { ...line, level: "warn" } : line;
    }
    case "index.progress":
      return info("INDEX", `${describeReconciled(event)} so far`);
    case "index.reconciled":
      return info(
        "INDEX",
        `${describeReconciled(event)} in ${duration(event.durationMs)}: ${event.instanceCount} instances`,
      );
    case "storage.changed":
      return info("STORAGE", `objects go to ${event.dataDir ?? "a temporary folder"} now`);
    case "storage.imported": {
      const remark = event.outcome === "stored" ? "" : `, ${event.outcome}`;
      return info("STORAGE", `${event.sopInstanceUid} uploaded${remark}`);
    }
    case "storage.deleted": {
      const { SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, instanceCount: count } = event;
      const what = SOPInstanceUID ?? SeriesInstanceUID ?? StudyInstanceUID ?? "";
      return info("STORAGE", `${what} deleted: ${count} ${count === 1 ? "instance" : "instances"}`);
    }
    case "send.started":
    case "send.progress":
    case "send.refused":
    case "send.finished":
      return describeSend(event);
    case "settings.changed": {
      const isMoved = event.changed.includes("port") || event.changed.includes("host");
      const where = isMoved ? `, DICOM on port ${event.dicomPort} now` : "";
      return info("SETTINGS", `changed: ${event.changed.join(", ")}${where}`);
    }
    case "listener.started":
      return info("LISTEN", `started: DICOM on port ${event.dicomPort}`);
    case "listener.stopped":
      return info("LISTEN", `stopped: no more DICOM on port ${event.dicomPort}, ${describeOpen(event)}`);
    case "mpps.create":
    case "mpps.set":
      return describeMpps(event);
    case "mpps.get":
      return answered("MPPS", event, `N-GET – ${event.sopInstanceUid} from ${from(event.peer)}`);
    case "mpps.removed":
      return info("MPPS", `${event.sopInstanceUid} removed`);
    case "request.answered":
      return answered(event.service, event, `from ${from(event.peer)}`);
    case "request.unsupported":
      return {
        level: "warn",
        label: "DIMSE",
        text: `${event.message} from ${from(event.peer)} refused: ${outcome(event)}`,
      };
    case "warning":
      return { level: "warn", label: "WARN", text: event.message };
    case "error":
      return { level: "error", label: "ERROR", text: event.message };
  }
}

function describeReady(event: EventOf<"ready">): string {
  const { aeTitle, dicomPort, httpAddress, hasPage, takenHttpPort, usesTls, needsToken } = event;
  const http =
    httpAddress === undefined ? "no HTTP" : `${hasPage ? "page" : "HTTP"} at ${describePlace(httpAddress)}`;
  const token = needsToken ? ", with its token" : "";
  const remark = takenHttpPort === undefined ? "" : ` (port ${takenHttpPort} is taken)`;
  return `${aeTitle} listens for DICOM on port ${dicomPort}${usesTls ? " over TLS" : ""}, ${http}${token}${remark}`;
}

function describePlace(httpAddress: string): string {
  const address = addressToOpen(httpAddress);
  const others = address === httpAddress ? "" : " and at the other addresses of this machine";
  return `http://${address}/${others}`;
}

function describeWorklistChange(event: EventOf<"worklist.changed">): string {
  const { addedCount, changedCount, removedCount, entryCount } = event;
  const counts = [
    ["added", addedCount],
    ["changed", changedCount],
    ["removed", removedCount],
  ] as const;
  const changes = counts.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
  return [...changes, `${entryCount} ${entryCount === 1 ? "entry" : "entries"}`].join(", ");
}

/** The error of the library says what the line itself begins with. */
function withoutPrefix(reason: string): string {
  return reason.replace(/^association aborted: /, "");
}

/** More than these are only counted. */
const MAX_NAMES = 3;

/** `; refused: CT Image Storage, MR Image Storage (abstract syntax not supported)` */
function describeRefused({ refusedContexts }: EventOf<"association.opened">): string {
  if (refusedContexts.length === 0) return "";
  const groups = refusedContexts.map(({ result, resultText, abstractSyntaxNames, transferSyntaxNames }) => {
    const offered = result === NO_TRANSFER_SYNTAX ? `: ${firstOf(transferSyntaxNames)}` : "";
    return `${firstOf(abstractSyntaxNames)} (${resultText}${offered})`;
  });
  return `; refused: ${groups.join("; ")}`;
}

function firstOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function describeTls({ tls }: EventOf<"association.opened">): string {
  if (!tls) return "";
  return `, ${tls.protocol}, ${tls.subject === undefined ? "no certificate" : `certificate of ${tls.subject}`}`;
}

function describeClosing({ associationCount: count }: EventOf<"closing">): string {
  return count === 0 ? "closing" : `closing: waiting for ${associations(count)}`;
}

function describeOpen({ associationCount: count }: EventOf<"listener.stopped">): string {
  return count === 0 ? "none was open" : `waiting for ${associations(count)}`;
}

function associations(count: number): string {
  return `${count} open ${count === 1 ? "association" : "associations"}`;
}

function describeStore(event: EventOf<"store">): string {
  const { instance, peer, sopInstanceUid, byteCount, outcome } = event;
  if (!instance) {
    const why = outcome === "kept" ? ": another object is there already, and is kept" : "";
    return `${sopInstanceUid} from ${from(peer)} not stored${why}`;
  }
  const name = instance.patientName || instance.patientId;
  const what = [instance.modality, name].filter((text) => text !== "").join(" ") || instance.sopClassName;
  const remark =
    outcome === "replaced"
      ? ", replaced an earlier one"
      : outcome === "unchanged"
        ? ", was there already"
        : "";
  return `${what} from ${from(peer)}: ${sopInstanceUid}, ${instance.transferSyntaxName}, ${size(byteCount)}${remark}`;
}

function describeSend(
  event: EventOf<"send.started" | "send.progress" | "send.refused" | "send.finished">,
): EventLine {
  const line = (level: EventLevel, text: string) => ({
    level,
    label: "SEND",
    text: `#${event.sendId} ${text}`,
  });
  switch (event.type) {
    case "send.started": {
      const { aeTitle, host, port, instanceCount: count } = event;
      return line("info", `${count} ${count === 1 ? "object" : "objects"} to ${aeTitle} at ${host}:${port}`);
    }
    case "send.refused":
      return line("warn", `${event.sopInstanceUid ?? "an object"}: ${event.reason}`);
    case "send.progress":
      return line("info", `${event.doneCount} of ${event.instanceCount} gone through`);
    case "send.finished": {
      const { doneCount, failedCount, instanceCount, reason, durationMs } = event;
      const sent = `${doneCount - failedCount} of ${instanceCount} sent in ${duration(durationMs)}`;
      const isWhole = failedCount === 0 && reason === undefined;
      return line(isWhole ? "info" : "warn", reason === undefined ? sent : `${sent}: ${reason}`);
    }
  }
}

function describeReconciled(event: EventOf<"index.progress" | "index.reconciled">): string {
  const { examinedCount, addedCount, changedCount, removedCount, unreadableCount } = event;
  const found = [
    ["new", addedCount],
    ["changed", changedCount],
    ["gone", removedCount],
    ["no DICOM files", unreadableCount],
  ].filter(([, count]) => count !== 0);
  const what = found.map(([name, count]) => `${count} ${name}`).join(", ") || "all as known";
  return `${examinedCount} ${examinedCount === 1 ? "file" : "files"} looked at, ${what}`;
}

function describeMpps(event: EventOf<"mpps.create" | "mpps.set">): EventLine {
  const service = event.type === "mpps.create" ? "N-CREATE" : "N-SET";
  const { step } = event;
  if (!step) {
    const uid = event.sopInstanceUid ?? "no UID";
    return answered("MPPS", event, `${service} FAILED – ${uid} from ${from(event.peer)}`);
  }
  const link = step.isLinked
    ? `LINKED – ${describeLink(step.link)}`
    : `UNLINKED – no matching worklist entry (${describeLookedUp(step)})`;
  const status = event.type === "mpps.set" ? ` (${step.status || "no status"})` : "";
  return { level: step.isLinked ? "info" : "warn", label: "MPPS", text: `${service} ${link}${status}` };
}

const LINKED_BY = { accession: "AccNo", studyUid: "study UID", stepId: "step ID" } as const;

/** `AccNo ACC-001, ACC-002`, with the accession numbers that are not in the worklist behind it. */
function describeLink({ entries, notFound }: MppsStepState["link"]): string {
  const found = (["accession", "studyUid", "stepId"] as const).flatMap((by) => {
    const values = new Set(entries.filter((entry) => entry.by === by).map(({ value }) => value));
    return values.size > 0 ? [`${LINKED_BY[by]} ${[...values].join(", ")}`] : [];
  });
  const missing = notFound.filter(({ by }) => by === "accession").map(({ value }) => value);
  return missing.length > 0
    ? `${found.join(", ")} (not in the worklist: AccNo ${missing.join(", ")})`
    : found.join(", ");
}

/** Without an accession number: by what the entry was looked for instead. */
function describeLookedUp({ accessionNumbers, link }: MppsStepState): string {
  if (accessionNumbers.length > 0) return `AccNo: ${accessionNumbers.join(", ")}`;
  return ["no AccNo", ...link.notFound.map(({ by, value }) => `${LINKED_BY[by]}: ${value}`)].join(", ");
}

type Answered = Pick<EventOf<"echo">, "status" | "errorComment">;

/** What a peer that changed its mind is answered with. PS3.4 Table C.4-1. */
const CANCELLED = 0xfe00;

/** A request that was answered with anything but Success says so. */
function answered(label: string, event: Answered, text: string): EventLine {
  if (event.status === 0) return info(label, text);
  if (event.status === CANCELLED) return info(label, `${text}: cancelled`);
  return { level: "warn", label, text: `${text}: ${outcome(event)}` };
}

function outcome({ status, errorComment }: Answered): string {
  const code = status.toString(16).toUpperCase().padStart(4, "0");
  return `status ${code}${errorComment ? ` (${errorComment})` : ""}`;
}

function info(label: string, text: string): EventLine {
  return { level: "info", label, text };
}

function from(peer: Peer): string {
  return `${peer.callingAeTitle} (${peer.remoteAddress})`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function size(bytes: number): string {
  if (bytes < 10_000) return `${bytes} bytes`;
  if (bytes < 10_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
