/** A cursor over the bytes of one PDU, item or field that never leaves its parent. PS3.8 9.3.1: all numbers big endian. */
import { PduError } from "../errors.ts";

/** Reason "invalid-PDU-parameter value". PS3.8 Table 9-26. */
export const INVALID_PARAMETER_VALUE = 6;

/**
 * Items and sub-items of one PDU. 128 contexts with fifty transfer syntaxes each are far below it; without it a
 * megabyte of empty items would become a quarter of a million objects.
 */
export const MAX_ITEMS_PER_PDU = 16_384;

/** How many more items there may be. */
interface ItemBudget {
  itemCount: number;
  readonly allowed: number;
}

function createBudget(): ItemBudget {
  return { itemCount: MAX_ITEMS_PER_PDU, allowed: MAX_ITEMS_PER_PDU };
}

/**
 * Reads fields in order; what does not fit into the parent, and the item that is one too many, are PduErrors with abort
 * reason 6.
 */
export class ItemReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  /** Offset of the first byte in the PDU, for error messages. */
  readonly #baseOffset: number;
  /** Shared by all readers of one PDU. */
  readonly #budget: ItemBudget;
  #at = 0;

  constructor(bytes: Uint8Array, what: string, baseOffset = 0, budget: ItemBudget = createBudget()) {
    this.#bytes = bytes;
    this.#what = what;
    this.#baseOffset = baseOffset;
    this.#budget = budget;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** Offset of the cursor in the PDU, bytes. */
  get offset(): number {
    return this.#baseOffset + this.#at;
  }

  uint8(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  uint16(): number {
    const at = this.#advance(2);
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!;
  }

  uint32(): number {
    const at = this.#advance(4);
    const bytes = this.#bytes;
    // A shift by 24 may set the sign bit; >>> 0 makes the number unsigned again.
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** Returns a view. */
  bytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  /**
   * Returns a reader of the next bytes, which it cannot leave.
   *
   * @throws PduError PDU_TOO_MANY_ITEMS
   */
  child(length: number, what: string): ItemReader {
    const offset = this.offset;
    this.#budget.itemCount -= 1;
    if (this.#budget.itemCount < 0) throw tooManyItems("items", this.#budget.allowed, offset);
    return new ItemReader(this.bytes(length), what, offset, this.#budget);
  }

  /** ISO 646 text; other bytes become the Latin-1 character of their value, so that they can be sent back. */
  text(length: number): string {
    let text = "";
    for (const byte of this.bytes(length)) text += String.fromCharCode(byte);
    return text;
  }

  /** Text without what devices pad it with: trailing NULs and spaces, in any mixture. */
  paddedText(length: number): string {
    return trimEnd(this.text(length));
  }

  /** @throws PduError PDU_LENGTH_INVALID if bytes are left. */
  end(): void {
    if (this.remaining === 0) return;
    throw this.#error(`${this.remaining} bytes more than its fields`);
  }

  #advance(length: number): number {
    if (length > this.remaining) {
      throw this.#error(`a field of ${length} bytes where ${this.remaining} are left`);
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }

  #error(text: string): PduError {
    return new PduError("PDU_LENGTH_INVALID", `${this.#what}: ${text}`, {
      abortReason: INVALID_PARAMETER_VALUE,
      offsetBytes: this.offset,
    });
  }
}

/** The error for a count over its limit; abort reason 6. */
export function tooManyItems(what: string, allowed: number, offsetBytes: number): PduError {
  return new PduError("PDU_TOO_MANY_ITEMS", `more than ${allowed} ${what}`, {
    abortReason: INVALID_PARAMETER_VALUE,
    offsetBytes,
    details: { allowed },
  });
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\0" || text[end - 1] === " ")) end -= 1;
  return text.slice(0, end);
}
