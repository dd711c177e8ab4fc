/** A part of a level. */

/** A rectangle of pixels of a level; right and bottom are beyond the last. */
export interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Calls with the first and the end of each row of a region among the samples, and where it goes. */
export function forRows(
  { left, top, right, bottom }: Region,
  width: number,
  take: (from: number, end: number, to: number) => void,
): void {
  for (let row = top, to = 0; row < bottom; row += 1, to += right - left) {
    take(row * width + left, row * width + right, to);
  }
}
