/** Says in one sentence why a port cannot be listened on, and what to do. */

import { TransportError } from "@minipacs/dimse";
import { DEFAULTS } from "./config/config.ts";

/** What was to be listened on. */
export interface ListenAttempt {
  service: "DICOM" | "HTTP";
  host: string | undefined;
  port: number;
  /** That this server listens on for its other service. */
  otherPort?: number | undefined;
  /** The server runs already: its settings change, and no option is given. */
  isRunning?: boolean;
}

/** Returns the error to throw for a failed listen; what is no system error comes back as it is. */
export function listenError(attempt: ListenAttempt, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  const { port, otherPort } = attempt;
  const isOwn = errno === "EADDRINUSE" && port === otherPort;
  const code = isOwn ? "TRANSPORT_LISTEN_OWN" : "TRANSPORT_LISTEN";
  const sentence = isOwn ? describeOwn(attempt) : describe(attempt, errno);
  return new TransportError(code, sentence, { cause: error, details: { errno, port } });
}

function errnoOf(error: unknown): string | undefined {
  const { details, code } = error as { details?: { errno?: unknown }; code?: unknown };
  if (typeof details?.errno === "string") return details.errno;
  return typeof code === "string" && /^E[A-Z]+$/.test(code) ? code : undefined;
}

function describeOwn(attempt: ListenAttempt): string {
  const [service, has] =
    attempt.service === "DICOM"
      ? ["DICOM", "has for its page and its API"]
      : ["HTTP", "listens on for DICOM"];
  return `${service} port ${attempt.port} is the one that this server itself ${has}: choose another${optionOf(attempt)}.`;
}

function describe(attempt: ListenAttempt, errno: string): string {
  const { service, host, port, isRunning = false } = attempt;
  switch (errno) {
    case "EADDRINUSE":
      return `${service} port ${port} is taken by another program: stop that one, or choose another${optionOf(attempt)}.`;
    case "EACCES":
    case "EPERM": {
      const { option, flag } = OPTIONS[service];
      const usual = DEFAULTS[option];
      const advice = isRunning
        ? `choose one above, such as ${usual}`
        : `give the option ${option} one above, such as ${flag} ${usual}`;
      return `No permission to listen on ${service} port ${port}: ports below 1024 need special rights; ${advice}.`;
    }
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EINVAL":
      return `The address ${host ?? ""} is not one of this machine, so ${service} cannot be listened for there (${errno}).`;
    default:
      return `${service} port ${port} cannot be listened on (${errno}).`;
  }
}

/** Programs that import us have no command line. */
const OPTIONS = {
  DICOM: { option: "port", flag: "--port" },
  HTTP: { option: "httpPort", flag: "--http-port" },
} as const;

function optionOf({ service, isRunning = false }: ListenAttempt): string {
  const { option, flag } = OPTIONS[service];
  return isRunning ? " port" : ` with the option ${option} (${flag})`;
}
