/** Something else than DICOM spoke at the other end of a connection: mostly a port was mistaken for another. */
import { type DicomError, isDicomError } from "@minipacs/dicom-core";
import { addressToOpen } from "./config/loopback.ts";

export type ForeignProtocol = "HTTP" | "TLS";

/** Returns what spoke, where the error with which a connection ended tells it. */
export function foreignProtocolOf(error: DicomError | undefined): ForeignProtocol | undefined {
  const cause = error?.cause;
  if (!isDicomError(cause, "PDU_TYPE_UNKNOWN")) return undefined;
  const { protocol } = cause.details;
  return protocol === "HTTP" || protocol === "TLS" ? protocol : undefined;
}

/** Says what came to the port of DICOM, and where it belongs. `httpAddress` is absent without HTTP. */
export function describeAtDicomPort(protocol: ForeignProtocol, httpAddress: string | undefined): string {
  if (protocol === "TLS") return "TLS came to the port of DICOM, where TLS is off";
  const place =
    httpAddress === undefined ? "there is none here" : `its address is http://${addressToOpen(httpAddress)}/`;
  return `HTTP came to the port of DICOM; ${place}`;
}

/** The same of the port of HTTP, by the first bytes that came: an A-ASSOCIATE-RQ (PS3.8 9.3.2), a handshake. */
export function describeAtHttpPort([first, second]: Uint8Array, dicomPort: number): string | undefined {
  if (first === 0x01 && second === 0x00) {
    return `DICOM came to the port of HTTP; its port is ${dicomPort}`;
  }
  return first === 0x16 ? "TLS came to the port of HTTP, which takes http:// alone" : undefined;
}
