/** The TLS options of commands: files become what connect and serve take. PS3.15 Annex B. */
import { readFile } from "node:fs/promises";
import {
  type Target,
  TLS_PROFILES,
  type TlsClientOptions,
  type TlsIdentity,
  type TlsProfileName,
  type TlsServerOptions,
} from "@minipacs/dimse";
import { describeDiskError } from "../storage/disk-error.ts";
import { type AeTitleOptions, parseTarget } from "./arguments.ts";
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

const CLIENT_CERT = ["no", "request", "require"] as const;

const PROFILE_NAMES = Object.keys(TLS_PROFILES);

/** Reads `HOST:PORT` and the files of TLS. */
export async function readTarget(address: string, options: NodeOptions): Promise<Target> {
  return { ...parseTarget(address, options), tls: await readClientTls(options) };
}

async function readClientTls(options: TlsNodeOptions): Promise<TlsClientOptions | undefined> {
  if (!isOn(options)) return undefined;
  const shared = await readShared(options);
  return { ...shared, rejectUnauthorized: !options.tlsNoVerify };
}

/** Reads the files of a server's TLS. */
export async function readServerTls(options: TlsServeOptions): Promise<TlsServerOptions | undefined> {
  if (!isOn(options)) return undefined;
  const requireClientCertificate = CLIENT_CERT.find((name) => name === options.tlsClientCert);
  if (options.tlsClientCert !== undefined && !requireClientCertificate) {
    throw new CliError(`--tls-client-cert takes ${CLIENT_CERT.join(", ")}, not "${options.tlsClientCert}".`);
  }
  const { cert, key, ...shared } = await readShared(options);
  if (cert === undefined || key === undefined) {
    throw new CliError("A server with --tls needs --tls-cert and --tls-key.");
  }
  if (shared.ca === undefined && requireClientCertificate && requireClientCertificate !== "no") {
    throw new CliError(`--tls-client-cert ${requireClientCertificate} needs --tls-ca.`);
  }
  return { ...shared, cert, key, requireClientCertificate };
}

function isOn(options: TlsFileOptions & TlsNodeOptions & TlsServeOptions): boolean {
  if (options.tls) return true;
  const { tlsCa, tlsCert, tlsKey, tlsProfile, tlsNoVerify, tlsClientCert } = options;
  if ([tlsCa, tlsCert, tlsKey, tlsProfile, tlsNoVerify, tlsClientCert].some((given) => given !== undefined)) {
    throw new CliError("The options of TLS mean nothing without --tls.");
  }
  return false;
}

async function readShared(options: TlsFileOptions): Promise<TlsIdentity & { profile?: TlsProfileName }> {
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) {
    throw new CliError("--tls-cert and --tls-key are given together.");
  }
  return {
    ca: await readPem("--tls-ca", options.tlsCa),
    cert: await readPem("--tls-cert", options.tlsCert),
    key: await readPem("--tls-key", options.tlsKey),
    passphrase: process.env[PASSPHRASE_VARIABLE],
    ...(options.tlsProfile !== undefined && { profile: checkProfile(options.tlsProfile) }),
  };
}

function checkProfile(name: string): TlsProfileName {
  if (PROFILE_NAMES.includes(name)) return name as TlsProfileName;
  throw new CliError(`"${name}" is no TLS profile: ${PROFILE_NAMES.join(", ")} are.`);
}

async function readPem(option: string, path: string | undefined): Promise<Uint8Array | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const why = code === "ENOENT" ? "there is no such file" : describeDiskError(code);
    throw new CliError(`${option}: "${path}" cannot be read: ${why}.`);
  }
}
