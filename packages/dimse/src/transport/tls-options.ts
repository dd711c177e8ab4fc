/** The options of TLS, checked and turned into what node:tls takes. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import {
  availableCiphers,
  DEFAULT_TLS_PROFILE,
  isTlsProfileName,
  TLS_PROFILES,
  type TlsProfileName,
  type TlsVersion,
} from "./tls-profiles.ts";

/** PEM, as text or bytes. */
export type Pem = string | Uint8Array;

/** Who a side is, and whom it trusts. */
export interface TlsIdentity {
  /** The certificate, followed by those of the authorities between it and the root. */
  cert?: Pem | undefined;
  key?: Pem | undefined;
  /** Of an encrypted key. */
  passphrase?: string | undefined;
  /** The authorities that peers are trusted by. Client default: those of the system; a server has none. */
  ca?: Pem | readonly Pem[] | undefined;
}

interface TlsOptions extends TlsIdentity {
  /** Default `bcp195-rfc8996`, PS3.15 B.12. */
  profile?: TlsProfileName | undefined;
  /** In the place of the profile's. */
  minVersion?: TlsVersion | undefined;
  maxVersion?: TlsVersion | undefined;
  /** In the place of the profile's: names of OpenSSL, separated by colons. */
  ciphers?: string | undefined;
}

/** TLS of who calls. */
export interface TlsClientOptions extends TlsOptions {
  /** The name that is asked for (SNI) and that the certificate must hold. Default: the host. */
  servername?: string | undefined;
  /** False takes any certificate: whoever is between reads everything. Default true. */
  rejectUnauthorized?: boolean | undefined;
  /** False trusts a certificate of the authority whatever host it names, as DCMTK does. Default true. */
  verifyHostName?: boolean | undefined;
}

/** TLS of who is called. */
export interface TlsServerOptions extends TlsOptions {
  cert: Pem;
  key: Pem;
  /**
   * `require`: only clients whose certificate is signed by `ca`; `request`: those without one too. Default `require`
   * with `ca`, else `no`.
   */
  requireClientCertificate?: "no" | "request" | "require" | undefined;
  /** Other certificates by the name that a client asks for; names not listed get the one above. */
  contexts?: Readonly<Record<string, TlsIdentity>> | undefined;
  /** Finds the certificate for a name that `contexts` does not list; `undefined`: the one above. */
  sniCallback?(servername: string): TlsIdentity | undefined | Promise<TlsIdentity | undefined>;
}

/** What both sides of node:tls take. */
export interface TlsSettings {
  minVersion: TlsVersion;
  maxVersion: TlsVersion;
  ciphers: string;
  ecdhCurve: string;
  minDhBits: number;
}

const VERSIONS: readonly TlsVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/**
 * Returns versions and suites of the profile, with what the options put in their place.
 *
 * @throws InvalidArgumentError ARG_TLS; UnsupportedError UNSUPPORTED_TLS_PROFILE
 */
export function resolveTlsSettings(
  options: TlsOptions,
  isAvailable: (cipher: string) => boolean,
): TlsSettings {
  const name = options.profile ?? DEFAULT_TLS_PROFILE;
  if (!isTlsProfileName(name)) {
    throw argumentError(`profile: one of ${Object.keys(TLS_PROFILES).join(", ")} is expected`);
  }
  const profile = TLS_PROFILES[name];
  const { minVersion = profile.minVersion, maxVersion = profile.maxVersion } = options;
  const [first, last] = [VERSIONS.indexOf(minVersion), VERSIONS.indexOf(maxVersion)];
  if (first < 0 || last < 0) throw argumentError(`minVersion, maxVersion: ${VERSIONS.join(", ")} are known`);
  if (first > last) throw argumentError(`minVersion is ${minVersion}, above maxVersion, ${maxVersion}`);
  // TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL allows at level 0 only.
  const level = first < 2 ? 0 : profile.securityLevel;
  const ciphers = options.ciphers ?? availableCiphers(profile, isAvailable).join(":");
  return {
    ...{ minVersion, maxVersion },
    ciphers: ciphers.includes("@SECLEVEL") ? ciphers : `${ciphers}:@SECLEVEL=${level}`,
    ecdhCurve: profile.curves,
    minDhBits: profile.minDhBits,
  };
}

/** A mistake in the options of TLS. Its message never holds a key or a passphrase. */
export function argumentError(text: string, cause?: unknown): InvalidArgumentError {
  return new InvalidArgumentError("ARG_TLS", `tls: ${text}`, { cause });
}

/**
 * What node:tls and OpenSSL say about keys and certificates, in words. One wrong passphrase in 256 deciphers a key to what
 * looks like one by its padding alone, and is told of by whatever reads it next.
 */
export function identityError(cause: unknown, isKeyEncrypted = false): InvalidArgumentError {
  const code = String((cause as { code?: unknown } | undefined)?.code ?? "");
  const why: Record<string, string> = {
    ERR_OSSL_X509_KEY_VALUES_MISMATCH: "key and certificate do not belong together",
    ERR_OSSL_BAD_DECRYPT: "the passphrase does not open the key",
    ERR_OSSL_PEM_NO_START_LINE: "a certificate or key is not PEM",
    ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED: "the key is encrypted: give its passphrase",
    ERR_SSL_NO_CIPHER_MATCH: "ciphers: this OpenSSL knows none of them",
    ERR_SSL_EE_KEY_TOO_SMALL: "the key is shorter than the TLS profile allows",
    ERR_SSL_CA_MD_TOO_WEAK: "the certificate is signed with a hash that the TLS profile does not allow",
  };
  const advice = isKeyEncrypted ? "the passphrase may not be that of the key, " : "";
  return argumentError(
    why[code] ?? `key and certificate cannot be used (${advice}${code || "no code"})`,
    cause,
  );
}
