/** Reads what commands take: ports, counts, HOST:PORT. */
import type { Target } from "@minipacs/dimse";
import { CliError } from "./cli-error.ts";

/** AE titles of a command that connects to somebody. */
export interface AeTitleOptions {
  /** Called AE title. */
  aec?: string;
  /** Calling AE title. */
  aet?: string;
}

/** Returns the option that a property of a command's options is: `--study-uid` of `studyUid`. */
export function flagOf(property: string): string {
  return `--${property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Returns the number; a text that is none becomes NaN, which the check of its range explains. */
export function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
}

/** Returns how many are meant, at least 1. */
export function parseCount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CliError(`${option} takes a number from 1, not "${text}".`);
}

/** Reads `HOST:PORT`; an IPv6 address stands in brackets. */
export function parseTarget(text: string, options: AeTitleOptions): Target {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port >= 1 && port <= 65_535)) {
    throw new CliError(`"${text}" is not HOST:PORT, such as localhost:11112 or [::1]:11112.`);
  }
  return { host, port, calledAeTitle: options.aec, callingAeTitle: options.aet };
}
