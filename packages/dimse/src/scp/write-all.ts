/** Writes many pieces to a file in few calls. */
import type { FileHandle } from "node:fs/promises";

/** Writes all pieces at the file's position and returns how many bytes that were. */
export async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<number> {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  if (length === 0) return 0;
  let rest = pieces;
  let missing = length;
  for (;;) {
    const { bytesWritten } = await file.writev(rest as Uint8Array[]);
    missing -= bytesWritten;
    if (missing === 0) return length;
    rest = skip(rest, bytesWritten);
  }
}

/** A full disk writes a part, and the next call says why. */
function skip(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let left = bytes;
  for (const piece of pieces) {
    if (left >= piece.length) left -= piece.length;
    else {
      rest.push(left > 0 ? piece.subarray(left) : piece);
      left = 0;
    }
  }
  return rest;
}
