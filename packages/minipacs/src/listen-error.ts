/** Says in one sentence why a port cannot be listened on, and what to do. */

import { TransportError } from "@minipacs/dimse";
import { DEFAULTS } from "./config/config.ts";

/** Returns the error to throw for a failed listen; what is no system error comes back as it is. */
export function listenError(
  service: "DICOM" | "HTTP",
  host: string | undefined,
  port: number,
  error: unknown,
): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  return new TransportError("TRANSPORT_LISTEN", describe(service, host, port, errno), {
    cause: error,
    details: { errno, port },
  });
}

function errnoOf(error: unknown): string | undefined {
  const { details, code } = error as { details?: { errno?: unknown }; code?: unknown };
  if (typeof details?.errno === "string") return details.errno;
  return typeof code === "string" && /^E[A-Z]+$/.test(code) ? code : undefined;
}

function describe(service: string, host: string | undefined, port: number, errno: string): string {
  // Programs that import us have no command line.
  const [option, flag] =
    service === "HTTP" ? (["httpPort", "--http-port"] as const) : (["port", "--port"] as const);
  switch (errno) {
    case "EADDRINUSE":
      return `${service} port ${port} is taken by another program: stop that one, or choose another with the option ${option} (${flag}).`;
    case "EACCES":
    case "EPERM":
      return `No permission to listen on ${service} port ${port}: ports below 1024 need special rights; give the option ${option} one above, such as ${flag} ${DEFAULTS[option]}.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EINVAL":
      return `The address ${host ?? ""} is not one of this machine, so ${service} cannot be listened for there (${errno}).`;
    default:
      return `${service} port ${port} cannot be listened on (${errno}).`;
  }
}
