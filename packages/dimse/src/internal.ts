/** What sibling packages and tools may use beside the public exports; outside semantic versioning. */

export { decodeCommandSet, encodeCommandSet } from "./message/command-set.ts";
export { COMMAND_FIELD } from "./message/command-table.ts";
export { decodePdu } from "./pdu/decode-pdu.ts";
export { encodePdu } from "./pdu/encode-pdu.ts";
export { PduFramer } from "./pdu/framer.ts";
export type { Pdu } from "./pdu/types.ts";
/** For tests of whoever builds on associations: two ends without a socket. */
export { createMemoryTransportPair, MemoryTransport } from "./transport/memory.ts";
export { describeErrno } from "./transport/tcp.ts";
export type { Transport } from "./transport/transport.ts";
