/** Says who failed, why, and what to try, for a command that talks to another node. */
import { type DicomError, isDicomError, lookupUid } from "@minipacs/dicom-core";
import {
  type AssociationRejectedError,
  describeStatus,
  formatStatus,
  type NoAcceptedContextError,
  type StatusService,
  type Target,
} from "@minipacs/dimse";
import { CliError, describeTlsMistake, EXIT_FAILED, EXIT_USAGE } from "./cli-error.ts";

/** Runs what a command does; what the network throws becomes a sentence. */
export async function explained<T>(target: Target, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explain(target, error);
  }
}

/** Returns the sentence for a status that is no success: `status A700, out of resources (disk full)`. */
export function explainStatus(status: number, service: StatusService, comment?: string): string {
  const told = comment ? ` (${comment})` : "";
  return `status ${formatStatus(status)}, ${describeStatus(status, service)}${told}`;
}

function explain(target: Target, error: unknown): unknown {
  if (!isDicomError(error)) return error;
  const who = `${target.calledAeTitle ?? "ANY-SCP"} at ${target.host}:${target.port}`;
  const failed = (why: string, advice: string) => new CliError(`${who}: ${why}. ${advice}`, EXIT_FAILED);
  const why = error.message;
  switch (error.code) {
    case "ARG_AE_TITLE":
      return new CliError(`An AE title cannot be used: ${why}.`, EXIT_USAGE);
    case "TRANSPORT_CONNECT":
      return failed(why, "Check host and port, and whether the other side runs.");
    case "TRANSPORT_TLS":
      return failed(why, adviceForTls(error));
    case "ARG_TLS":
    case "UNSUPPORTED_TLS_PROFILE":
      return new CliError(describeTlsMistake(error), EXIT_USAGE);
    case "TIMEOUT":
      return failed(why, "Check host and port, the firewall, and whether it is DICOM that listens there.");
    case "ASSOC_REJECTED":
      return failed(why, adviceForRejection(error as AssociationRejectedError));
    case "ASSOC_ABORTED":
      return failed(why, "Look into the log of the other side.");
    case "ASSOC_NO_ACCEPTED_CONTEXT":
      return failed(describeContexts(error as NoAcceptedContextError), "The other side does not offer this.");
    default:
      return failed(why, "Look into the log of the other side.");
  }
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
  if (source === 1 && reason === 3) return "The other side does not know our AE title: give it with --aet.";
  if (source === 1 && reason === 7) return "This is not the AE title of the other side: give it with --aec.";
  if (result === 2) return "Try again later.";
  return "Look into the log of the other side.";
}

function describeContexts({ message, answered }: NoAcceptedContextError): string {
  const names = new Set(
    answered.map(({ abstractSyntax }) => lookupUid(abstractSyntax)?.name ?? abstractSyntax),
  );
  return names.size > 0 ? `no context was accepted for ${[...names].join(", ")}` : message;
}
