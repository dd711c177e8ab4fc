/**
 * The secure transport connection profiles of PS3.15 Annex B as data: protocol versions, cipher suites in the names of
 * OpenSSL, curves and key sizes. What a profile leaves to the implementation is as DCMTK 3.6.7 (`echoscu +cc`) has it.
 */
import { UnsupportedError } from "@minipacs/dicom-core";

/** Names of the TLS profiles, retired ones too; `TLS_PROFILES` says what each asks for. */
export type TlsProfileName =
  | "bcp195-rfc8996"
  | "bcp195-rfc8996-modified"
  | "bcp195-ex"
  | "bcp195-nd"
  | "bcp195"
  | "aes"
  | "basic"
  | "null";

/** Versions of TLS, as Node calls them. */
export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** One profile. */
export interface TlsProfile {
  readonly name: TlsProfileName;
  readonly title: string;
  /** Of PS3.15 2024e; of the edition that had it, where it is retired. */
  readonly section: string;
  readonly isRetired: boolean;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** Those that the profile asks for; a connection needs one of them. */
  readonly ciphers: readonly string[];
  /** Left out where this OpenSSL does not have them. */
  readonly optionalCiphers: readonly string[];
  /** For ECDHE, in order of preference. */
  readonly curves: string;
  /** The shortest key of DHE that is taken. */
  readonly minDhBits: number;
  /** Of OpenSSL: 2 refuses RSA and DHE keys below 2048 bits and SHA-1 signatures, 0 is needed for TLS 1.0 and NULL. */
  readonly securityLevel: 0 | 2;
}

const TLS13 = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"];
const ECDHE_RSA_GCM = ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"];
const ECDHE_ECDSA_GCM = ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256"];
const DHE_RSA_GCM = ["DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES128-GCM-SHA256"];
const TRIPLE_DES = "DES-CBC3-SHA";
/** X25519 counts as 128 bits of strength, as P-256 does. */
const CURVES = "X25519:P-256:P-384:P-521";

/** Versions, cipher suites and key sizes of the profiles by their names. PS3.15 Annex B. */
export const TLS_PROFILES: Readonly<Record<TlsProfileName, TlsProfile>> = {
  // B.12: TLS 1.2 shall, 1.3 may be supported, and 1.3 is preferred; the suites are those of RFC 9325 4.2.
  "bcp195-rfc8996": {
    name: "bcp195-rfc8996",
    title: "BCP 195 RFC 8996, 9325 TLS Secure Transport Connection Profile",
    section: "PS3.15 B.12",
    isRetired: false,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: [...TLS13, ...ECDHE_ECDSA_GCM, ...ECDHE_RSA_GCM],
    optionalCiphers: [],
    curves: CURVES,
    minDhBits: 2048,
    securityLevel: 2,
  },
  // B.13: only the suites listed there; DHE is left out, as it may be. Camellia with GCM (RFC 6367) is not in OpenSSL.
  "bcp195-rfc8996-modified": {
    name: "bcp195-rfc8996-modified",
    title: "Modified BCP 195 RFC 8996, 9325 TLS Secure Transport Connection Profile",
    section: "PS3.15 B.13",
    isRetired: false,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: [
      ...TLS13,
      "TLS_AES_128_CCM_SHA256",
      "TLS_AES_128_CCM_8_SHA256",
      ...ECDHE_ECDSA_GCM,
      ...ECDHE_RSA_GCM,
      "ECDHE-ECDSA-CHACHA20-POLY1305",
      "ECDHE-RSA-CHACHA20-POLY1305",
      "ECDHE-ECDSA-AES256-CCM",
      "ECDHE-ECDSA-AES128-CCM",
      "ECDHE-ECDSA-AES256-CCM8",
      "ECDHE-ECDSA-AES128-CCM8",
    ],
    optionalCiphers: [
      "ECDHE-ECDSA-CAMELLIA256-GCM-SHA384",
      "ECDHE-RSA-CAMELLIA256-GCM-SHA384",
      "ECDHE-ECDSA-CAMELLIA128-GCM-SHA256",
      "ECDHE-RSA-CAMELLIA128-GCM-SHA256",
    ],
    curves: "P-256:P-384:P-521:X25519",
    minDhBits: 2048,
    securityLevel: 2,
  },
  // B.11 of 2020d: no TLS below 1.2, DHE of 2048 and ECDHE of 256 bits or more. It knows no TLS 1.3.
  "bcp195-ex": {
    name: "bcp195-ex",
    title: "Extended BCP 195 TLS Secure Transport Connection Profile",
    section: "PS3.15 B.11",
    isRetired: true,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.2",
    ciphers: [...ECDHE_ECDSA_GCM, ...ECDHE_RSA_GCM, ...DHE_RSA_GCM],
    optionalCiphers: [],
    curves: CURVES,
    minDhBits: 2048,
    securityLevel: 2,
  },
  // B.10 of 2022b: no TLS below 1.2; others of similar or greater strength are allowed.
  "bcp195-nd": {
    name: "bcp195-nd",
    title: "Non-Downgrading BCP 195 TLS Secure Transport Connection Profile",
    section: "PS3.15 B.10",
    isRetired: true,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: [...TLS13, ...ECDHE_RSA_GCM, ...DHE_RSA_GCM],
    optionalCiphers: ECDHE_ECDSA_GCM,
    curves: CURVES,
    minDhBits: 2048,
    securityLevel: 2,
  },
  // B.9 of 2022b: as B.10, but lets older peers negotiate down to what B.3 and B.1 ask for.
  bcp195: {
    name: "bcp195",
    title: "BCP 195 TLS Secure Transport Connection Profile",
    section: "PS3.15 B.9",
    isRetired: true,
    minVersion: "TLSv1",
    maxVersion: "TLSv1.3",
    ciphers: [...TLS13, ...ECDHE_RSA_GCM, ...DHE_RSA_GCM, "AES128-SHA"],
    optionalCiphers: [...ECDHE_ECDSA_GCM, TRIPLE_DES],
    curves: CURVES,
    minDhBits: 2048,
    securityLevel: 0,
  },
  // B.3: RSA, AES or Triple DES, SHA; TLS 1.0, and by negotiation what came after it, which 1.3 did not keep.
  aes: {
    name: "aes",
    title: "AES TLS Secure Transport Connection Profile",
    section: "PS3.15 B.3",
    isRetired: true,
    minVersion: "TLSv1",
    maxVersion: "TLSv1.2",
    ciphers: ["AES128-SHA"],
    optionalCiphers: [TRIPLE_DES],
    curves: CURVES,
    minDhBits: 1024,
    securityLevel: 0,
  },
  // Table B.1-1: RSA, Triple DES EDE CBC, SHA. OpenSSL has been built without Triple DES for TLS since 1.1.0.
  basic: {
    name: "basic",
    title: "Basic TLS Secure Transport Connection Profile",
    section: "PS3.15 B.1",
    isRetired: true,
    minVersion: "TLSv1",
    maxVersion: "TLSv1.2",
    ciphers: [TRIPLE_DES],
    optionalCiphers: [],
    curves: CURVES,
    minDhBits: 1024,
    securityLevel: 0,
  },
  // No profile of DICOM: IHE ATNA (ITI-19) once allowed authentication without encryption.
  null: {
    name: "null",
    title: "Authenticated unencrypted communication",
    section: "IHE ITI-19",
    isRetired: true,
    minVersion: "TLSv1",
    maxVersion: "TLSv1.2",
    ciphers: ["NULL-SHA"],
    optionalCiphers: [],
    curves: CURVES,
    minDhBits: 1024,
    securityLevel: 0,
  },
};

/** PS3.15 B.12 is what new installations are to use. */
export const DEFAULT_TLS_PROFILE: TlsProfileName = "bcp195-rfc8996";

/** Returns whether a text names a profile. */
export function isTlsProfileName(name: string): name is TlsProfileName {
  return Object.hasOwn(TLS_PROFILES, name);
}

/**
 * Returns the suites of a profile that can be had, in order of preference.
 *
 * @throws UnsupportedError UNSUPPORTED_TLS_PROFILE where one that the profile asks for is missing
 */
export function availableCiphers(profile: TlsProfile, isAvailable: (cipher: string) => boolean): string[] {
  const missing = profile.ciphers.filter((cipher) => !isAvailable(cipher));
  if (missing.length > 0) {
    const names = missing.map((cipher) => (cipher === TRIPLE_DES ? `Triple DES (${cipher})` : cipher));
    throw new UnsupportedError(
      "UNSUPPORTED_TLS_PROFILE",
      `the TLS profile "${profile.name}" needs ${names.join(", ")}, which this OpenSSL does not have: both sides have to use another profile`,
      { details: { profile: profile.name, missing } },
    );
  }
  return [...profile.ciphers, ...profile.optionalCiphers.filter(isAvailable)];
}
