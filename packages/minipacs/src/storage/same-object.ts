/** Tells whether two Part 10 files hold the same object: transfer syntax and data set, whoever sent them. PS3.10 7.1 */
import { type FileHandle, open } from "node:fs/promises";
import { isDicomError, readDicomFile } from "@minipacs/dicom-core";

/** Preamble, prefix and the element (0002,0000), whose value is the length of what follows of its group. */
const PREFIX_BYTES = 132;
const META_START = PREFIX_BYTES + 12;
/** File meta information that is longer is none of ours. */
const MAX_META_BYTES = 1_048_576;
const CHUNK_BYTES = 262_144;

/** Resolves with whether the files at these paths hold the same object; false where one of them cannot be understood. */
export async function isSameObject(firstPath: string, secondPath: string): Promise<boolean> {
  const first = await open(firstPath);
  try {
    const second = await open(secondPath);
    try {
      return await areSame(first, second);
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}

async function areSame(first: FileHandle, second: FileHandle): Promise<boolean> {
  const [one, other] = [await readFraming(first), await readFraming(second)];
  if (!one || !other) return false;
  if (one.transferSyntaxUid !== other.transferSyntaxUid || one.length !== other.length) return false;
  for (let offset = 0; offset < one.length; offset += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, one.length - offset);
    const [a, b] = [
      await readAt(first, one.start + offset, length),
      await readAt(second, other.start + offset, length),
    ];
    if (a.length !== length || !a.equals(b)) return false;
  }
  return true;
}

/** Returns where the data set lies and how it is encoded. */
async function readFraming(file: FileHandle) {
  const prefix = await readAt(file, 0, META_START);
  if (prefix.length < META_START || prefix.readUInt32LE(PREFIX_BYTES) !== 0x00000002) return undefined;
  const start = META_START + prefix.readUInt32LE(META_START - 4);
  const { size } = await file.stat();
  if (start > Math.min(size, MAX_META_BYTES)) return undefined;
  try {
    const { transferSyntaxUid } = readDicomFile(await readAt(file, 0, start));
    return { start, length: size - start, transferSyntaxUid };
  } catch (error) {
    if (!isDicomError(error)) throw error;
    return undefined;
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
