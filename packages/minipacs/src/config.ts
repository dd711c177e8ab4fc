/** What a server can be told: defaults, and one clear sentence for each thing that cannot be. */
import { isIP } from "node:net";
import { resolve } from "node:path";
import { encodeText, InvalidArgumentError, normalizeCharacterSet } from "@minipacs/dicom-core";
import { isValidAeTitle, type TlsServerOptions } from "@minipacs/dimse";
import { DUPLICATE_POLICIES, type DuplicatePolicy } from "./storage/object-store.ts";

/** What `createPacs` takes. Everything has a default. */
export interface PacsOptions {
  /** Default `MINIPACS`. */
  aeTitle?: string | undefined;
  /** DICOM port; 0 takes a free one. Default 11112. */
  port?: number | undefined;
  /** Address of the DICOM port. Default: all, IPv4 and IPv6. */
  host?: string | undefined;
  /** DICOM over TLS, and no other way. Default: plain TCP. */
  tls?: TlsServerOptions | undefined;
  /** Port of page and API; 0 takes a free one, false means none. Default 8080 or the next free one; headless: none. */
  httpPort?: number | false | undefined;
  /** Default `127.0.0.1`: only this machine. */
  httpHost?: string | undefined;
  /** Default `./minipacs-data`. */
  dataDir?: string | undefined;
  /** Keep everything in a temporary folder that is removed at the end; leaves `dataDir` alone. Default false. */
  ephemeral?: boolean | undefined;
  /** What is done with an object of other bytes than the one that is there under its UIDs. Default `replace`. */
  onDuplicate?: DuplicatePolicy | undefined;
  /** Each object is on the disk, not only handed to the system, before it is answered. Default false. */
  fsync?: boolean | undefined;
  /**
   * Specific Character Set of answers, and what received objects are compared with; empty text: the default repertoire,
   * ASCII, and nothing is compared. Default `ISO_IR 192`.
   */
  charset?: string | undefined;
  /** Load two worklist entries at the start. Default: only when headless. */
  samples?: boolean | undefined;
  /** No page. Default false. */
  isHeadless?: boolean | undefined;
  /** How long open associations may go on at the end, ms. Default 5000. */
  drainMs?: number | undefined;
}

/** Options made whole and checked. */
export interface PacsConfig {
  readonly aeTitle: string;
  readonly port: number;
  /** `undefined`: all addresses, IPv4 and IPv6. */
  readonly host: string | undefined;
  /** Holds the key: not for logs. */
  readonly tls: TlsServerOptions | undefined;
  /** `undefined`: no HTTP. */
  readonly httpPort: number | undefined;
  /** Whether the port was asked for; if not, another one will do. */
  readonly isHttpPortExplicit: boolean;
  readonly httpHost: string;
  /** Absolute. Of an ephemeral server: `undefined` until its folder is made. */
  readonly dataDir: string | undefined;
  readonly isEphemeral: boolean;
  readonly onDuplicate: DuplicatePolicy;
  readonly syncsToDisk: boolean;
  /** Normalised terms; none: the default repertoire. */
  readonly charset: readonly string[];
  readonly loadsSamples: boolean;
  readonly isHeadless: boolean;
  readonly drainMs: number;
}

export const DEFAULT_AE_TITLE = "MINIPACS";
export const DEFAULT_PORT = 11112;
export const DEFAULT_HTTP_PORT = 8080;
export const DEFAULT_HTTP_HOST = "127.0.0.1";
export const DEFAULT_DATA_DIR = "./minipacs-data";
export const DEFAULT_CHARSET = "ISO_IR 192";
export const DEFAULT_DRAIN_MS = 5000;

/**
 * Returns the options with defaults.
 *
 * @throws InvalidArgumentError CONFIG_AE_TITLE, CONFIG_PORT, CONFIG_HOST, CONFIG_CHARSET, CONFIG_DATA_DIR,
 *   CONFIG_DUPLICATE, CONFIG_DRAIN; each message is one sentence for people
 */
export function resolveConfig(options: PacsOptions = {}): PacsConfig {
  const { isHeadless = false, ephemeral: isEphemeral = false, httpPort } = options;
  return {
    aeTitle: checkAeTitle(options.aeTitle ?? DEFAULT_AE_TITLE),
    port: checkPort("DICOM port", options.port ?? DEFAULT_PORT),
    host: options.host === undefined ? undefined : checkHost("host", options.host),
    tls: options.tls,
    httpPort:
      httpPort === false || (httpPort === undefined && isHeadless)
        ? undefined
        : checkPort("HTTP port", httpPort ?? DEFAULT_HTTP_PORT),
    isHttpPortExplicit: httpPort !== undefined,
    httpHost: checkHost("HTTP host", options.httpHost ?? DEFAULT_HTTP_HOST),
    dataDir: isEphemeral ? undefined : checkDataDir(options.dataDir ?? DEFAULT_DATA_DIR),
    isEphemeral,
    onDuplicate: checkDuplicatePolicy(options.onDuplicate ?? "replace"),
    syncsToDisk: options.fsync ?? false,
    charset: checkCharset(options.charset ?? DEFAULT_CHARSET),
    loadsSamples: options.samples ?? isHeadless,
    isHeadless,
    drainMs: checkDrain(options.drainMs ?? DEFAULT_DRAIN_MS),
  };
}

/** PS3.5 6.2, VR AE: leading and trailing spaces do not count. */
function checkAeTitle(aeTitle: string): string {
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

function checkPort(name: string, port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError(
    "CONFIG_PORT",
    `The ${name} is a number from 0 (any free port) to 65535, not ${Number.isNaN(port) ? "a text" : port}.`,
  );
}

function checkHost(name: string, host: string): string {
  if (isIP(host) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) return host;
  throw new InvalidArgumentError("CONFIG_HOST", `The ${name} is neither an IP address nor a host name.`);
}

/** Returns the absolute path of a data directory. */
export function checkDataDir(folder: string): string {
  if (folder.trim() !== "" && !folder.includes("\0")) return resolve(folder);
  throw new InvalidArgumentError("CONFIG_DATA_DIR", "The data directory needs a name.");
}

function checkDuplicatePolicy(policy: DuplicatePolicy): DuplicatePolicy {
  if (DUPLICATE_POLICIES.includes(policy)) return policy;
  throw new InvalidArgumentError(
    "CONFIG_DUPLICATE",
    `What is done with duplicates is one of ${DUPLICATE_POLICIES.join(", ")}.`,
  );
}

function checkDrain(drainMs: number): number {
  if (Number.isFinite(drainMs) && drainMs >= 0) return drainMs;
  throw new InvalidArgumentError("CONFIG_DRAIN", "drainMs is a number of milliseconds, 0 or more.");
}

/** Defined terms of PS3.3 C.12.1.1.2. */
function checkCharset(charset: string): string[] {
  const terms = charset.split("\\").map((term) => term.trim());
  if (terms.every(isKnownTerm)) return normalizeCharacterSet(terms);
  throw new InvalidArgumentError(
    "CONFIG_CHARSET",
    `The character set is not a Specific Character Set of DICOM, such as "ISO_IR 192" (UTF-8) or "ISO_IR 100" (Latin-1).`,
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
