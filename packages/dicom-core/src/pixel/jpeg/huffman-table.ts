/** Huffman tables of JPEG, made fit for decoding: most codes are found by one look-up. ITU-T T.81 Annexes C and F.2.2.3. */
import { codecError } from "../codec-problem.ts";

/** Codes of up to this many bits are found by one look-up. */
export const LOOKUP_BITS = 9;

export interface HuffmanTable {
  /** By the next {@link LOOKUP_BITS} bits: `length << 8 | symbol`, 0 where the code is longer or there is none. */
  readonly lookup: Uint16Array;
  /** By code length: the first 16-bit word, read from the stream, that no code of up to this length begins. */
  readonly limits: Int32Array;
  /** By code length: what to add to a code to find its symbol in `symbols`. */
  readonly offsets: Int32Array;
  /** In the order of their codes. */
  readonly symbols: Uint8Array;
}

/**
 * Returns the table that a DHT segment describes.
 *
 * @param counts number of codes of 1 to 16 bits
 * @param symbols as many as there are codes; copied
 * @param offsetBytes of the segment, for the error
 * @throws DecodeError PIXEL_JPEG_TABLE where there are more codes than their bits can tell apart
 */
export function createHuffmanTable(
  counts: ArrayLike<number>,
  symbols: ArrayLike<number>,
  offsetBytes = 0,
): HuffmanTable {
  const lookup = new Uint16Array(1 << LOOKUP_BITS);
  const limits = new Int32Array(17);
  const offsets = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length += 1) {
    const count = counts[length - 1]!;
    offsets[length] = index - code;
    if (length <= LOOKUP_BITS) {
      const spread = LOOKUP_BITS - length;
      for (let i = 0; i < count; i += 1) {
        lookup.fill(
          (length << 8) | symbols[index + i]!,
          (code + i) << spread,
          Math.min((code + i + 1) << spread, lookup.length),
        );
      }
    }
    code += count;
    index += count;
    if (code > 1 << length) {
      throw codecError(
        "PIXEL_JPEG_TABLE",
        `a Huffman table has too many codes of ${length} bits`,
        offsetBytes,
      );
    }
    limits[length] = code << (16 - length);
    code <<= 1;
  }
  return { lookup, limits, offsets, symbols: Uint8Array.from(symbols) };
}

/**
 * Returns a code that is longer than {@link LOOKUP_BITS}, as `length << 8 | symbol`; 0 where no code begins so.
 *
 * @param bits the next 16 bits of the stream
 */
export function findLongCode(table: HuffmanTable, bits: number): number {
  const { limits } = table;
  for (let length = LOOKUP_BITS + 1; length <= 16; length += 1) {
    if (bits < limits[length]!) {
      return (length << 8) | table.symbols[(bits >> (16 - length)) + table.offsets[length]!]!;
    }
  }
  return 0;
}
