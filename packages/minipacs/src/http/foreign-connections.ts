/** What comes to the HTTP port and is no HTTP: answered as Node would, and told where a port was mistaken for another. */
import { type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { describeAtHttpPort } from "../foreign-protocol.ts";
import type { Pacs } from "../pacs.ts";

interface ParseError extends Error {
  code?: string;
  /** What could not be read. */
  rawPacket?: Uint8Array;
}

/** Answers of Node's own to requests that cannot be read; 400 to all others. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Lets the server's log tell of DICOM and TLS at the HTTP port. */
export function refuseForeignConnections(server: Server, pacs: Pacs): void {
  server.on("clientError", (error: ParseError, stream) => {
    const socket = stream as Socket;
    const reason = error.rawPacket && describeAtHttpPort(error.rawPacket, pacs.dicomPort);
    const { remoteAddress = "", remotePort = 0 } = socket;
    if (reason) pacs.events.publish({ type: "connection.refused", remoteAddress, remotePort, reason });
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = STATUSES[error.code ?? ""] ?? 400;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
  });
}
