/** Bits outside Bits Stored dropped and the sign extended. PS3.5 8.1.1. */
import type { IntegerPixels } from "./fit-samples.ts";

/**
 * Drops what is above and below the stored bits and extends the sign, in place. The array's own sign is of no matter:
 * each width has one loop over one kind of array, which the engine makes fast.
 */
export function maskSamples(
  samples: IntegerPixels,
  highBit: number,
  bitsStored: number,
  isSigned: boolean,
): void {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT } = samples;
  if (BYTES_PER_ELEMENT === 4) {
    maskWords(new Int32Array(buffer, byteOffset, length), highBit, bitsStored, isSigned);
  } else if (BYTES_PER_ELEMENT === 2) {
    // Two samples a word, where words can be.
    const pairs = byteOffset % 4 === 0 ? length >> 1 : 0;
    maskPairs(new Int32Array(buffer, byteOffset - (byteOffset % 4), pairs), highBit, bitsStored, isSigned);
    const rest = new Uint16Array(buffer, byteOffset + pairs * 4, length - pairs * 2);
    maskEach(rest, highBit, bitsStored, isSigned);
  } else {
    maskEach(new Uint8Array(buffer, byteOffset, length), highBit, bitsStored, isSigned);
  }
}

/** The stored bits are shifted to the top and back. */
function maskEach(
  samples: Uint8Array | Uint16Array,
  highBit: number,
  bitsStored: number,
  isSigned: boolean,
): void {
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  for (let i = 0; i < samples.length; i += 1) {
    const top = samples[i]! << left;
    samples[i] = isSigned ? top >> right : top >>> right;
  }
}

function maskWords(words: Int32Array, highBit: number, bitsStored: number, isSigned: boolean): void {
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  for (let i = 0; i < words.length; i += 1) {
    const top = words[i]! << left;
    words[i] = isSigned ? top >> right : top >>> right;
  }
}

function maskPairs(words: Int32Array, highBit: number, bitsStored: number, isSigned: boolean): void {
  const down = highBit + 1 - bitsStored;
  const mask = ((2 ** bitsStored - 1) * 0x10001) | 0;
  if (!isSigned) {
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i]! >> down) & mask;
    return;
  }
  // From each sign to the top of its half: 2^16 less twice the sign.
  const signs = (2 ** (bitsStored - 1) * 0x10001) | 0;
  const up = 17 - bitsStored;
  for (let i = 0; i < words.length; i += 1) {
    const pair = (words[i]! >> down) & mask;
    const sign = pair & signs;
    words[i] = pair | ((sign << up) - (sign << 1));
  }
}
