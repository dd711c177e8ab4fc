/** Byte order of units of 2, 4 and 8 bytes. PS3.5 7.3. */

/** Returns the bytes with each unit turned round; what is left behind the last whole one stays. A copy, but of single bytes. */
export function swapUnits(bytes: Uint8Array, unitBytes: number): Uint8Array {
  if (unitBytes === 1) return bytes;
  const swapped = new Uint8Array(bytes);
  swapInPlace(swapped, unitBytes);
  return swapped;
}

/** Turns each unit round; fast where the bytes lie at a multiple of 4. */
export function swapInPlace(bytes: Uint8Array, unitBytes: number): void {
  const { buffer, byteOffset, length } = bytes;
  const units = length - (length % unitBytes);
  const isFast = byteOffset % 4 === 0 && [2, 4, 8].includes(unitBytes);
  const words = isFast ? new Int32Array(buffer, byteOffset, units >> 2) : new Int32Array(0);
  if (unitBytes === 2) swapHalves(words);
  else if (unitBytes === 4) swapWords(words);
  else if (unitBytes === 8) swapPairs(words);
  for (let at = words.length * 4; at < units; at += unitBytes) bytes.subarray(at, at + unitBytes).reverse();
}

function swapHalves(words: Int32Array): void {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    words[i] = ((word & 0x00ff00ff) << 8) | ((word >>> 8) & 0x00ff00ff);
  }
}

function swapWords(words: Int32Array): void {
  for (let i = 0; i < words.length; i += 1) words[i] = swapped(words[i]!);
}

function swapPairs(words: Int32Array): void {
  for (let i = 0; i + 1 < words.length; i += 2) {
    const first = swapped(words[i]!);
    words[i] = swapped(words[i + 1]!);
    words[i + 1] = first;
  }
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
