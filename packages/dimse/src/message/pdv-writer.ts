/** Cuts messages into P-DATA-TF PDUs without copying them. PS3.8 9.3.5, Annex E.2. */

/** PDU header (6), PDV length (4), context ID and message control header (2). */
const HEADER_BYTES = 12;
/** What of those counts against the peer's maximum length, which covers the variable field alone. PS3.8 D.1. */
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

  /** Adds the whole command. */
  command(bytes: Uint8Array): void {
    this.#add(bytes);
    this.#emit(true, true);
  }

  /** Adds a part of the data set; the last fragment is kept back until `finish`. */
  data(bytes: Uint8Array): void {
    this.#add(bytes);
    this.#emitFull(false);
  }

  /** Ends the data set, which may be empty. */
  finish(): void {
    this.#emit(false, true);
  }

  /** Returns the chunks that can be sent. */
  take(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#readyBytes = 0;
    return chunks;
  }

  #add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#pieceBytes += bytes.length;
  }

  /** A fragment is full only when more bytes follow it: until then it may be the last. */
  #emitFull(isCommand: boolean): void {
    while (this.#pieceBytes > this.#maxFragmentBytes) {
      this.#emitFragment(this.#maxFragmentBytes, isCommand, false);
    }
  }

  #emit(isCommand: boolean, isLast: boolean): void {
    this.#emitFull(isCommand);
    this.#emitFragment(this.#pieceBytes, isCommand, isLast);
  }

  #emitFragment(length: number, isCommand: boolean, isLast: boolean): void {
    this.#chunks.push(encodeHeader(this.#contextId, length, isCommand, isLast));
    this.#readyBytes += HEADER_BYTES + length;
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

/** The twelve bytes before a fragment that has a PDU to itself. PS3.8 Tables 9-22 and 9-23, E.2. */
function encodeHeader(contextId: number, length: number, isCommand: boolean, isLast: boolean): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header[0] = 0x04; // 0 PDU type, 1 reserved
  view.setUint32(2, length + COUNTED_BYTES); // 2-5 PDU length
  view.setUint32(6, length + 2); // 6-9 PDV item length
  header[10] = contextId; // 10 presentation context ID
  header[11] = (isCommand ? 1 : 0) | (isLast ? 2 : 0); // 11 message control header
  return header;
}
