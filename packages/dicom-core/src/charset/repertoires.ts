/**
 * Which cells of a 94 by 94 table the standards assign, where platforms' tables hold more: vendors' characters, which
 * are read but never written.
 */

/** JIS X 0208-1990: 6,879 characters. */
export const JIS_X_0208 =
  "1 2:1-14,26-33,42-48,60-74,82-89,94 3:16-25,33-58,65-90 4:1-83 5:1-86 6:1-24,33-56 7:1-33,49-81 8:1-32 16-46 47:1-51 48-83 84:1-6";

/** GB 2312-80: 7,445 characters. */
export const GB_2312 =
  "1 2:17-66,69-78,81-92 3 4:1-83 5:1-86 6:1-24,33-56 7:1-33,49-81 8:1-26,37-73 9:4-79 16-54 55:1-89 56-87";

/**
 * Returns 1 for each of the 8,836 cells, row by row, that a list of ranges holds, else 0. `4:1-83` are cells 1 to 83 of
 * row 4, counted from 1, `16-46` all cells of rows 16 to 46.
 */
export function cellsIn(ranges: string): Uint8Array {
  const cells = new Uint8Array(94 * 94);
  for (const part of ranges.split(" ")) {
    const [rows = "", columns = "1-94"] = part.split(":");
    const [firstRow, lastRow] = bounds(rows);
    for (const column of columns.split(",")) {
      const [firstCell, lastCell] = bounds(column);
      for (let row = firstRow; row <= lastRow; row += 1) {
        cells.fill(1, (row - 1) * 94 + firstCell - 1, (row - 1) * 94 + lastCell);
      }
    }
  }
  return cells;
}

function bounds(range: string): [number, number] {
  const [first, last = first] = range.split("-");
  return [Number(first), Number(last)];
}
