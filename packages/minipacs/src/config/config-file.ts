/** `minipacs.config.json`: an object whose keys are those of the options. */
import { readFile } from "node:fs/promises";
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { decodeText } from "../decode-text.ts";
import { describeReadFailure } from "../storage/disk-error.ts";
import { findJsonError, positionOf } from "./json-position.ts";

/** In the current folder, where no other one is named. */
export const CONFIG_FILE = "minipacs.config.json";

/**
 * Returns what a file holds; `undefined` where it is empty, as a shell leaves it that writes to it, or where none was
 * named and there is none.
 *
 * @throws InvalidArgumentError CONFIG_FILE
 */
export async function readConfigFile(path: string | undefined): Promise<Record<string, unknown> | undefined> {
  const name = path ?? CONFIG_FILE;
  let text: string;
  try {
    text = decodeText(await readFile(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && path === undefined) return undefined;
    throw fileError(`${name} cannot be read: ${describeReadFailure(error)}.`);
  }
  return text === "" ? undefined : parseConfigFile(name, text);
}

function parseConfigFile(name: string, text: string): Record<string, unknown> {
  const offset = findJsonError(text);
  if (offset !== undefined) {
    const { line, column } = positionOf(text, offset);
    const [found] = text.slice(offset);
    const what = found === undefined ? "the end of the file" : JSON.stringify(found);
    throw fileError(`${name} is not JSON: ${what} is not expected in line ${line}, column ${column}.`);
  }
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw fileError(`${name} holds no JSON object, such as { "port": 11112 }.`);
}

function fileError(message: string): InvalidArgumentError {
  return new InvalidArgumentError("CONFIG_FILE", message);
}
