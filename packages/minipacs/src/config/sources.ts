/** Where options come from: flags, before the environment, before the file, before the defaults. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { blame } from "./blame.ts";
import { checkClientCertNeed, checkTlsProfile, checkWord } from "./checks.ts";
import { resolveConfig } from "./config.ts";
import { CONFIG_FILE, readConfigFile } from "./config-file.ts";
import { nearestTo } from "./nearest.ts";
import { OPTION_CHECKS } from "./option-checks.ts";
import {
  nameOfFlag,
  OPTIONS,
  type OptionKey,
  type OptionRow,
  type ServerOptions,
  variableOf,
} from "./options.ts";
import { unknownVariables } from "./unknown-variables.ts";

/** As the command line gives it: `true` and `false` for switches, texts for the others. */
export type FlagValue = string | readonly string[] | boolean;

export interface OptionSources {
  flags: Readonly<Partial<Record<OptionKey, FlagValue>>>;
  env: Readonly<Record<string, string | undefined>>;
  /** Default: `minipacs.config.json`, if there is one. */
  configFile?: string | undefined;
}

/** The options that were given, checked. */
export interface GivenOptions {
  options: ServerOptions;
  /** `--port`, `MINIPACS_PORT`, `minipacs.config.json: port`; defaults have none. */
  origins: Partial<Record<OptionKey, string>>;
  /** A sentence for each variable that is no option. */
  warnings: string[];
}

interface Found {
  value: unknown;
  origin: string;
}

/** Separates what a list or map holds in an environment variable. */
const SEPARATOR = ";";

/**
 * Returns the options that are given anywhere.
 *
 * @throws InvalidArgumentError CONFIG_…, one sentence that names where the value comes from
 */
export async function loadOptions(sources: OptionSources): Promise<GivenOptions> {
  const { flags, env } = sources;
  const path = sources.configFile ?? env.MINIPACS_CONFIG;
  const file = await readConfigFile(path);
  const fileName = path ?? CONFIG_FILE;
  for (const key of Object.keys(file ?? {})) assertKnown(key, fileName);
  const options: Partial<Record<OptionKey, unknown>> = {};
  const origins: GivenOptions["origins"] = {};
  for (const row of OPTIONS) {
    const found =
      fromFlag(row, flags[row.key]) ?? fromVariable(row, env) ?? fromFile(row, file?.[row.key], fileName);
    if (!found) continue;
    blame(found.origin, () => checkValue(row.key, found.value));
    options[row.key] = found.value;
    origins[row.key] = found.origin;
  }
  const given = { options: options as ServerOptions, origins, warnings: unknownVariables(env) };
  const { tls: _, ...rest } = given.options;
  // What does not go together; each value by itself is right.
  blame(origins.httpHost ?? "httpHost", () => resolveConfig(rest));
  return given;
}

function fromFlag(row: OptionRow, value: FlagValue | undefined): Found | undefined {
  if (value === undefined) return undefined;
  const origin = row.flag.split(" ")[0] as string;
  return { origin, value: typeof value === "boolean" ? value : blame(origin, () => parseText(row, value)) };
}

function fromVariable(row: OptionRow, env: OptionSources["env"]): Found | undefined {
  const origin = variableOf(row);
  const text = env[origin];
  if (text === undefined) return undefined;
  const isMany = row.kind === "list" || row.kind === "map";
  const texts = isMany ? text.split(SEPARATOR).filter((part) => part.trim() !== "") : text;
  return { origin, value: blame(origin, () => parseText(row, texts)) };
}

function fromFile(row: OptionRow, value: unknown, fileName: string): Found | undefined {
  if (value === undefined) return undefined;
  const origin = `${fileName}: ${row.key}`;
  if (!isOfKind(row, value)) throw wrongKind(row, origin);
  return { origin, value };
}

function parseText(row: OptionRow, given: string | readonly string[]): unknown {
  const text = String(given);
  switch (row.kind) {
    case "text":
      return text;
    case "number":
      if (row.key === "httpPort" && text === "false") return false;
      // What is no number is told by the check of its range.
      return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN;
    case "switch":
      return parseSwitch(text);
    case "list":
      return typeof given === "string" ? [given] : given.map((part) => part.trim());
    case "map":
      return Object.fromEntries((typeof given === "string" ? [given] : given).map(parsePair));
  }
}

function parseSwitch(text: string): boolean {
  if (/^(?:1|true|yes|on)$/i.test(text)) return true;
  if (/^(?:0|false|no|off)$/i.test(text)) return false;
  throw new InvalidArgumentError("CONFIG_VALUE", `"${text}" is neither true nor false.`);
}

function parsePair(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1)];
  throw new InvalidArgumentError("CONFIG_VALUE", `"${text}" is not AE=TERMS, such as CT1="ISO_IR 100".`);
}

const KINDS: Record<OptionRow["kind"], { name: string; is(value: unknown): boolean }> = {
  text: { name: "a text", is: (value) => typeof value === "string" },
  number: { name: "a number", is: (value) => typeof value === "number" },
  switch: { name: "true or false", is: (value) => typeof value === "boolean" },
  list: { name: "a list of texts", is: (value) => Array.isArray(value) && value.every(isText) },
  map: {
    name: 'an object of texts, such as { "CT1": "ISO_IR 100" }',
    is: (value) =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every(isText),
  },
};

const isText = (value: unknown) => typeof value === "string";

function isOfKind({ kind, key }: OptionRow, value: unknown): boolean {
  return KINDS[kind].is(value) || (key === "httpPort" && value === false);
}

function wrongKind({ kind }: OptionRow, origin: string): InvalidArgumentError {
  return new InvalidArgumentError("CONFIG_VALUE", `${origin}: ${KINDS[kind].name} is expected.`);
}

/** What the command takes beyond `createPacs`. */
const OTHER_CHECKS: Partial<Record<OptionKey, (word: string) => unknown>> = {
  logFormat: (word) => checkWord("CONFIG_LOG", "The log format", ["pretty", "json"], word),
  logLevel: (word) => checkWord("CONFIG_LOG", "The log level", ["info", "debug"], word),
  tlsProfile: checkTlsProfile,
  tlsClientCert: checkClientCertNeed,
};

function checkValue(key: OptionKey, value: unknown): void {
  OTHER_CHECKS[key]?.(value as string);
  if (value === false || !Object.hasOwn(OPTION_CHECKS, key)) return;
  const check = OPTION_CHECKS[key as keyof typeof OPTION_CHECKS] as (given: unknown) => unknown;
  check(value);
}

function assertKnown(key: string, fileName: string): void {
  if (OPTIONS.some((row) => row.key === key)) return;
  // Many write the name of the flag.
  const byFlag = OPTIONS.find(
    (row) => nameOfFlag(row).replaceAll("-", "") === key.replaceAll(/[-_]/g, "").toLowerCase(),
  );
  const nearest =
    byFlag?.key ??
    nearestTo(
      key,
      OPTIONS.map((row) => row.key),
    );
  throw new InvalidArgumentError(
    "CONFIG_UNKNOWN_KEY",
    `${fileName}: "${key}" is no option; "${nearest}" is.`,
  );
}
