/** Value multiplicity as the data dictionary prints it: `1`, `1-3`, `1-n`, `2-2n`. PS3.6 6, PS3.5 6.4. */

export interface Multiplicity {
  min: number;
  /** Infinity for `n`. */
  max: number;
  /** The number of values is a multiple of it: 3 for `3-3n`, else 1. */
  step: number;
}

/** What private and unknown elements have. */
export const ANY_MULTIPLICITY: Multiplicity = Object.freeze({
  min: 1,
  max: Number.POSITIVE_INFINITY,
  step: 1,
});

const known = new Map<string, Multiplicity>([["1", Object.freeze({ min: 1, max: 1, step: 1 })]]);

/** Returns the numbers of a multiplicity; {@link ANY_MULTIPLICITY} where the text is none. Memoised. */
export function parseMultiplicity(vm: string): Multiplicity {
  let multiplicity = known.get(vm);
  if (multiplicity === undefined) {
    multiplicity = Object.freeze(parse(vm));
    known.set(vm, multiplicity);
  }
  return multiplicity;
}

/** Tells whether an element may have this many values; none is always allowed. */
export function allowsCount({ min, max, step }: Multiplicity, count: number): boolean {
  return count === 0 || (count >= min && count <= max && count % step === 0);
}

function parse(vm: string): Multiplicity {
  const match = /^(\d+)(?:-(?:(\d+)|(\d*)n))?$/.exec(vm);
  if (!match) return ANY_MULTIPLICITY;
  const [, min, max, step] = match;
  if (step !== undefined) return { min: Number(min), max: Number.POSITIVE_INFINITY, step: Number(step || 1) };
  return { min: Number(min), max: Number(max ?? min), step: 1 };
}
