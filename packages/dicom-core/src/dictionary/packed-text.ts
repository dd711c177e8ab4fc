/** How the generated tables write numbers: one or more characters of an alphabet that no quote or escape disturbs. */

/** 85 characters; the value of a character is its place. */
export const ALPHABET =
  "()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
const RADIX = ALPHABET.length;

const VALUES = new Uint8Array(128);
for (let i = 0; i < RADIX; i += 1) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Returns the value of the character at an index. */
export function valueAt(text: string, index: number): number {
  return VALUES[text.charCodeAt(index)] ?? 0;
}

/** A character below this ends a number; one from it on carries its excess and goes on. */
const CONTINUES = 50;

/** Returns ascending numbers, the differences of which `packAscending` wrote; each up to 2^32 - 1. */
export function unpackAscending(text: string, start = 0): number[] {
  const numbers: number[] = [];
  let previous = start;
  let scale = 1;
  for (let i = 0; i < text.length; i += 1) {
    const value = valueAt(text, i);
    if (value < CONTINUES) {
      previous += value * scale;
      numbers.push(previous);
      scale = 1;
    } else {
      previous += (value - CONTINUES) * scale;
      scale *= RADIX - CONTINUES;
    }
  }
  return numbers;
}

/** Writes ascending numbers as their differences. Used by the generator. */
export function packAscending(numbers: readonly number[], start = 0): string {
  let text = "";
  let previous = start;
  for (const number of numbers) {
    let rest = number - previous;
    previous = number;
    while (rest >= CONTINUES) {
      text += ALPHABET[CONTINUES + (rest % (RADIX - CONTINUES))];
      rest = Math.floor(rest / (RADIX - CONTINUES));
    }
    text += ALPHABET[rest];
  }
  return text;
}

/**
 * Returns the number at an index of a line in which those below `singleCount` take one character and the others two.
 * The common words of the dictionary are the low numbers.
 */
export function wordAt(line: string, index: number, singleCount: number): number {
  const value = valueAt(line, index);
  if (value < singleCount) return value;
  return singleCount + (value - singleCount) * RADIX + valueAt(line, index + 1);
}

/** Returns all numbers of such a line. */
export function unpackWords(line: string, singleCount: number): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < line.length; ) {
    const number = wordAt(line, i, singleCount);
    numbers.push(number);
    i += number < singleCount ? 1 : 2;
  }
  return numbers;
}

/** Writes what `unpackWords` reads. */
export function packWords(numbers: readonly number[], singleCount: number): string {
  return numbers
    .map((number) => {
      if (number < singleCount) return ALPHABET[number];
      const high = singleCount + Math.floor((number - singleCount) / RADIX);
      if (high >= RADIX) throw new Error("too many words");
      return `${ALPHABET[high]}${ALPHABET[(number - singleCount) % RADIX]}`;
    })
    .join("");
}
