/** What a server can be told: defaults, and one clear sentence for each thing that cannot be. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import type { TlsServerOptions } from "@minipacs/dimse";
import { DUPLICATE_POLICIES, type DuplicatePolicy } from "../storage/object-store.ts";
import { checkTransferSyntaxes } from "./accepted-syntaxes.ts";
import {
  checkAeTitle,
  checkCharset,
  checkCharsetFor,
  checkCount,
  checkDataDir,
  checkDrain,
  checkHost,
  checkHttpToken,
  checkPort,
  checkWord,
  checkWorklistDir,
  isLoopback,
} from "./checks.ts";
import type { MppsMode, PacsSettings, UnencodablePolicy } from "./settings.ts";

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
  /** Default `127.0.0.1`: only this machine. Any other address needs `httpToken`. */
  httpHost?: string | undefined;
  /** Secret that requests over HTTP must carry. Default: none is asked for. */
  httpToken?: string | undefined;
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
  /** Other character sets for some calling AE titles, `{ CT1: "ISO_IR 100" }`. */
  charsetFor?: Readonly<Record<string, string>> | undefined;
  /** What is done with text that the character set of an answer cannot hold: the answer in UTF-8, or `?`. Default `widen`. */
  unencodable?: UnencodablePolicy | undefined;
  /** Reject associations that call another AE title. Default false. */
  requireCalledAe?: boolean | undefined;
  /** Reject calling AE titles that are not among these. Default: everyone is welcome. */
  allowAe?: readonly string[] | undefined;
  /** Worklist queries find only what is scheduled for the station whose AE title asks. Default false. */
  stationFilter?: boolean | undefined;
  /** Folder of DCMTK `.wl` files that are in the worklist as long as they are there. Default: none. */
  worklistDir?: string | undefined;
  /** How strictly MPPS messages are taken. Default `tolerant`. */
  mpps?: MppsMode | undefined;
  /** A linked MPPS moves the status of its scheduled step. Default true. */
  updatesStepStatus?: boolean | undefined;
  /** Transfer syntaxes that are accepted, most wanted first: UIDs, keywords or names. Default: all, as the requestor wants. */
  acceptSyntax?: readonly string[] | undefined;
  /** Largest P-DATA-TF that is taken, bytes; 0 for any. Default 131,072. PS3.8 D.1. */
  maxPdu?: number | undefined;
  /** Store objects of private and unknown SOP classes too. Default false. */
  acceptAnySopClass?: boolean | undefined;
  /** Associations that may be open at a time. Default 200. */
  maxAssociations?: number | undefined;
  /** Abort an association on which nothing was asked for so long; 0 for never. Default 1800. */
  idleTimeoutSeconds?: number | undefined;
  /** Load two worklist entries at the start. Default: only when headless. */
  samples?: boolean | undefined;
  /** No page. Default false. */
  isHeadless?: boolean | undefined;
  /** How long open associations may go on at the end, ms. Default 5000. */
  drainMs?: number | undefined;
}

/** Options made whole and checked: what a server starts with. */
export interface PacsConfig extends PacsSettings {
  /** Holds the key: not for logs. */
  readonly tls: TlsServerOptions | undefined;
  /** `undefined`: no HTTP. */
  readonly httpPort: number | undefined;
  /** Whether the port was asked for; if not, another one will do. */
  readonly isHttpPortExplicit: boolean;
  readonly httpHost: string;
  /** A secret: not for logs. `undefined`: none is asked for. */
  readonly httpToken: string | undefined;
  readonly isEphemeral: boolean;
  /** Absolute; `undefined`: none. */
  readonly worklistDir: string | undefined;
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
export const DEFAULT_MAX_PDU = 131_072;
export const DEFAULT_MAX_ASSOCIATIONS = 200;
export const DEFAULT_IDLE_TIMEOUT_SECONDS = 1800;
export const DEFAULT_DRAIN_MS = 5000;

/**
 * Returns the options with defaults.
 *
 * @throws InvalidArgumentError CONFIG_…; each message is one sentence for people
 */
export function resolveConfig(options: PacsOptions = {}): PacsConfig {
  const { isHeadless = false, httpPort, httpToken, worklistDir } = options;
  const config: PacsConfig = {
    ...resolveSettings(options),
    tls: options.tls,
    httpPort:
      httpPort === false || (httpPort === undefined && isHeadless)
        ? undefined
        : checkPort("HTTP port", httpPort ?? DEFAULT_HTTP_PORT),
    isHttpPortExplicit: httpPort !== undefined,
    httpHost: checkHost("HTTP host", options.httpHost ?? DEFAULT_HTTP_HOST),
    httpToken: httpToken === undefined ? undefined : checkHttpToken(httpToken),
    isEphemeral: options.ephemeral ?? false,
    worklistDir: worklistDir === undefined ? undefined : checkWorklistDir(worklistDir),
    loadsSamples: options.samples ?? isHeadless,
    isHeadless,
    drainMs: checkDrain(options.drainMs ?? DEFAULT_DRAIN_MS),
  };
  if (config.httpPort !== undefined && config.httpToken === undefined && !isLoopback(config.httpHost)) {
    throw new InvalidArgumentError(
      "CONFIG_HTTP_TOKEN",
      `HTTP at ${config.httpHost} can be reached from other machines: that needs a token (--http-token).`,
    );
  }
  return config;
}

/** Returns the part of the options that can be changed while a server runs; frozen. */
export function resolveSettings(options: PacsOptions): PacsSettings {
  const { ephemeral = false, host } = options;
  return Object.freeze({
    aeTitle: checkAeTitle(options.aeTitle ?? DEFAULT_AE_TITLE),
    port: checkPort("DICOM port", options.port ?? DEFAULT_PORT),
    host: host === undefined ? undefined : checkHost("host", host),
    charset: checkCharset(options.charset ?? DEFAULT_CHARSET),
    charsetFor: checkCharsetFor(options.charsetFor ?? {}),
    unencodable: checkWord(
      "CONFIG_UNENCODABLE",
      "What is done with text that cannot be encoded",
      ["widen", "replace"],
      options.unencodable ?? "widen",
    ),
    dataDir: ephemeral ? undefined : checkDataDir(options.dataDir ?? DEFAULT_DATA_DIR),
    onDuplicate: checkWord(
      "CONFIG_DUPLICATE",
      "What is done with duplicates",
      DUPLICATE_POLICIES,
      options.onDuplicate ?? "replace",
    ),
    syncsToDisk: options.fsync ?? false,
    requiresCalledAe: options.requireCalledAe ?? false,
    allowedAeTitles: (options.allowAe ?? []).map(checkAeTitle),
    filtersByStation: options.stationFilter ?? false,
    mppsMode: checkWord(
      "CONFIG_MPPS",
      "How MPPS is taken",
      ["strict", "tolerant"],
      options.mpps ?? "tolerant",
    ),
    updatesStepStatus: options.updatesStepStatus ?? true,
    acceptedTransferSyntaxes: checkTransferSyntaxes(options.acceptSyntax ?? []),
    maxPduLength: checkCount("The largest PDU", 0, 2 ** 32 - 1, options.maxPdu ?? DEFAULT_MAX_PDU),
    acceptsAnySopClass: options.acceptAnySopClass ?? false,
    maxAssociations: checkCount(
      "The number of associations",
      1,
      10_000,
      options.maxAssociations ?? DEFAULT_MAX_ASSOCIATIONS,
    ),
    idleTimeoutSeconds: checkCount(
      "The idle timeout in seconds",
      0,
      86_400,
      options.idleTimeoutSeconds ?? DEFAULT_IDLE_TIMEOUT_SECONDS,
    ),
  });
}
