/** Looking up a palette that has been read. PS3.3 C.7.6.3.1.5. */

/** A palette that was read. PS3.3 C.7.9. */
export interface Palette {
  /** Stored value of the first colour. Lower ones take the first colour, those beyond the end the last one. */
  firstMapped: number;
  /** `[entry][R G B]`, 8 bits each. */
  colors: Uint8Array;
}

/** Returns the offset into `colors` of the colour for a stored value. */
export function paletteOffset({ firstMapped, colors }: Palette, stored: number): number {
  const last = colors.length / 3 - 1;
  return 3 * Math.min(Math.max(stored - firstMapped, 0), last);
}
