/** Cuts messages into P-DATA-TF PDUs without copying their data. PS3.8 9.3.5, Annex E.2. */

import { encodePDataHeader, P_DATA_HEADER_BYTES } from "../pdu/encode-pdu.ts";
import { concatBytes } from "../pdu/item-bytes.ts";

/** What of the header counts against the peer's maximum length, which covers the variable field alone. PS3.8 D.1. */
const COUNTED_BYTES = 6;

/** Returns how many bytes of a message fit a PDU: even, because DICOM text and devices expect even fragments. */
export function maxFragmentBytes(peerMaxPduLengthBytes: number, ownMaxPduLengthBytes: number): number {
  const limit =
    peerMaxPduLengthBytes === 0
      ? ownMaxPduLengthBytes
      : Math.min(peerMaxPduLengthBytes, ownMaxPduLengthBytes);
  return Math.max(2, (limit - COUNTED_BYTES) & ~1);
}

/**
 * Writes one message to a list of chunks that are sent as they are: small headers of our own and views of what was
 * given. The given bytes must stay unchanged until the chunks have left.
 */
export class PdvWriter {
  readonly #contextId: number;
  readonly #maxFragmentBytes: number;
  #chunks: Uint8Array[] = [];
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  #readyBytes = 0;

  constructor(contextId: number, maxFragmentBytes: number) {
    this.#contextId = contextId;
    this.#maxFragmentBytes = maxFragmentBytes;
  }

  /** How many bytes `take` would return. */
  get readyBytes(): number {
    return this.#readyBytes;
  }

  /** How many bytes are here: those, and the beginning of a fragment. */
  get heldBytes(): number {
    return this.#readyBytes + this.#pieceBytes;
  }

  /** Adds the whole command. It is small: copied behind its header it leaves in one chunk, which most messages are. */
  command(bytes: Uint8Array): void {
    let at = 0;
    do {
      const fragment = bytes.subarray(at, at + this.#maxFragmentBytes);
      at += fragment.length;
      const header = encodePDataHeader(this.#contextId, true, at === bytes.length, fragment.length);
      this.#chunks.push(concatBytes([header, fragment]));
      this.#readyBytes += header.length + fragment.length;
    } while (at < bytes.length);
  }

  /** Adds a part of the data set; the last fragment is kept back until `finish`. */
  data(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#pieces.push(bytes);
    this.#pieceBytes += bytes.length;
    // A fragment is full only when more bytes follow it: until then it may be the last.
    while (this.#pieceBytes > this.#maxFragmentBytes) this.#emitFragment(this.#maxFragmentBytes, false);
  }

  /** Ends the data set, which may be empty. */
  finish(): void {
    this.#emitFragment(this.#pieceBytes, true);
  }

  /** Returns the chunks that can be sent. */
  take(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#readyBytes = 0;
    return chunks;
  }

  #emitFragment(length: number, isLast: boolean): void {
    this.#chunks.push(encodePDataHeader(this.#contextId, false, isLast, length));
    this.#readyBytes += P_DATA_HEADER_BYTES + length;
    let missing = length;
    while (missing > 0) {
      const piece = this.#pieces[0]!;
      if (piece.length <= missing) {
        this.#chunks.push(piece);
        this.#pieces.shift();
        missing -= piece.length;
      } else {
        this.#chunks.push(piece.subarray(0, missing));
        this.#pieces[0] = piece.subarray(missing);
        missing = 0;
      }
    }
    this.#pieceBytes -= length;
  }
}
