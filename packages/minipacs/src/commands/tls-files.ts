/** The TLS options of commands: files become what connect and serve take. PS3.15 Annex B. */
import { readFile } from "node:fs/promises";
import type {
  Target,
  TlsClientOptions,
  TlsIdentity,
  TlsProfileName,
  TlsServerOptions,
} from "@minipacs/dimse";
import { blame } from "../config/blame.ts";
import { checkClientCertNeed, checkTlsProfile } from "../config/checks.ts";
import { describeReadFailure } from "../storage/disk-error.ts";
import { type AeTitleOptions, flagOf, parseTarget } from "./arguments.ts";
import { CliError } from "./cli-error.ts";

interface TlsFileOptions {
  tls?: boolean;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  tlsProfile?: string;
}

export interface TlsNodeOptions extends TlsFileOptions {
  tlsNoVerify?: boolean;
}

export interface TlsServeOptions extends TlsFileOptions {
  tlsClientCert?: string;
}

/** AE titles and TLS of a command that connects to somebody. */
export interface NodeOptions extends AeTitleOptions, TlsNodeOptions {}

/** Opens the key; an option would show it to everybody who lists processes. */
const PASSPHRASE_VARIABLE = "MINIPACS_TLS_PASSPHRASE";

/** Where values come from that no flag gave, `minipacs.config.json: tlsCa`. */
type Origins = Partial<Record<keyof TlsServeOptions, string>>;

/** Reads `HOST:PORT` and the files of TLS. */
export async function readTarget(address: string, options: NodeOptions): Promise<Target> {
  return { ...parseTarget(address, options), tls: await readClientTls(options) };
}

async function readClientTls(options: TlsNodeOptions): Promise<TlsClientOptions | undefined> {
  if (!isOn(options)) return undefined;
  const shared = await readShared(options);
  return { ...shared, rejectUnauthorized: !options.tlsNoVerify };
}

/** Reads the files of a server's TLS. Errors name where a value comes from. */
export async function readServerTls(
  options: TlsServeOptions,
  origins: Origins = {},
): Promise<TlsServerOptions | undefined> {
  if (!isOn(options, origins)) return undefined;
  const { tlsClientCert: need } = options;
  const needName = nameOf("tlsClientCert", origins);
  const requireClientCertificate =
    need === undefined ? undefined : blame(needName, () => checkClientCertNeed(need));
  const { cert, key, ...shared } = await readShared(options, origins);
  if (cert === undefined || key === undefined) {
    throw new CliError("A server with --tls needs --tls-cert and --tls-key.");
  }
  if (shared.ca === undefined && requireClientCertificate && requireClientCertificate !== "no") {
    throw new CliError(`${needName} ${requireClientCertificate} needs --tls-ca.`);
  }
  return { ...shared, cert, key, requireClientCertificate };
}

function isOn(options: TlsFileOptions & TlsNodeOptions & TlsServeOptions, origins: Origins = {}): boolean {
  if (options.tls) return true;
  const { tlsCa, tlsCert, tlsKey, tlsProfile, tlsNoVerify, tlsClientCert } = options;
  const given = Object.entries({ tlsCa, tlsCert, tlsKey, tlsProfile, tlsNoVerify, tlsClientCert }).find(
    ([, value]) => value !== undefined,
  );
  if (!given) return false;
  const name = nameOf(given[0], origins);
  throw new CliError(`${name}: the options of TLS mean nothing without --tls.`);
}

async function readShared(
  options: TlsFileOptions,
  origins: Origins = {},
): Promise<TlsIdentity & { profile?: TlsProfileName }> {
  const { tlsCert, tlsKey, tlsProfile } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [is, missing] = tlsCert === undefined ? ["tlsKey", "--tls-cert"] : ["tlsCert", "--tls-key"];
    throw new CliError(
      `${nameOf(is, origins)}: --tls-cert and --tls-key are given together; ${missing} is missing.`,
    );
  }
  const readPem = (key: "tlsCa" | "tlsCert" | "tlsKey") => readFileOf(nameOf(key, origins), options[key]);
  return {
    ca: await readPem("tlsCa"),
    cert: await readPem("tlsCert"),
    key: await readPem("tlsKey"),
    passphrase: process.env[PASSPHRASE_VARIABLE],
    ...(tlsProfile !== undefined && {
      profile: blame(nameOf("tlsProfile", origins), () => checkTlsProfile(tlsProfile)),
    }),
  };
}

/** Returns where a value comes from: the flag, `--tls-ca` of `tlsCa`, where nothing else is known. */
function nameOf(key: string, origins: Origins): string {
  return origins[key as keyof Origins] ?? flagOf(key);
}

async function readFileOf(origin: string, path: string | undefined): Promise<Uint8Array | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new CliError(`${origin}: "${path}" cannot be read: ${describeReadFailure(error)}.`);
  }
}
