/** What sibling packages and tools may use beside the public exports; outside semantic versioning. */

export { decodeCommandSet, encodeCommandSet } from "./message/command-set.ts";
export { COMMAND_ELEMENTS, COMMAND_FIELD, type CommandSet, MESSAGES } from "./message/command-table.ts";
export { decodePdu } from "./pdu/decode-pdu.ts";
export { encodePdu } from "./pdu/encode-pdu.ts";
export { PduFramer } from "./pdu/framer.ts";
export type { Pdu, PduType } from "./pdu/types.ts";
export { createMemoryTransportPair, MemoryTransport } from "./transport/memory.ts";
export type { Transport, TransportListener } from "./transport/transport.ts";
