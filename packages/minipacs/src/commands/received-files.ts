/** Writes objects that a command receives to a folder: one file each, `<SOPInstanceUID>.dcm`. PS3.10 7. */
import { access, constants, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDicomError } from "@minipacs/dicom-core";
import { DimseStatusError, STATUS, type StoreRequest } from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { describeDiskError } from "../storage/disk-error.ts";
import { fileNameOf } from "../storage/locate.ts";
import { makeFolder } from "../storage/make-folder.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { printJson } from "./json-line.ts";

export interface ReceivedFilesOptions {
  json: boolean;
  /** Writes a line where a progress bar may stand. */
  aside: (write: () => void) => void;
}

/** What came, and what could not be written. */
export class ReceivedFiles {
  readonly #folder: string;
  readonly #options: ReceivedFilesOptions;
  #part = 0;
  writtenCount = 0;
  failedCount = 0;
  bytes = 0;

  constructor(folder: string, options: ReceivedFilesOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Makes the folder, and sees that it can be written. */
  async open(): Promise<void> {
    try {
      await makeFolder(this.#folder);
      await access(this.#folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      const why = describeDiskError((error as NodeJS.ErrnoException).code ?? String(error));
      throw new CliError(`The folder "${this.#folder}" cannot be used: ${why}.`);
    }
  }

  /** Takes one object; a file is there whole or not at all. */
  async store(request: StoreRequest): Promise<void> {
    const path = join(this.#folder, `${fileNameOf(request.sopInstanceUid)}.dcm`);
    this.#part += 1;
    const temporary = `${path}.${process.pid}-${this.#part}.part`;
    try {
      const { bytes } = await request.save(temporary);
      await rename(temporary, path);
      this.writtenCount += 1;
      this.bytes += bytes;
      this.#tell(request, path, bytes);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      const code = (error as NodeJS.ErrnoException).code;
      // Not the disk: the association ended, or the peer broke the protocol.
      if (isDicomError(error) || request.signal.aborted || typeof code !== "string") throw error;
      this.failedCount += 1;
      const line = escapeControls(`${path}: not written: ${describeDiskError(code)}`);
      this.#options.aside(() => process.stderr.write(`${line}\n`));
      throw new DimseStatusError(STATUS.outOfResources, `cannot be written: ${code}`, { cause: error });
    }
  }

  /** Throws where a file could not be written. */
  assertWritten(): void {
    if (this.failedCount === 0) return;
    throw new CliError(`${this.failedCount} of what came could not be written.`, EXIT_FAILED);
  }

  #tell({ sopClassUid, sopInstanceUid, transferSyntaxUid }: StoreRequest, path: string, bytes: number): void {
    const { json, aside } = this.#options;
    aside(() => {
      if (json) {
        printJson({ event: "object", path, sopInstanceUid, sopClassUid, transferSyntaxUid, bytes });
      } else process.stdout.write(`${escapeControls(path)}: received\n`);
    });
  }
}
