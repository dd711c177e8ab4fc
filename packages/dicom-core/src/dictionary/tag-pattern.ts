/** Tags in which some hex digits may be any: repeating groups, private elements of any block. PS3.5 7.6, 7.8. */

export interface TagPattern {
  /** A tag fits where `(tag & mask) >>> 0 === bits`. */
  mask: number;
  /** The digits that are fixed; the others are zero. */
  bits: number;
}

/** Returns the pattern of eight hex digits of which some are `x`. */
export function maskOfPattern(digits: string): TagPattern {
  return {
    mask: Number.parseInt(digits.replace(/[^x]/g, "F").replace(/x/g, "0"), 16),
    bits: Number.parseInt(digits.replace(/x/g, "0"), 16),
  };
}
