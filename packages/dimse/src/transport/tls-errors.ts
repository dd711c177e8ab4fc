/** Says why a TLS handshake failed and what to do, from the codes of OpenSSL and Node. RFC 8446 6.2. */
import { TransportError } from "../errors.ts";

/** What a failed handshake is told as in `details.reason`. */
export type TlsFailure =
  | "certificate-untrusted"
  | "certificate-expired"
  | "certificate-refused"
  | "certificate-invalid"
  | "host-name"
  | "client-certificate-required"
  | "no-shared-cipher"
  | "protocol-version"
  | "not-tls"
  | "key-too-short"
  | "closed"
  | "other";

type Row = readonly [reason: TlsFailure, why: string, advice: string];

const ROWS = {
  untrusted: [
    "certificate-untrusted",
    "the peer's certificate is not signed by a trusted authority",
    "Give the certificate of its authority as CA.",
  ],
  expired: [
    "certificate-expired",
    "the peer's certificate has expired",
    "Have it renewed, or check the clock.",
  ],
  notYet: ["certificate-expired", "the peer's certificate is not valid yet", "Check the clock."],
  invalid: [
    "certificate-invalid",
    "the peer's certificate cannot be used for this",
    "Have it issued for TLS servers or clients, as its use is.",
  ],
  hostName: [
    "host-name",
    "the peer's certificate was issued for another host name",
    "Give the name that the certificate holds as servername, or connect by that name.",
  ],
  required: [
    "client-certificate-required",
    "the peer asks for a client certificate",
    "Give certificate and key, signed by an authority that the peer trusts.",
  ],
  missing: [
    "client-certificate-required",
    "the client sent no certificate",
    "The client needs one, signed by the CA that this server was given.",
  ],
  refused: [
    "certificate-refused",
    "the peer does not accept our certificate",
    "Check that the peer trusts the authority that signed it, and that it has not expired.",
  ],
  cipher: [
    "no-shared-cipher",
    "there is no cipher suite that both sides know",
    "Set the same TLS profile on both sides.",
  ],
  refusedAll: [
    "no-shared-cipher",
    "the peer refused the handshake: no shared cipher suite, or it asks for a client certificate",
    "Set the same TLS profile on both sides, and give certificate and key if the peer asks for them.",
  ],
  version: [
    "protocol-version",
    "there is no TLS version that both sides know",
    "Set the same TLS profile on both sides.",
  ],
  notTls: ["not-tls", "the peer speaks no TLS", "Use the port for TLS, or connect without TLS."],
  http: ["not-tls", "the peer speaks no TLS: it sent an HTTP request", "This port is for DICOM over TLS."],
  keySize: [
    "key-too-short",
    "a key is shorter than the TLS profile allows",
    "Use RSA and DHE keys of 2048 bits or more.",
  ],
  closed: [
    "closed",
    "the peer closed the connection during the handshake",
    "Look into the log of the peer: it may speak no TLS or not accept our certificate.",
  ],
  other: ["other", "the TLS handshake failed", "Look into the log of the peer."],
} as const satisfies Record<string, Row>;

const BY_CODE: Readonly<Record<string, keyof typeof ROWS>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  CERT_UNTRUSTED: "untrusted",
  CERT_SIGNATURE_FAILURE: "untrusted",
  CERT_REVOKED: "invalid",
  INVALID_PURPOSE: "invalid",
  INVALID_CA: "untrusted",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "notYet",
  ERR_TLS_CERT_ALTNAME_INVALID: "hostName",
  HOSTNAME_MISMATCH: "hostName",
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: "missing",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "required",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "refused",
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: "refused",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "refused",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "refused",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: "refused",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: "refused",
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: "refused",
  ERR_SSL_NO_SHARED_CIPHER: "cipher",
  ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM: "cipher",
  ERR_SSL_NO_SHARED_SIGNATURE_ALGORITHMS: "cipher",
  ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY: "cipher",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "refusedAll",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "version",
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: "version",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "version",
  ERR_SSL_WRONG_SSL_VERSION: "version",
  ERR_SSL_WRONG_VERSION_NUMBER: "notTls",
  ERR_SSL_UNKNOWN_PROTOCOL: "notTls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "notTls",
  ERR_SSL_UNEXPECTED_MESSAGE: "notTls",
  ERR_SSL_HTTP_REQUEST: "http",
  ERR_SSL_HTTPS_PROXY_REQUEST: "http",
  ERR_TLS_DH_PARAM_SIZE: "keySize",
  ERR_SSL_DH_KEY_TOO_SMALL: "keySize",
  ERR_SSL_EE_KEY_TOO_SMALL: "keySize",
  EE_KEY_TOO_SMALL: "keySize",
  CA_KEY_TOO_SMALL: "keySize",
  ECONNRESET: "closed",
  EPIPE: "closed",
};

/** Whether the other side closed before it said why. */
export function isClosedByPeer(error: unknown): boolean {
  return BY_CODE[codeOf(error)] === "closed";
}

/** Whether an error is one of TLS, not of the connection below it. */
export function isTlsError(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_");
}

/** Returns what a handshake failed with: TRANSPORT_TLS, with `reason`, `errno` and `advice` in its details. */
export function tlsError(what: string, cause: unknown, code = codeOf(cause)): TransportError {
  const [reason, why, advice] = ROWS[BY_CODE[code] ?? "other"];
  const hint = reason === "other" && code !== "" ? `${why} (${code})` : why;
  return new TransportError("TRANSPORT_TLS", `${what}: ${hint}`, {
    cause,
    details: { reason, errno: code, advice },
  });
}

/**
 * What a server that closed without an alert may have meant. node:tls refuses certificates that way, under TLS 1.3 when
 * the client already takes the handshake for done.
 */
export function closedByServer(
  what: string,
  phase: "during" | "after",
  hadCertificate: boolean,
  cause: unknown,
): TransportError {
  const [guess, advice] = hadCertificate
    ? ["it may not accept our certificate", ROWS.refused[2]]
    : ["it may ask for a client certificate", ROWS.required[2]];
  const mayBePlain = phase === "during";
  const why = mayBePlain ? `${guess}, or speak no TLS` : guess;
  return new TransportError(
    "TRANSPORT_TLS",
    `${what}: the peer closed the connection ${phase} the handshake: ${why}`,
    {
      cause,
      details: {
        reason: "closed",
        errno: codeOf(cause),
        advice: mayBePlain ? `${advice} Or use the port for TLS.` : advice,
      },
    },
  );
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}
