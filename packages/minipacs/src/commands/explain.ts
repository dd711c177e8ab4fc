/** Says who failed, why, and what to try, for a command that talks to another node. */
import { type DicomError, isDicomError, lookupUid } from "@minipacs/dicom-core";
import {
  type AssociationRejectedError,
  type DimseStatusError,
  describeContextResult,
  describeStatus,
  formatStatus,
  type NoAcceptedContextError,
  type StatusService,
  statusClass,
  type Target,
  type TimeoutError,
  type TimeoutPhase,
} from "@minipacs/dimse";
import { type ForeignProtocol, foreignProtocolOf } from "../foreign-protocol.ts";
import { CliError, describeTlsMistake, EXIT_FAILED, EXIT_USAGE } from "./cli-error.ts";

/** What a command was about when it failed. */
export interface ExplainContext {
  /** Whose status it is. */
  service?: StatusService;
  /** Destination of a C-MOVE. */
  destination?: string;
  /** What can be tried where no context was accepted, by who has found out. */
  advice?: string | undefined;
}

/** Runs what a command does; what the network throws becomes a sentence. */
export async function explained<T>(
  target: Target,
  run: () => Promise<T>,
  context: ExplainContext = {},
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explain(target, error, context);
  }
}

/** Whether what was asked for is done: a warning is a success with a remark. PS3.7 C.4, PS3.4 B.2.3, C.4.2.1.5. */
export function isCarriedOut(status: number, service: StatusService): boolean {
  return ["success", "warning"].includes(statusClass(status, service));
}

/** Returns the sentence for a status that is no success: `status A700, out of resources (disk full)`. */
export function explainStatus(status: number, service: StatusService, comment?: string): string {
  const meaning = describeStatus(status, service);
  const told = comment && comment !== meaning ? ` (${comment})` : "";
  return `status ${formatStatus(status)}, ${meaning}${told}`;
}

/** Returns what can be tried after a status. */
export function adviseOnStatus(status: number, { service, destination = "" }: ExplainContext): string {
  switch (status) {
    case 0x0122:
      return adviceForUnoffered(service);
    case 0x0124:
      return "The other side does not allow this to our AE title: give another one with --aet.";
    case 0xa701:
      return "Ask for less at a time.";
    case 0xa702:
      return service === "C-MOVE"
        ? `See whether ${destination} runs and can be reached from the other side, at the host and port that it knows.`
        : "It may be that none of the objects can be sent as they are to us. Look into the log of the other side.";
    case 0xa801:
      return `The other side must know the AE title ${destination}, with its host and port: add it there, or give another one with --dest.`;
  }
  // Of a query: "does not match SOP class", "unable to process". PS3.4 C.4.1.1.4.
  if (hasModels(service) && ((status >= 0xa900 && status <= 0xa9ff) || status >> 12 === 0xc)) {
    return `Level and keys may not fit: give the UID of each level above the one that is asked for, and PatientID with --model patient. ${LOG}`;
  }
  if (status >= 0xa700 && status <= 0xa7ff) return "Ask for less at a time, or try again later.";
  return LOG;
}

function adviceForUnoffered(service: StatusService | undefined): string {
  return `The other side does not offer this${hasModels(service) ? ": try another --model" : ""}.`;
}

/** Whether it is a command with `--model`. */
function hasModels(service: StatusService | undefined): boolean {
  return service === "C-FIND" || service === "C-GET" || service === "C-MOVE";
}

const LOG = "Look into the log of the other side.";

/** Returns `PACS at 192.0.2.1:104`. */
export function describeTarget({ calledAeTitle = "ANY-SCP", host, port }: Target): string {
  return `${calledAeTitle} at ${host}:${port}`;
}

function explain(target: Target, error: unknown, context: ExplainContext): unknown {
  if (!isDicomError(error)) return error;
  const who = describeTarget(target);
  const failed = (why: string, advice: string) => new CliError(`${who}: ${why}. ${advice}`, EXIT_FAILED);
  const why = error.message;
  const protocol = foreignProtocolOf(error);
  if (protocol) return failed(`${protocol} is spoken there, not DICOM`, PROTOCOL_ADVICE[protocol]);
  switch (error.code) {
    case "ARG_AE_TITLE":
      return new CliError(`An AE title cannot be used: ${nameOptions(why)}.`, EXIT_USAGE);
    case "TRANSPORT_CONNECT":
      return failed(why, "Check host and port, and whether the other side runs.");
    case "TRANSPORT_TLS":
      return failed(why, adviceForTls(error));
    case "ARG_TLS":
    case "UNSUPPORTED_TLS_PROFILE":
      return new CliError(describeTlsMistake(error), EXIT_USAGE);
    case "TIMEOUT":
      return failed(...explainTimeout(error as TimeoutError));
    case "ASSOC_REJECTED":
      return failed(why, adviceForRejection(error as AssociationRejectedError));
    case "ASSOC_NO_ACCEPTED_CONTEXT":
      return failed(...explainContexts(error as NoAcceptedContextError, context));
    case "DIMSE_STATUS": {
      const { status, errorComment } = error as DimseStatusError;
      const { service } = context;
      return failed(
        service ? explainStatus(status, service, errorComment) : why,
        adviseOnStatus(status, context),
      );
    }
    default:
      return failed(why, LOG);
  }
}

const PROTOCOL_ADVICE: Readonly<Record<ForeignProtocol, string>> = {
  HTTP: "Give the port of DICOM: a minipacs says both in its first line.",
  TLS: "Give --tls.",
};

/** The options have other names than the properties that they become. */
function nameOptions(text: string): string {
  return text.replace(/^callingAeTitle/, "--aet").replace(/^calledAeTitle/, "--aec");
}

const LATE: Readonly<Record<TimeoutPhase, string>> = {
  connect: "no connection",
  negotiate: "no answer to the request for an association",
  response: "no response",
  progress: "nothing came and nothing could be sent",
  release: "no answer to the release",
  artim: "the connection was not closed",
  idle: "nothing was asked",
};

/** Who does not even connect or negotiate may be somebody else; who has, is slow. */
function explainTimeout({ phase, timeoutMs }: TimeoutError): [why: string, advice: string] {
  const why = `${LATE[phase]} within ${timeoutMs / 1000} s`;
  return phase === "connect" || phase === "negotiate"
    ? [why, "Check host and port, the firewall, and whether it is DICOM that listens there."]
    : [why, LOG];
}

/** What the options of the command can cure; the rest is as the library says it. */
function adviceForTls({ details }: DicomError): string {
  switch (details.reason) {
    case "certificate-untrusted":
      return "Give the certificate of its authority with --tls-ca, or do without the check with --tls-no-verify.";
    case "client-certificate-required":
      return "Give --tls-cert and --tls-key.";
    case "no-shared-cipher":
    case "protocol-version":
      return "Try another --tls-profile; give --tls-cert and --tls-key if the other side wants them.";
    case "host-name":
      return "Connect by the name that the certificate holds, or do without the check with --tls-no-verify.";
    case "not-tls":
      return "Leave out --tls, or take the port for TLS.";
    default:
      return String(details.advice);
  }
}

/** PS3.8 Table 9-21: the reasons that a configuration can cure. */
function adviceForRejection({ source, reason, result }: AssociationRejectedError): string {
  if (source === 1 && reason === 3) {
    return "The other side does not know our AE title: give one that it knows with --aet, or have it added there.";
  }
  if (source === 1 && reason === 7) return "This is not the AE title of the other side: give it with --aec.";
  if (result === 2) return "Try again later.";
  if (source === 1 && reason === 1)
    return "Often it is an AE title: check --aec and --aet, and the log of the other side.";
  return LOG;
}

/** What was refused, and why; without knowing what was wanted, all of it. PS3.8 Table 9-18. */
function explainContexts(
  { message, answered, abstractSyntax }: NoAcceptedContextError,
  context: ExplainContext,
): [why: string, advice: string] {
  const refused = answered.filter(
    (answer) => answer.result !== 0 && (abstractSyntax ?? answer.abstractSyntax) === answer.abstractSyntax,
  );
  if (refused.length === 0) return [message, LOG];
  const names = new Set(refused.map((answer) => nameOf(answer.abstractSyntax)));
  const results = new Set(refused.map(({ result }) => result));
  const why = [...results].map(describeContextResult).join(", ");
  return [
    `no context was accepted for ${[...names].join(", ")} (${why})`,
    adviceForContext(results, context),
  ];
}

function adviceForContext(results: ReadonlySet<number>, { service, advice }: ExplainContext): string {
  if (advice !== undefined) return advice;
  if (results.has(3)) return adviceForUnoffered(service);
  return results.has(1) ? "It may be offered to other AE titles: give one with --aet." : LOG;
}

/** Returns why one object of a C-STORE cannot be sent, and what can be done about it. */
export function explainUnsendable(error: NoAcceptedContextError): string {
  const { message, answered, abstractSyntax, transferSyntax } = error;
  if (abstractSyntax === undefined || transferSyntax === undefined) return message;
  const own = answered.filter((answer) => answer.abstractSyntax === abstractSyntax);
  const [what, how] = [nameOf(abstractSyntax), nameOf(transferSyntax)];
  if (own.every(({ result }) => result === 3)) {
    // Some answer this for the transfer syntax, too.
    return `the other side takes no ${what}${own.length === 1 ? `, or not in ${how}` : ""}`;
  }
  const taken = new Set(own.flatMap((answer) => (answer.result === 0 ? [answer.transferSyntax ?? ""] : [])));
  const instead = taken.size > 0 ? ` (but in ${[...taken].map(nameOf).join(", ")})` : "";
  return `the other side takes no ${what} in ${how}${instead}: convert the file first`;
}

function nameOf(uid: string): string {
  return lookupUid(uid)?.name ?? uid;
}
