/** A picture in the making: samples in a typed array, and shapes painted onto it row by row. */
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphOf } from "./font.ts";

/** One sample of a pixel each, or one number for a picture of one sample a pixel. */
export type Paint = number | readonly number[];

export interface Raster {
  /** `[row][column][sample]`. */
  readonly pixels: Uint8Array | Uint16Array;
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: 1 | 3;
}

/** A box or the box around an ellipse: centre and half its size, in pixels. */
export interface Extent {
  column: number;
  row: number;
  halfWidth: number;
  halfHeight: number;
}

/** How text stands at the point that is given for it. */
export interface TextOptions {
  /** Size of a dot of a letter, in pixels. */
  scale: number;
  /** Where the point is: at the left end, in the middle, or at the right end. Default `left`. */
  align?: "left" | "center" | "right";
}

/** Returns a size of letters that can be read on a picture of this height. */
export function textScale(rows: number): number {
  return Math.max(1, Math.round(rows / 170));
}

/** Returns the size of the letters that tell the orientation. */
export function markScale(rows: number): number {
  return Math.max(1, Math.round(rows / 85));
}

/** Paints the pixels of a row from `from` to before `to`; what lies outside is left out. */
export function fillSpan(raster: Raster, row: number, from: number, to: number, paint: Paint): void {
  if (row < 0 || row >= raster.rows) return;
  const start = row * raster.columns + Math.max(0, from);
  const end = row * raster.columns + Math.min(raster.columns, to);
  if (typeof paint === "number") {
    if (start < end) raster.pixels.fill(paint, start * raster.samplesPerPixel, end * raster.samplesPerPixel);
    return;
  }
  for (let pixel = start; pixel < end; pixel += 1) raster.pixels.set(paint, pixel * raster.samplesPerPixel);
}

/** Paints the pixels whose centres lie in an ellipse. */
export function fillEllipse(raster: Raster, extent: Extent, paint: Paint): void {
  const { column, row, halfWidth, halfHeight } = extent;
  if (!(halfWidth > 0 && halfHeight > 0)) return;
  const last = Math.floor(row + halfHeight);
  for (let y = Math.ceil(row - halfHeight); y <= last; y += 1) {
    const reach = halfWidth * Math.sqrt(Math.max(0, 1 - ((y - row) / halfHeight) ** 2));
    fillSpan(raster, y, Math.ceil(column - reach), Math.floor(column + reach) + 1, paint);
  }
}

/** Paints the pixels whose centres lie in a box. */
export function fillBox(raster: Raster, extent: Extent, paint: Paint): void {
  const { column, row, halfWidth, halfHeight } = extent;
  const last = Math.floor(row + halfHeight);
  for (let y = Math.ceil(row - halfHeight); y <= last; y += 1) {
    fillSpan(raster, y, Math.ceil(column - halfWidth), Math.floor(column + halfWidth) + 1, paint);
  }
}

/** Writes capitals and digits; `row` is the upper edge. */
export function drawText(
  raster: Raster,
  text: string,
  at: { column: number; row: number },
  paint: Paint,
  { scale, align = "left" }: TextOptions,
): void {
  const width = (text.length * (GLYPH_WIDTH + 1) - 1) * scale;
  const share = { left: 0, center: 0.5, right: 1 }[align];
  let left = Math.round(at.column - share * width);
  const top = Math.round(at.row);
  for (const character of text) {
    const glyph = glyphOf(character);
    for (let y = 0; y < GLYPH_HEIGHT * scale; y += 1) {
      const bits = glyph[Math.floor(y / scale)] ?? 0;
      for (let x = 0; x < GLYPH_WIDTH; x += 1) {
        if (((bits >> (GLYPH_WIDTH - 1 - x)) & 1) === 0) continue;
        fillSpan(raster, top + y, left + x * scale, left + (x + 1) * scale, paint);
      }
    }
    left += (GLYPH_WIDTH + 1) * scale;
  }
}

/** Writes where the edges lie in the patient, and which picture of how many this is (lower right). */
export function drawMarks(
  raster: Raster,
  marks: { left: string; top: string; counter: string },
  paint: Paint,
): void {
  const scale = textScale(raster.rows);
  const large = markScale(raster.rows);
  const margin = 2 * scale;
  const middle = (raster.rows - GLYPH_HEIGHT * large) / 2;
  drawText(raster, marks.left, { column: margin, row: middle }, paint, { scale: large });
  const top = { column: raster.columns / 2, row: margin };
  drawText(raster, marks.top, top, paint, { scale: large, align: "center" });
  const corner = { column: raster.columns - margin, row: raster.rows - margin - GLYPH_HEIGHT * scale };
  drawText(raster, marks.counter, corner, paint, { scale, align: "right" });
}
