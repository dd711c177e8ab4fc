/**
 * Films and documents within objects, handed to the program that this machine opens them with. No shell: the program
 * is started with one argument, a path that is made of a hash and an ending from a list.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DicomFile, encapsulatedDocument, isDicomError, videoStream } from "@minipacs/dicom-core";
import { HttpProblem } from "./problem.ts";

export interface ExternalFile {
  bytes: Uint8Array;
  /** With its dot. */
  extension: string;
  mimeType: string;
}

/** The program of each platform that opens a file as a double click would. */
const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: "open", win32: "explorer.exe" };
const DEFAULT_OPENER = "xdg-open";

/** Returns the film or document of an object. @throws HttpProblem 422 where it has neither */
export function externalFileOf(file: DicomFile): ExternalFile {
  const { bytes, extension, mimeType } = encapsulatedDocument(file);
  if (bytes.length > 0) return { bytes, extension, mimeType };
  try {
    const stream = videoStream(file);
    return {
      bytes: stream.bytes,
      extension: stream.extension,
      mimeType: stream.mimeType ?? "application/octet-stream",
    };
  } catch (error) {
    if (!isDicomError(error)) throw error;
    const words = "This object holds no film and no document: the page's viewer shows it.";
    throw new HttpProblem(422, "HTTP_OPEN_NOTHING", words);
  }
}

/** Files that were handed over, in a folder of its own that only this user can read, until the process ends. */
export class HandedFiles {
  #folder: string | undefined;

  /** Writes a file and starts the program for it. @throws HttpProblem 422 where there is no such program */
  async open(uid: string, { bytes, extension }: ExternalFile): Promise<string> {
    if (this.#folder === undefined) {
      const folder = mkdtempSync(join(tmpdir(), "minipacs-open-"));
      this.#folder = folder;
      process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    }
    const name = `${createHash("sha256").update(uid).digest("hex").slice(0, 24)}${extension}`;
    const path = join(this.#folder, name);
    writeFileSync(path, bytes, { mode: 0o600 });
    const opener = OPENERS[process.platform] ?? DEFAULT_OPENER;
    const child = spawn(opener, [path], { detached: true, stdio: "ignore", shell: false });
    try {
      await once(child, "spawn");
    } catch {
      const words = `There is no program ${opener} on this machine that opens files: save the file instead.`;
      throw new HttpProblem(422, "HTTP_OPEN_PROGRAM", words);
    }
    child.unref();
    return name;
  }
}
