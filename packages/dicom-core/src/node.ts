/** The `node` entry, what only Node can do: files by path. */
/// <reference types="node" />
// biome-ignore lint/correctness/noNodejsModules: this entry is Node's
import { type FileHandle, open, readFile } from "node:fs/promises";
import { installMainEntry } from "./dictionary/install.ts";
import {
  type DicomFileSource,
  type OpenDicomFileOptions,
  openDicomFile as openSource,
} from "./file/open-file.ts";
import { type DicomFile, readDicomFile } from "./file/part10-reader.ts";

installMainEntry();

/** Read at once: one call of the system for most headers. */
const CHUNK_BYTES = 65_536;

/**
 * Returns a file by its path, or from what {@link openSource} takes. With `until` no more is read than is needed.
 *
 * @throws what readDicomFile throws, and the file system's own errors
 */
export async function openDicomFile(
  source: string | URL | DicomFileSource,
  options: OpenDicomFileOptions = {},
): Promise<DicomFile> {
  if (typeof source !== "string" && !(source instanceof URL)) return openSource(source, options);
  const { until, signal } = options ?? {};
  signal?.throwIfAborted();
  if (until === undefined) return readDicomFile(await readFile(source, signal && { signal }), options);
  const handle = await open(source);
  try {
    return await openSource(readHandle(handle), options);
  } finally {
    await handle.close();
  }
}

async function* readHandle(handle: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
