/** Colours as one 32-bit number each, laid out in memory as R, G, B, A. */

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const RED_SHIFT = IS_LITTLE_ENDIAN ? 0 : 24;
const GREEN_SHIFT = IS_LITTLE_ENDIAN ? 8 : 16;
const BLUE_SHIFT = IS_LITTLE_ENDIAN ? 16 : 8;
const ALPHA_SHIFT = IS_LITTLE_ENDIAN ? 24 : 0;

/** Returns a colour of four bytes; may be negative, which a Uint32Array takes as it is meant. */
export function packColor(red: number, green: number, blue: number, alpha = 255): number {
  return (red << RED_SHIFT) | (green << GREEN_SHIFT) | (blue << BLUE_SHIFT) | (alpha << ALPHA_SHIFT);
}

/** Turns red, green and blue round, when exclusive-ored with a colour. */
export const INVERT_COLOR = packColor(255, 255, 255, 0);

export const BLACK = packColor(0, 0, 0);
