/** Lookup tables of the modality and VOI transformations, with the quirks of their descriptors. PS3.3 C.11.1.1, C.11.2.1.1. */
import type { Dataset } from "../../dataset/dataset.ts";
import type { Keyword } from "../../dictionary/keyword-types.generated.ts";
import { numbersIn } from "./frame-attributes.ts";

/** A lookup table that was read. PS3.3 C.11. */
export interface LookupTable {
  /** Input value that the first entry is for. Lower ones take the first entry, those beyond the end the last one. */
  firstMapped: number;
  /** 1 to 16. */
  bitsPerEntry: number;
  entries: Uint16Array;
  /** LUT Explanation, empty where there is none. */
  explanation: string;
}

export interface LutDescriptor {
  entryCount: number;
  firstMapped: number;
  bitsPerEntry: number;
}

/**
 * Returns a table of an item, or what is wrong with it.
 *
 * @param lowestInput the smallest value that can be looked up: whether the first value mapped is signed follows from it
 */
export function readLookupTable(item: Dataset, lowestInput: number): LookupTable | string {
  const descriptor = readLutDescriptor(item, "LUTDescriptor", lowestInput);
  if (descriptor === undefined) return "the LUT Descriptor has no three values";
  const entries = readLutEntries(item, "LUTData", descriptor.entryCount);
  if (entries.length === 0) return "there is no LUT Data";
  return {
    firstMapped: descriptor.firstMapped,
    bitsPerEntry: entryBits(entries, descriptor.bitsPerEntry),
    entries,
    explanation: item.getText("LUTExplanation")?.trim() ?? "",
  };
}

/**
 * Returns a descriptor: 0 entries are 65536, and the first value mapped has the sign that its input has, whether it was
 * sent as US or SS.
 */
export function readLutDescriptor(
  dataset: Dataset,
  key: Keyword,
  lowestInput: number,
): LutDescriptor | undefined {
  const [count, first, bits] = numbersIn(dataset, key);
  if (count === undefined || first === undefined || !(count >= 0) || Number.isNaN(first)) return undefined;
  return {
    entryCount: count === 0 ? 65536 : count,
    firstMapped: asSignedLike(first, lowestInput),
    bitsPerEntry: bits !== undefined && bits >= 1 && bits <= 16 ? bits : 16,
  };
}

/** Returns a 16-bit value as the stored values are: of US in a signed image the sign is restored, of SS in others taken. */
export function asSignedLike(value: number, lowestInput: number): number {
  if (value >= 0x8000 && value <= 0xffff && lowestInput < 0) return value - 0x10000;
  return value < 0 && lowestInput >= 0 ? value + 0x10000 : value;
}

/**
 * Returns up to `count` entries: 16-bit words, or bytes where there are too few words, two of them in a word then.
 */
export function readLutEntries(dataset: Dataset, key: Keyword, count: number): Uint16Array {
  const numbers = lutWords(dataset, key);
  const isPacked = numbers.length < count && numbers.length * 2 >= count;
  return (isPacked ? unpackBytes(numbers) : numbers).slice(0, count);
}

/** Returns the data of a table as 16-bit words. */
export function lutWords(dataset: Dataset, key: Keyword): Uint16Array {
  const element = dataset.element(key);
  const numbers = dataset.getNumbers(key);
  if (element === undefined || numbers === undefined) return new Uint16Array(0);
  if (numbers instanceof Uint16Array) return numbers;
  // SS: the same bits.
  if (numbers instanceof Int16Array) return Uint16Array.from(numbers);
  if (!(numbers instanceof Uint8Array)) return new Uint16Array(0);
  // OB and UN: bytes in the order of the transfer syntax. A last byte without a partner is an entry of its own.
  const isLittleEndian = element.span?.source.isLittleEndian ?? true;
  return Uint16Array.from({ length: (numbers.length + 1) >> 1 }, (_, i) => {
    const [a, b] = [numbers[2 * i]!, numbers[2 * i + 1] ?? 0];
    return isLittleEndian ? a | (b << 8) : (a << 8) | b;
  });
}

/** Two 8-bit entries are in a word, the first in its low byte. PS3.3 C.11.1.1.1. */
export function unpackBytes(words: Uint16Array): Uint16Array {
  const out = new Uint16Array(words.length * 2);
  for (let i = 0; i < words.length; i += 1) {
    out[2 * i] = words[i]! & 0xff;
    out[2 * i + 1] = words[i]! >> 8;
  }
  return out;
}

/** The declared bits, or as many as the largest entry needs: some say 8 and hold 12. */
function entryBits(entries: Uint16Array, declared: number): number {
  let max = 0;
  for (const entry of entries) if (entry > max) max = entry;
  return max < 2 ** declared ? declared : 32 - Math.clz32(max);
}

/** Returns the entry for a value; a value between two whole ones takes the nearer. PS3.3 C.11.1.1.1, C.11.2.1.1. */
export function lookUp({ firstMapped, entries }: LookupTable, value: number): number {
  const index = Math.round(value) - firstMapped;
  return entries[index <= 0 ? 0 : index >= entries.length ? entries.length - 1 : index]!;
}
