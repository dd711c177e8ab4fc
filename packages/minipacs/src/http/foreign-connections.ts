/** Tells what comes to the HTTP port and is no HTTP, since a port was mistaken for another. Node itself answers it. */
import type { Server } from "node:http";
import { describeAtHttpPort } from "../foreign-protocol.ts";
import type { Pacs } from "../pacs.ts";

/** What Node's parser ends a connection with. */
interface ParseError extends Error {
  /** What could not be read. */
  rawPacket?: Uint8Array;
}

/** Lets the server's log tell of DICOM and TLS at the HTTP port. */
export function tellForeignConnections(server: Server, pacs: Pacs): void {
  server.on("connection", (socket) => {
    // Afterwards they are not known any more. An IPv4 address is written as one, as those of DICOM are.
    const remoteAddress = (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
    const { remotePort = 0 } = socket;
    socket.on("error", ({ rawPacket }: ParseError) => {
      // Only what a connection begins with: later bytes are of a request that was HTTP.
      if (rawPacket === undefined || socket.bytesRead > rawPacket.length) return;
      const reason = describeAtHttpPort(rawPacket, pacs.dicomPort);
      if (reason) pacs.events.publish({ type: "connection.refused", remoteAddress, remotePort, reason });
    });
  });
}
