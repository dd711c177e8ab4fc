/** What a server can be told: defaults, and one clear sentence for each thing that cannot be. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import type { TlsServerOptions } from "@minipacs/dimse";
import type { DuplicatePolicy } from "../storage/object-store.ts";
import { isLoopback } from "./loopback.ts";
import { OPTION_CHECKS as check } from "./option-checks.ts";
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
   * Specific Character Set of answers, and what received objects are expected to declare: others are told of. Empty text:
   * the default repertoire, ASCII, and nothing is expected. Default `ISO_IR 192`.
   */
  charset?: string | undefined;
  /** Other character sets for some calling AE titles, `{ CT1: "ISO_IR 100" }`, also expected of what they send. */
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
  /** Messages that are kept of a performed procedure step; of earlier N-SETs how many there were. Default 1000. */
  mppsHistory?: number | undefined;
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
  /** Messages that are kept of a performed procedure step. */
  readonly mppsHistory: number;
  readonly isHeadless: boolean;
  readonly drainMs: number;
}

/** What holds where nothing is given. */
export const DEFAULTS = {
  aeTitle: "MINIPACS",
  port: 11112,
  httpPort: 8080,
  httpHost: "127.0.0.1",
  dataDir: "./minipacs-data",
  ephemeral: false,
  onDuplicate: "replace",
  fsync: false,
  charset: "ISO_IR 192",
  charsetFor: {},
  unencodable: "widen",
  requireCalledAe: false,
  allowAe: [],
  stationFilter: false,
  mpps: "tolerant",
  updatesStepStatus: true,
  mppsHistory: 1000,
  acceptSyntax: [],
  maxPdu: 131_072,
  acceptAnySopClass: false,
  maxAssociations: 200,
  idleTimeoutSeconds: 1800,
  isHeadless: false,
  drainMs: 5000,
} as const satisfies PacsOptions;

/**
 * Returns the options with defaults.
 *
 * @throws InvalidArgumentError CONFIG_…; each message is one sentence for people
 */
export function resolveConfig(options: PacsOptions = {}): PacsConfig {
  const { isHeadless, ephemeral: isEphemeral, httpHost, mppsHistory, drainMs } = withDefaults(options);
  const { httpPort, httpToken, worklistDir } = options;
  const config: PacsConfig = {
    ...resolveSettings(options),
    tls: options.tls,
    httpPort:
      httpPort === false || (httpPort === undefined && isHeadless)
        ? undefined
        : check.httpPort(httpPort ?? DEFAULTS.httpPort),
    isHttpPortExplicit: httpPort !== undefined,
    httpHost: check.httpHost(httpHost),
    httpToken: httpToken === undefined ? undefined : check.httpToken(httpToken),
    isEphemeral,
    worklistDir: worklistDir === undefined ? undefined : check.worklistDir(worklistDir),
    loadsSamples: options.samples ?? isHeadless,
    mppsHistory: check.mppsHistory(mppsHistory),
    isHeadless,
    drainMs: check.drainMs(drainMs),
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
export function resolveSettings(given: PacsOptions): PacsSettings {
  const options = withDefaults(given);
  return Object.freeze({
    aeTitle: check.aeTitle(options.aeTitle),
    port: check.port(options.port),
    host: given.host === undefined ? undefined : check.host(given.host),
    charset: check.charset(options.charset),
    charsetFor: check.charsetFor(options.charsetFor),
    unencodable: check.unencodable(options.unencodable),
    dataDir: options.ephemeral ? undefined : check.dataDir(options.dataDir),
    onDuplicate: check.onDuplicate(options.onDuplicate),
    syncsToDisk: options.fsync,
    requiresCalledAe: options.requireCalledAe,
    allowedAeTitles: check.allowAe(options.allowAe),
    filtersByStation: options.stationFilter,
    mppsMode: check.mpps(options.mpps),
    updatesStepStatus: options.updatesStepStatus,
    acceptedTransferSyntaxes: check.acceptSyntax(options.acceptSyntax),
    maxPduLength: check.maxPdu(options.maxPdu),
    acceptsAnySopClass: options.acceptAnySopClass,
    maxAssociations: check.maxAssociations(options.maxAssociations),
    idleTimeoutSeconds: check.idleTimeoutSeconds(options.idleTimeoutSeconds),
  });
}

type WithDefaults = { [K in keyof typeof DEFAULTS]: NonNullable<PacsOptions[K]> };

function withDefaults(options: PacsOptions): WithDefaults {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}
