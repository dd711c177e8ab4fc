/** Cuts a byte stream into whole PDUs, with every cap checked before a byte is kept. PS3.8 9.3.1. */
import { PduError } from "../errors.ts";
import { unknownPduType } from "./decode-pdu.ts";
import { LEADING_BYTES } from "./foreign-protocol.ts";
import { concatBytes } from "./item-bytes.ts";
import { INVALID_PARAMETER_VALUE } from "./item-reader.ts";
import { PDU_TYPES, type PduType } from "./types.ts";

const HEADER_BYTES = 6;
/** Rests below this are copied together, so that a peer sending single bytes costs no object a byte. */
const SMALL_CHUNK_BYTES = 2048;
const PAGE_BYTES = 8192;

export interface FramerLimits {
  /** The maximum length that we announced, for P-DATA-TF; 0 = none announced, 16 MiB taken. Default 131,072. */
  maxPduLengthBytes: number;
  /** Added to it: some peers count the maximum length without the headers of the PDVs. Default 256. */
  pduLengthSlackBytes: number;
  /** A-ASSOCIATE-RQ and -AC. Default 1 MiB. */
  maxAssociatePduLengthBytes: number;
}

const DEFAULT_FRAMER_LIMITS: Readonly<FramerLimits> = {
  maxPduLengthBytes: 131_072,
  pduLengthSlackBytes: 256,
  maxAssociatePduLengthBytes: 1_048_576,
};

/** What is taken in one P-DATA-TF where no maximum length was announced. */
const UNANNOUNCED_MAX_BYTES = 16_777_216;

/** A whole PDU, not decoded. */
export class FramedPdu {
  /** The whole PDU with its six-byte header, as views of the chunks that it came in; the first holds at least a byte. */
  readonly parts: readonly Uint8Array[];
  #body: Uint8Array | undefined;

  constructor(parts: readonly Uint8Array[]) {
    this.parts = parts;
  }

  get pduTypeByte(): number {
    return this.parts[0]![0]!;
  }

  /** The whole PDU in one piece: a copy where it came in several chunks. */
  get body(): Uint8Array {
    this.#body ??= this.parts.length === 1 ? this.parts[0]! : concatBytes(this.parts);
    return this.#body;
  }
}

/** Takes bytes in any chunking and gives whole PDUs. Chunks are kept by reference, so they must not change later. */
export class PduFramer {
  readonly #limits: FramerLimits;
  #chunks: Uint8Array[] = [];
  #availableBytes = 0;
  /** Of the PDU that has begun; 0 until its header was read. */
  #totalBytes = 0;
  #page = new Uint8Array(0);
  #pageUsed = 0;

  constructor(options: { limits?: Partial<FramerLimits> } = {}) {
    this.#limits = { ...DEFAULT_FRAMER_LIMITS, ...options.limits };
  }

  /** Whether a PDU has begun and is not whole. */
  get isMidPdu(): boolean {
    return this.#availableBytes > 0;
  }

  /**
   * Adds bytes and returns the PDUs that are whole now, one by one: those before a bad byte come before the error.
   * What is not iterated comes with the next call. After an error the stream cannot be read on.
   *
   * @throws PduError PDU_TYPE_UNKNOWN (abort reason 1) at the first byte of a PDU, PDU_TOO_LONG or
   * PDU_LENGTH_INVALID (6) at its sixth; thrown by the iteration.
   */
  push(chunk: Uint8Array): IterableIterator<FramedPdu> {
    if (chunk.length > 0) {
      this.#chunks.push(chunk);
      this.#availableBytes += chunk.length;
    }
    return this.#takePdus();
  }

  *#takePdus(): Generator<FramedPdu, undefined> {
    while (this.#availableBytes > 0) {
      const type = (PDU_TYPES as Record<number, PduType>)[this.#peek(0)];
      if (type === undefined) throw unknownPduType(this.#leading());
      if (this.#totalBytes === 0) {
        if (this.#availableBytes < HEADER_BYTES) break;
        const length = this.#peekLength();
        this.#checkLength(type, length);
        this.#totalBytes = HEADER_BYTES + length;
      }
      if (this.#availableBytes < this.#totalBytes) break;
      const parts = this.#take(this.#totalBytes);
      this.#totalBytes = 0;
      yield new FramedPdu(parts);
    }
    this.#keepSmallRest();
  }

  #checkLength(type: PduType, length: number): void {
    const { maxPduLengthBytes, pduLengthSlackBytes, maxAssociatePduLengthBytes } = this.#limits;
    if (type === "P-DATA-TF") {
      const announced = maxPduLengthBytes === 0 ? UNANNOUNCED_MAX_BYTES : maxPduLengthBytes;
      if (length > announced + pduLengthSlackBytes) throw tooLong(type, length, announced);
    } else if (type === "A-ASSOCIATE-RQ" || type === "A-ASSOCIATE-AC") {
      if (length > maxAssociatePduLengthBytes) throw tooLong(type, length, maxAssociatePduLengthBytes);
    } else if (length !== 4) {
      throw new PduError("PDU_LENGTH_INVALID", `${type}: length ${length} instead of 4`, {
        abortReason: INVALID_PARAMETER_VALUE,
        offsetBytes: 2,
      });
    }
  }

  /** The header may lie in several chunks. */
  #peek(offset: number): number {
    let at = offset;
    for (const chunk of this.#chunks) {
      if (at < chunk.length) return chunk[at]!;
      at -= chunk.length;
    }
    return 0;
  }

  #leading(): Uint8Array {
    const length = Math.min(LEADING_BYTES, this.#availableBytes);
    return Uint8Array.from({ length }, (_, offset) => this.#peek(offset));
  }

  #peekLength(): number {
    return ((this.#peek(2) << 24) | (this.#peek(3) << 16) | (this.#peek(4) << 8) | this.#peek(5)) >>> 0;
  }

  #take(length: number): Uint8Array[] {
    this.#availableBytes -= length;
    let used = 0;
    let missing = length;
    while (missing > 0 && this.#chunks[used]!.length <= missing) {
      missing -= this.#chunks[used]!.length;
      used += 1;
    }
    const parts = this.#chunks.splice(0, used);
    const first = this.#chunks[0];
    if (missing > 0 && first) {
      parts.push(first.subarray(0, missing));
      this.#chunks[0] = first.subarray(missing);
    }
    return parts;
  }

  /** A page is written once, from its start to its end: what views of it were given out never changes. */
  #keepSmallRest(): void {
    const rest = this.#chunks.at(-1);
    if (rest === undefined || rest.length >= SMALL_CHUNK_BYTES) return;
    if (rest.buffer === this.#page.buffer) return;
    if (this.#pageUsed + rest.length > this.#page.length) {
      this.#page = new Uint8Array(PAGE_BYTES);
      this.#pageUsed = 0;
    }
    const start = this.#pageUsed;
    this.#page.set(rest, start);
    this.#pageUsed += rest.length;
    const before = this.#chunks.at(-2);
    const touches = before?.buffer === this.#page.buffer && before.byteOffset + before.length === start;
    if (touches) this.#chunks.pop();
    const from = touches ? before.byteOffset : start;
    this.#chunks[this.#chunks.length - 1] = this.#page.subarray(from, this.#pageUsed);
  }
}

function tooLong(type: PduType, length: number, allowed: number): PduError {
  return new PduError("PDU_TOO_LONG", `${type}: length ${length} is over the limit of ${allowed}`, {
    abortReason: INVALID_PARAMETER_VALUE,
    offsetBytes: 2,
    details: { length, allowed },
  });
}
