/**
 * Which cells of a 94 by 94 table the standards assign, where platforms' tables hold more: vendors' characters, which
 * are read but never written.
 */

/** Rows from and to, cells from and to, both counted from 1. */
type CellRange = readonly [firstRow: number, lastRow: number, firstCell: number, lastCell: number];

/** JIS X 0208-1990: 6,879 characters. */
export const JIS_X_0208: readonly CellRange[] = [
  [1, 1, 1, 94],
  [2, 2, 1, 14],
  [2, 2, 26, 33],
  [2, 2, 42, 48],
  [2, 2, 60, 74],
  [2, 2, 82, 89],
  [2, 2, 94, 94],
  [3, 3, 16, 25],
  [3, 3, 33, 58],
  [3, 3, 65, 90],
  [4, 4, 1, 83],
  [5, 5, 1, 86],
  [6, 6, 1, 24],
  [6, 6, 33, 56],
  [7, 7, 1, 33],
  [7, 7, 49, 81],
  [8, 8, 1, 32],
  [16, 46, 1, 94],
  [47, 47, 1, 51],
  [48, 83, 1, 94],
  [84, 84, 1, 6],
];

/** GB 2312-80: 7,445 characters. */
export const GB_2312: readonly CellRange[] = [
  [1, 1, 1, 94],
  [2, 2, 17, 66],
  [2, 2, 69, 78],
  [2, 2, 81, 92],
  [3, 3, 1, 94],
  [4, 4, 1, 83],
  [5, 5, 1, 86],
  [6, 6, 1, 24],
  [6, 6, 33, 56],
  [7, 7, 1, 33],
  [7, 7, 49, 81],
  [8, 8, 1, 26],
  [8, 8, 37, 73],
  [9, 9, 4, 79],
  [16, 54, 1, 94],
  [55, 55, 1, 89],
  [56, 87, 1, 94],
];

/** Returns 1 for each of the 8,836 cells, row by row, that a list of ranges holds, else 0. */
export function cellsIn(ranges: readonly CellRange[]): Uint8Array {
  const cells = new Uint8Array(94 * 94);
  for (const [firstRow, lastRow, firstCell, lastCell] of ranges) {
    for (let row = firstRow; row <= lastRow; row += 1) {
      cells.fill(1, (row - 1) * 94 + firstCell - 1, (row - 1) * 94 + lastCell);
    }
  }
  return cells;
}
