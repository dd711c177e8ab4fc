/** The order in which a stream holds the coefficients of a block: for each, its place in rows. ITU-T T.81 Figure A.6. */
export const ZIGZAG = createZigzag();

function createZigzag(): Uint8Array {
  const order = new Uint8Array(64);
  let index = 0;
  for (let diagonal = 0; diagonal < 15; diagonal += 1) {
    for (let i = Math.max(0, diagonal - 7); i <= Math.min(7, diagonal); i += 1) {
      // Odd diagonals run down, even ones up.
      const row = diagonal % 2 === 1 ? i : diagonal - i;
      order[index] = row * 8 + (diagonal - row);
      index += 1;
    }
  }
  return order;
}
