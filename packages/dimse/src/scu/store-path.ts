/** Part 10 files on disk as objects to send. PS3.10 7. */
import { closeSync, fstatSync, openSync, read, readSync, statSync } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { readDicomFile } from "@minipacs/dicom-core";
import { incompleteHead, readPart10Head } from "./part10-head.ts";
import { identify, part10Object, type StoreIdentity, type StoreObject } from "./store-object.ts";

/** Files up to this size are in memory before their turn comes; larger ones are read while they are sent. */
const WHOLE_BYTES = 1_048_576;
/** To read so much takes less time than to have another thread do it. */
const SYNC_BYTES = 65_536;
const PIECE_BYTES = 262_144;
const PROBE_BYTES = 4096;

const readAsync = promisify(read);

/**
 * Opens a file; to be closed whether it was sent or not.
 *
 * @throws DecodeError FILE_NOT_PART10, FILE_NO_SOP_INSTANCE, or the system's error
 */
export async function openPath(path: string): Promise<StoreObject> {
  return (await openWhole(path)) ?? openInPieces(path);
}

const probeBuffer = Buffer.alloc(PROBE_BYTES);

/** Returns what a file is, where its first bytes tell. @throws the system's error */
export function probePath(path: string): StoreIdentity | undefined {
  const file = openRegular(path);
  if (!file) return undefined;
  const { fd } = file;
  try {
    const prefix = probeBuffer.subarray(0, readSync(fd, probeBuffer));
    const head = readPart10Head(prefix);
    return head && identify(prefix, head);
  } finally {
    closeSync(fd);
  }
}

/** Opens what is a file and nothing else, without another thread: opening a pipe may wait for who writes it. */
function openRegular(path: string): { fd: number; size: number } | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const fd = openSync(path, "r");
  return { fd, size: fstatSync(fd).size };
}

/** Returns `undefined` for what is too large, or says no size. */
async function openWhole(path: string): Promise<StoreObject | undefined> {
  const file = openRegular(path);
  if (!file) return undefined;
  const { fd, size } = file;
  let buffer: Buffer;
  let bytes: Buffer;
  try {
    if (size === 0 || size > WHOLE_BYTES) return undefined;
    buffer = takeBuffer(size);
    let filled = 0;
    while (filled < size) {
      const length = size - filled;
      const count =
        length <= SYNC_BYTES
          ? readSync(fd, buffer, filled, length, null)
          : (await readAsync(fd, buffer, filled, length, null)).bytesRead;
      if (count === 0) break;
      filled += count;
    }
    bytes = buffer.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
  const head = readPart10Head(bytes);
  if (!head) throw incompleteHead(bytes);
  let isOpen = true;
  return part10Object(bytes, head, {
    data: (first) => first,
    file: async () => readDicomFile(await readFile(path)),
    close(hasLeft) {
      if (hasLeft && isOpen) giveBuffer(buffer);
      isOpen = false;
    },
  });
}

/** Memory that the system has given already: to be given new pages takes longer than to read a file into them. */
const spareBuffers: Buffer[] = [];
const MAX_SPARE_COUNT = 8;

function takeBuffer(size: number): Buffer {
  if (size <= SYNC_BYTES) return Buffer.allocUnsafeSlow(size);
  return spareBuffers.pop() ?? Buffer.allocUnsafeSlow(WHOLE_BYTES);
}

function giveBuffer(buffer: Buffer): void {
  if (buffer.length === WHOLE_BYTES && spareBuffers.length < MAX_SPARE_COUNT) spareBuffers.push(buffer);
}

async function openInPieces(path: string): Promise<StoreObject> {
  const file = await open(path, "r");
  try {
    const isFile = (await file.stat()).isFile();
    let prefix = await readPiece(file, Buffer.allocUnsafeSlow(PIECE_BYTES));
    let head = readPart10Head(prefix);
    while (!head) {
      const more = await readPiece(file, Buffer.allocUnsafeSlow(PIECE_BYTES));
      if (more.length === 0) throw incompleteHead(prefix);
      prefix = Buffer.concat([prefix, more]);
      head = readPart10Head(prefix);
    }
    return part10Object(prefix, head, {
      data: (first, unsentBytes) => readRest(file, isFile, first, unsentBytes),
      file: async () => readDicomFile(await readFile(path)),
      close: () => file.close(),
    });
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* readRest(
  file: FileHandle,
  isFile: boolean,
  first: Uint8Array,
  unsentBytes = () => Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, void, undefined> {
  const given: Buffer[] = [];
  const readNext = () => {
    const isFree = given.length > 0 && (given.length - 1) * PIECE_BYTES >= unsentBytes();
    const piece = readPiece(file, isFree ? given.shift()! : Buffer.allocUnsafeSlow(PIECE_BYTES));
    // Whoever stops reading does not ask what came of it.
    piece.catch(() => {});
    return piece;
  };
  // The next piece is read while one is sent, but not from a pipe: closing waits for a read, which may never end there.
  let next = isFile ? readNext() : undefined;
  yield first;
  for (;;) {
    const piece = await (next ?? readNext());
    if (piece.length === 0) return;
    next = isFile ? readNext() : undefined;
    given.push(piece);
    yield piece;
  }
}

/** Fills a buffer, unless the file ends. Only the last piece is smaller than its buffer. */
async function readPiece(file: FileHandle, buffer: Buffer): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
