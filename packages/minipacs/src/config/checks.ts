/** Checks single values of the configuration: each returns the value as it is used, or throws one sentence. */
import { isIP } from "node:net";
import { resolve } from "node:path";
import { encodeText, InvalidArgumentError, normalizeCharacterSet } from "@minipacs/dicom-core";
import { isValidAeTitle, TLS_PROFILES, type TlsProfileName } from "@minipacs/dimse";

/** PS3.5 6.2, VR AE: leading and trailing spaces do not count. */
export function checkAeTitle(aeTitle: string): string {
  if (isValidAeTitle(aeTitle)) return aeTitle.trim();
  const why =
    aeTitle.trim() === ""
      ? "it is empty or only spaces"
      : aeTitle.length > 16
        ? `it has ${aeTitle.length} characters, 16 are allowed`
        : aeTitle.includes("\\")
          ? "a backslash is not allowed"
          : "control characters and characters outside ASCII are not allowed";
  throw new InvalidArgumentError("CONFIG_AE_TITLE", `The AE title cannot be used: ${why}.`);
}

export function checkPort(name: string, port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError(
    "CONFIG_PORT",
    `The ${name} is a number from 0 (any free port) to 65535, not ${Number.isNaN(port) ? "a text" : port}.`,
  );
}

export function checkHost(name: string, host: string): string {
  if (isIP(host) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) return host;
  throw new InvalidArgumentError("CONFIG_HOST", `The ${name} is neither an IP address nor a host name.`);
}

/** Returns the absolute path of a data directory. */
export function checkDataDir(folder: string): string {
  if (folder.trim() !== "" && !folder.includes("\0")) return resolve(folder);
  throw new InvalidArgumentError("CONFIG_DATA_DIR", "The data directory needs a name.");
}

/** Returns the absolute path of a folder that is watched. */
export function checkWorklistDir(folder: string): string {
  if (folder.trim() !== "" && !folder.includes("\0")) return resolve(folder);
  throw new InvalidArgumentError("CONFIG_WORKLIST_DIR", "The worklist folder needs a name.");
}

/** Returns one of some words. */
export function checkWord<T extends string>(
  code: string,
  what: string,
  words: readonly T[],
  word: string,
): T {
  const found = words.find((known) => known === word);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(code, `${what} is one of ${words.join(", ")}.`);
}

/** Returns a whole number from `least` to `most`. */
export function checkCount(what: string, least: number, most: number, count: number): number {
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new InvalidArgumentError(
    "CONFIG_LIMIT",
    `${what} is a whole number from ${least} to ${most}, not ${Number.isNaN(count) ? "a text" : count}.`,
  );
}

export function checkDrain(drainMs: number): number {
  if (Number.isFinite(drainMs) && drainMs >= 0) return drainMs;
  throw new InvalidArgumentError("CONFIG_DRAIN", "drainMs is a number of milliseconds, 0 or more.");
}

/** A name of a profile of PS3.15 Annex B. */
export function checkTlsProfile(name: string): TlsProfileName {
  return checkWord("CONFIG_VALUE", "The TLS profile", Object.keys(TLS_PROFILES) as TlsProfileName[], name);
}

/** Whether clients are to show a certificate. */
export function checkClientCertNeed(need: string): "no" | "request" | "require" {
  const needs = ["no", "request", "require"] as const;
  return checkWord("CONFIG_VALUE", "What is wanted of clients", needs, need);
}

/** Defined terms of PS3.3 C.12.1.1.2. */
export function checkCharset(charset: string): string[] {
  const terms = charset.split("\\").map((term) => term.trim());
  if (terms.every(isKnownTerm)) return normalizeCharacterSet(terms);
  throw new InvalidArgumentError(
    "CONFIG_CHARSET",
    `The character set is not a Specific Character Set of DICOM, such as "ISO_IR 192" (UTF-8) or "ISO_IR 100" (Latin-1).`,
  );
}

/** Character sets by AE title. */
export function checkCharsetFor(charsets: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(charsets).map(([aeTitle, charset]) => [checkAeTitle(aeTitle), checkCharset(charset)]),
  );
}

/** A secret for requests: what an HTTP header can carry. RFC 6750 2.1. */
export function checkHttpToken(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new InvalidArgumentError(
    "CONFIG_HTTP_TOKEN",
    "The HTTP token is empty or holds blanks or characters outside ASCII.",
  );
}

function isKnownTerm(term: string): boolean {
  let isKnown = true;
  encodeText("", [term], "LO", {
    onDiagnostic: ({ code }) => {
      if (code === "CHARSET_UNKNOWN_TERM" || code === "CHARSET_TERM_SPELLING") isKnown = false;
    },
  });
  return isKnown;
}
