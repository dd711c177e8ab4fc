/** The Huffman tables that ITU-T T.81 Annex K.3 prints: for streams that bring none, as Motion JPEG does. */
import { createHuffmanTable, type HuffmanTable } from "./huffman-table.ts";

/** Of luminance, then of chrominance: the number of codes of 1 to 16 bits. Tables K.3, K.4. */
const DC_COUNTS = ["00010501010101010100000000000000", "00030101010101010101010000000000"];

/**
 * Of luminance, then of chrominance: the number of codes of 1 to 16 bits, and the symbols whose codes are shortest; all
 * others follow in ascending order. Tables K.5, K.6.
 */
const AC = [
  [
    "0002010303020403050504040000017d",
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282",
  ],
  [
    "00020102040403040705040400010277",
    "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f1",
  ],
] as const;

/** Returns one of the four printed tables: for luminance (0), or chrominance (1 and above). */
export function createStandardTable(isAc: boolean, index: number): HuffmanTable {
  const which = Math.min(index, 1);
  if (!isAc) return createHuffmanTable(fromHex(DC_COUNTS[which]!), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const [counts, shortest] = AC[which]!;
  const symbols = fromHex(shortest);
  for (let symbol = 0; symbol < 256; symbol += 1) {
    const size = symbol & 15;
    if (size >= 1 && size <= 10 && !symbols.includes(symbol)) symbols.push(symbol);
  }
  return createHuffmanTable(fromHex(counts), symbols);
}

function fromHex(text: string): number[] {
  return Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}
