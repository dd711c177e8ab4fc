/** What each option of a server is checked with, and what can be changed while it runs. */
import { DUPLICATE_POLICIES } from "../storage/object-store.ts";
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
} from "./checks.ts";
import type { PacsSettings } from "./settings.ts";

const same = (value: boolean) => value;

/** By name in `PacsOptions`: returns the value as it is used. @throws InvalidArgumentError CONFIG_… */
export const OPTION_CHECKS = {
  aeTitle: checkAeTitle,
  port: (port: number) => checkPort("DICOM port", port),
  host: (host: string) => checkHost("host", host),
  httpPort: (port: number) => checkPort("HTTP port", port),
  httpHost: (host: string) => checkHost("HTTP host", host),
  httpToken: checkHttpToken,
  dataDir: checkDataDir,
  ephemeral: same,
  onDuplicate: (policy: string) =>
    checkWord("CONFIG_DUPLICATE", "What is done with duplicates", DUPLICATE_POLICIES, policy),
  fsync: same,
  charset: checkCharset,
  charsetFor: checkCharsetFor,
  unencodable: (policy: string) =>
    checkWord(
      "CONFIG_UNENCODABLE",
      "What is done with text that cannot be encoded",
      ["widen", "replace"] as const,
      policy,
    ),
  requireCalledAe: same,
  allowAe: (titles: readonly string[]) => titles.map(checkAeTitle),
  stationFilter: same,
  worklistDir: checkWorklistDir,
  mpps: (mode: string) =>
    checkWord("CONFIG_MPPS", "How MPPS is taken", ["strict", "tolerant"] as const, mode),
  updatesStepStatus: same,
  mppsHistory: (count: number) => checkCount("The number of MPPS messages of a step", 2, 1_000_000, count),
  acceptSyntax: checkTransferSyntaxes,
  // DCMTK sends nothing to who takes less.
  maxPdu: (bytes: number) =>
    bytes === 0 ? 0 : checkCount("The largest PDU in bytes (0: any)", 16, 2 ** 32 - 1, bytes),
  acceptAnySopClass: same,
  maxAssociations: (count: number) => checkCount("The number of associations", 1, 10_000, count),
  idleTimeoutSeconds: (seconds: number) => checkCount("The idle timeout in seconds", 0, 86_400, seconds),
  samples: same,
  isHeadless: same,
  drainMs: checkDrain,
};

/** Options that can be changed while a server runs, with the setting that each of them makes. */
export const CHANGEABLE = {
  aeTitle: "aeTitle",
  port: "port",
  host: "host",
  dataDir: "dataDir",
  onDuplicate: "onDuplicate",
  fsync: "syncsToDisk",
  charset: "charset",
  charsetFor: "charsetFor",
  unencodable: "unencodable",
  requireCalledAe: "requiresCalledAe",
  allowAe: "allowedAeTitles",
  stationFilter: "filtersByStation",
  mpps: "mppsMode",
  updatesStepStatus: "updatesStepStatus",
  acceptSyntax: "acceptedTransferSyntaxes",
  maxPdu: "maxPduLength",
  acceptAnySopClass: "acceptsAnySopClass",
  maxAssociations: "maxAssociations",
  idleTimeoutSeconds: "idleTimeoutSeconds",
} as const satisfies Partial<Record<keyof typeof OPTION_CHECKS, keyof PacsSettings>>;

/** An option that can be changed while the server runs. */
export type ChangeableOption = keyof typeof CHANGEABLE;
