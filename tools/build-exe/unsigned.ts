/**
 * Takes the signature of Node off what is to be changed: it would no longer fit, and what signs anew may refuse a file whose
 * signature is in its midst. On Windows that is the certificate table of the PE format, at the end of the file.
 */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Offset of the data directories in the optional header of PE32+; each has an offset and a size, that of certificates one in the file. */
const DIRECTORY = 112;
const CERTIFICATES = DIRECTORY + 4 * 8;

/** Returns where the certificate table of a 64-bit PE file is, and the place that says so. */
export function certificateTable(file: Buffer): { entry: number; offset: number; size: number } {
  const optionalHeader = file.readUInt32LE(0x3c) + 24;
  if (file.readUInt16LE(optionalHeader) !== 0x20b) throw new Error("no 64-bit program for Windows");
  const entry = optionalHeader + CERTIFICATES;
  return { entry, offset: file.readUInt32LE(entry), size: file.readUInt32LE(entry + 4) };
}

/** Changes a program in place. */
export async function removeSignature(path: string, platform: string): Promise<void> {
  if (platform.startsWith("darwin")) await run("codesign", ["--remove-signature", path]);
  if (!platform.startsWith("win32")) return;
  const file = await readFile(path);
  const { entry, offset, size } = certificateTable(file);
  if (size === 0) return;
  if (offset + size !== file.length) throw new Error(`${path}: the signature is not at the end`);
  await writeFile(path, file.fill(0, entry, entry + 8).subarray(0, offset));
}
