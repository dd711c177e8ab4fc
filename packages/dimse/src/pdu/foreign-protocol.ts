/** Tells what else than DICOM a connection speaks, by its first bytes: mostly a port was mistaken for another. */

export type ForeignProtocol = "HTTP" | "TLS";

/** As many bytes as are looked at. */
export const LEADING_BYTES = 8;

/** Requests of RFC 9110 9.3 and RFC 5789, the preface of RFC 9113 3.4, and the status line of an answer. */
const HTTP = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE|PRI) |^(?:OPTIONS|CONNECT)$|^HTTP\//;

/** The first bytes of an alert and of a handshake. RFC 8446 5.1. */
const TLS_TYPES: ReadonlySet<number | undefined> = new Set([0x15, 0x16]);

/** Returns the protocol that begins so; `undefined` where it is none of those that are known here. */
export function foreignProtocolOf(leading: Uint8Array): ForeignProtocol | undefined {
  if (TLS_TYPES.has(leading[0])) return "TLS";
  return HTTP.test(String.fromCharCode(...leading.subarray(0, LEADING_BYTES))) ? "HTTP" : undefined;
}
