import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { drawText, fillBox, fillEllipse, fillSpan, type Raster } from "../../src/phantom/raster.ts";

const test = testSuite("minipacs/phantom raster");

const grey = (columns: number, rows: number): Raster => ({
  pixels: new Uint8Array(columns * rows),
  columns,
  rows,
  samplesPerPixel: 1,
});

function lines({ pixels, columns, rows }: Raster): string[] {
  return Array.from({ length: rows }, (_, row) =>
    [...pixels.subarray(row * columns, (row + 1) * columns)].map((value) => (value ? "#" : ".")).join(""),
  );
}

test("an ellipse covers the pixels whose centres lie in it", () => {
  const raster = grey(7, 5);
  fillEllipse(raster, { column: 3, row: 2, halfWidth: 3, halfHeight: 2 }, 1);
  assert.equal(lines(raster), ["...#...", ".#####.", "#######", ".#####.", "...#..."]);
});

test("nothing is painted outside the picture", () => {
  const raster = grey(4, 3);
  fillEllipse(raster, { column: -1, row: 3, halfWidth: 3, halfHeight: 3 }, 1);
  assert.equal(lines(raster), ["....", "##..", "##.."]);
  const empty = grey(4, 3);
  fillBox(empty, { column: 10, row: 1, halfWidth: 2, halfHeight: 5 }, 1);
  fillSpan(empty, -1, 0, 4, 1);
  fillSpan(empty, 3, 0, 4, 1);
  fillEllipse(empty, { column: 1, row: 1, halfWidth: 0, halfHeight: 2 }, 1);
  assert.equal(lines(empty), ["....", "....", "...."]);
});

test("three samples a pixel", () => {
  const raster: Raster = { pixels: new Uint8Array(9), columns: 3, rows: 1, samplesPerPixel: 3 };
  fillSpan(raster, 0, 1, 2, [1, 2, 3]);
  assert.equal([...raster.pixels], [0, 0, 0, 1, 2, 3, 0, 0, 0]);
});

test("letters, upright and not mirrored, at the side that is asked for", () => {
  const raster = grey(11, 7);
  drawText(raster, "R1", { column: 0, row: 0 }, 1, { scale: 1 });
  assert.equal(lines(raster), [
    "####....#..",
    "#...#..##..",
    "#...#...#..",
    "####....#..",
    "#.#.....#..",
    "#..#....#..",
    "#...#..###.",
  ]);
  const right = grey(11, 7);
  drawText(right, "R1", { column: 11, row: 0 }, 1, { scale: 1, align: "right" });
  assert.equal(lines(right), lines(raster));
  const doubled = grey(10, 14);
  drawText(doubled, "L", { column: 5, row: 0 }, 1, { scale: 2, align: "center" });
  assert.is(lines(doubled)[0], "##........");
  assert.is(lines(doubled)[13], "##########");
});
