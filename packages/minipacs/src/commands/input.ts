/** Reads the file of an argument, or standard input. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { buffer } from "node:stream/consumers";
import { decodeText } from "../decode-text.ts";
import { describeReadFailure } from "../storage/disk-error.ts";
import { CliError } from "./cli-error.ts";

/** In the place of a file: standard input or output. */
export const STDIO = "-";

/** Returns the bytes of a file, those of standard input for `-`. */
export async function readInput(file: string): Promise<Buffer> {
  if (file === STDIO) return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${describeReadFailure(error)}.`);
  }
}

/** Returns the text of a file, or of standard input. */
export async function readText(file: string): Promise<string> {
  return decodeText(await readInput(file));
}

/** Returns the value of JSON that was read; says whose it was where it is none. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`${nameInput(file)} is no JSON.`);
  }
}

/** Returns how sentences begin that are about an input. */
export function nameInput(file: string): string {
  return file === STDIO ? "Standard input" : basename(file);
}
