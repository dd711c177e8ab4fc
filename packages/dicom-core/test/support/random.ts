/** Numbers that look random and are the same each time. */

export interface Random {
  /** From 0 to before `count`. */
  below(count: number): number;
  pick<T>(choices: readonly T[]): T;
}

/** Returns a generator that gives the same numbers for the same seed. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (count: number) => Math.floor((next() / 2 ** 32) * count);
  return { below, pick: (choices) => choices[below(choices.length)] as (typeof choices)[number] };
}
