/**
 * Every option of the server, a row each: from it come the flags of the command line, the environment variables, the
 * keys of `minipacs.config.json` and docs/configuration.md.
 */
import { DEFAULTS, type PacsOptions } from "./config.ts";
import { CHANGEABLE } from "./option-checks.ts";

/** What the command takes beyond `createPacs`; TLS comes as names of files. */
export interface ServerOptions extends Omit<PacsOptions, "tls"> {
  tls?: boolean;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  tlsProfile?: string;
  tlsClientCert?: string;
  logFormat?: "pretty" | "json";
  logLevel?: "info" | "debug";
  record?: string;
}

export type OptionKey = keyof ServerOptions;

/** How a value is written: a list and a map may be given again on the command line. */
export type OptionKind = "text" | "number" | "switch" | "list" | "map";

export const OPTION_GROUPS = [
  "Server",
  "Worklist and MPPS",
  "Storage",
  "Associations",
  "Page and API",
  "Log",
  "TLS",
] as const;

export interface OptionRow {
  /** In `minipacs.config.json`, and in `PacsOptions`. */
  key: OptionKey;
  /** `--aet <title>`; one that starts with `--no-` turns off. */
  flag: string;
  kind: OptionKind;
  group: (typeof OPTION_GROUPS)[number];
  description: string;
  /** For people; absent where the default is nothing, or not. */
  defaultText?: string;
  /** Is never shown. */
  isSecret?: true;
}

const SERVER: Omit<OptionRow, "group">[] = [
  {
    key: "aeTitle",
    flag: "--aet <title>",
    kind: "text",
    description: "AE title",
    defaultText: DEFAULTS.aeTitle,
  },
  {
    key: "port",
    flag: "--port <number>",
    kind: "number",
    description: "DICOM port, 0 for a free one",
    defaultText: String(DEFAULTS.port),
  },
  {
    key: "host",
    flag: "--host <address>",
    kind: "text",
    description: "address of the DICOM port",
    defaultText: "all, IPv4 and IPv6",
  },
  {
    key: "isHeadless",
    flag: "--headless",
    kind: "switch",
    description: "no web page; HTTP (API and events) only with --http-port",
  },
  {
    key: "ephemeral",
    flag: "--ephemeral",
    kind: "switch",
    description: "keep everything in a temporary folder that is removed at the end",
  },
  {
    key: "charset",
    flag: "--charset <terms>",
    kind: "text",
    description:
      'Specific Character Set of answers, "" for ASCII; objects that declare another one are told of',
    defaultText: DEFAULTS.charset,
  },
  {
    key: "charsetFor",
    flag: "--charset-for <ae=terms>",
    kind: "map",
    description:
      'another one for a calling AE title, CT1="ISO_IR 100", of answers and objects; may be given again',
  },
  {
    key: "unencodable",
    flag: "--unencodable <what>",
    kind: "text",
    description: "text that the set cannot hold: widen (the answer is in UTF-8) or replace (by ?)",
    defaultText: DEFAULTS.unencodable,
  },
  {
    key: "drainMs",
    flag: "--drain-ms <ms>",
    kind: "number",
    description: "how long open associations may go on at the end",
    defaultText: String(DEFAULTS.drainMs),
  },
];

const WORKLIST: Omit<OptionRow, "group">[] = [
  {
    key: "samples",
    flag: "--no-samples",
    kind: "switch",
    description: "headless: start without the two sample entries",
  },
  {
    key: "worklistDir",
    flag: "--worklist-dir <folder>",
    kind: "text",
    description: "folder of DCMTK .wl files, which is watched",
  },
  {
    key: "stationFilter",
    flag: "--station-filter",
    kind: "switch",
    description: "find only what is scheduled for the AE title that asks",
  },
  {
    key: "mpps",
    flag: "--mpps <mode>",
    kind: "text",
    description: "strict: as PS3.4 F.7 says; tolerant: violations are accepted and told",
    defaultText: DEFAULTS.mpps,
  },
  {
    key: "updatesStepStatus",
    flag: "--no-step-status",
    kind: "switch",
    description: "an MPPS does not move the status of its scheduled step",
  },
  {
    key: "mppsHistory",
    flag: "--mpps-history <number>",
    kind: "number",
    description: "messages to keep of an MPPS; earlier N-SETs are counted",
    defaultText: String(DEFAULTS.mppsHistory),
  },
];

const STORAGE: Omit<OptionRow, "group">[] = [
  {
    key: "dataDir",
    flag: "--data-dir <folder>",
    kind: "text",
    description: "where received objects are kept",
    defaultText: DEFAULTS.dataDir,
  },
  {
    key: "onDuplicate",
    flag: "--on-duplicate <what>",
    kind: "text",
    description: "objects of other bytes under known UIDs: replace, keep, reject",
    defaultText: DEFAULTS.onDuplicate,
  },
  {
    key: "fsync",
    flag: "--fsync",
    kind: "switch",
    description: "answer a C-STORE only when the object is on the disk, safe from a loss of power",
  },
];

const ASSOCIATIONS: Omit<OptionRow, "group">[] = [
  {
    key: "requireCalledAe",
    flag: "--require-called-ae",
    kind: "switch",
    description: "reject who calls another AE title",
  },
  {
    key: "allowAe",
    flag: "--allow-ae <title>",
    kind: "list",
    description: "reject calling AE titles that are not given; may be given again",
    defaultText: "all are welcome",
  },
  {
    key: "acceptSyntax",
    flag: "--accept-syntax <name>",
    kind: "list",
    description: "transfer syntax to accept, UID or name, the most wanted first; may be given again",
    defaultText: "all",
  },
  {
    key: "acceptAnySopClass",
    flag: "--accept-any-sop-class",
    kind: "switch",
    description: "store private and unknown SOP classes too",
  },
  {
    key: "maxPdu",
    flag: "--max-pdu <bytes>",
    kind: "number",
    description: "largest PDU to take, 0 for any",
    defaultText: String(DEFAULTS.maxPdu),
  },
  {
    key: "maxAssociations",
    flag: "--max-associations <number>",
    kind: "number",
    description: "associations that may be open at a time",
    defaultText: String(DEFAULTS.maxAssociations),
  },
  {
    key: "idleTimeoutSeconds",
    flag: "--idle-timeout <seconds>",
    kind: "number",
    description: "abort who asks for nothing so long, 0 for never",
    defaultText: String(DEFAULTS.idleTimeoutSeconds),
  },
];

const HTTP: Omit<OptionRow, "group">[] = [
  {
    key: "httpPort",
    flag: "--http-port <number>",
    kind: "number",
    description: "port of the page, 0 for a free one",
    defaultText: `${DEFAULTS.httpPort} or the next free one`,
  },
  {
    key: "httpHost",
    flag: "--http-host <address>",
    kind: "text",
    description: "address of the page; other than this machine's own only with a token",
    defaultText: DEFAULTS.httpHost,
  },
  {
    key: "httpToken",
    flag: "--http-token <token>",
    kind: "text",
    description: "secret that requests must carry; better in MINIPACS_HTTP_TOKEN, where no list shows it",
    isSecret: true,
  },
];

const LOG: Omit<OptionRow, "group">[] = [
  {
    key: "logFormat",
    flag: "--log-format <format>",
    kind: "text",
    description: "pretty or json",
    defaultText: "pretty",
  },
  {
    key: "logLevel",
    flag: "--log-level <level>",
    kind: "text",
    description: "info, or debug: why each worklist entry was answered or not",
    defaultText: "info",
  },
  {
    key: "record",
    flag: "--record <file>",
    kind: "text",
    description: "write what is sent and received to a text file, for minipacs replay",
  },
];

const TLS: Omit<OptionRow, "group">[] = [
  { key: "tls", flag: "--tls", kind: "switch", description: "DICOM over TLS" },
  {
    key: "tlsCa",
    flag: "--tls-ca <file>",
    kind: "text",
    description: "certificates (PEM) of the authorities by which clients are trusted",
  },
  { key: "tlsCert", flag: "--tls-cert <file>", kind: "text", description: "our certificate (PEM)" },
  {
    key: "tlsKey",
    flag: "--tls-key <file>",
    kind: "text",
    description: "its key (PEM); the passphrase of the key in MINIPACS_TLS_PASSPHRASE",
  },
  {
    key: "tlsProfile",
    flag: "--tls-profile <name>",
    kind: "text",
    description: "profile of PS3.15 Annex B; any other word lists them",
  },
  {
    key: "tlsClientCert",
    flag: "--tls-client-cert <need>",
    kind: "text",
    description: "certificates of clients: no, request, require",
    defaultText: "require with --tls-ca, else no",
  },
];

const BY_GROUP = {
  Server: SERVER,
  "Worklist and MPPS": WORKLIST,
  Storage: STORAGE,
  Associations: ASSOCIATIONS,
  "Page and API": HTTP,
  Log: LOG,
  TLS,
} as const;

export const OPTIONS: readonly OptionRow[] = OPTION_GROUPS.flatMap((group) =>
  BY_GROUP[group].map((row) => ({ ...row, group })),
);

/** `--no-step-status` is called `step-status`. */
export function nameOfFlag({ flag }: OptionRow): string {
  return (flag.split(" ")[0] as string).replace(/^--(?:no-)?/, "");
}

/** `MINIPACS_STEP_STATUS` */
export function variableOf(row: OptionRow): string {
  return `MINIPACS_${nameOfFlag(row).replaceAll("-", "_").toUpperCase()}`;
}

/** Whether the flag turns off what is on. */
export function isNegative({ flag }: OptionRow): boolean {
  return flag.startsWith("--no-");
}

export function isChangeable({ key }: OptionRow): boolean {
  return Object.hasOwn(CHANGEABLE, key);
}

/** Returns what is said of an option in help. */
export function helpOf({ description, defaultText }: OptionRow): string {
  return defaultText === undefined ? description : `${description} (default: ${defaultText})`;
}
