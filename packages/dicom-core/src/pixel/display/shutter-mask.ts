/** Which pixels a display shutter hides. PS3.3 C.7.6.11, C.7.6.15. */
import type { DecodedFrame } from "../decode-frame.ts";
import type { DisplayShutter, ShutterShape } from "./shutter.ts";

/** What of a frame its shutter is measured with. */
type ShutteredFrame = Pick<DecodedFrame, "rows" | "columns" | "pixelAspect" | "overlays" | "shutter">;

const masks = new WeakMap<DisplayShutter, Uint8Array>();

/** Returns 1 for each pixel that is hidden, `[row][column]`; `undefined` without a shutter. Kept: not to be written to. */
export function createShutterMask(frame: ShutteredFrame): Uint8Array | undefined {
  const { shutter, rows, columns } = frame;
  if (shutter === undefined) return undefined;
  let mask = masks.get(shutter);
  if (mask?.length !== rows * columns) {
    mask = new Uint8Array(rows * columns);
    for (const shape of shutter.shapes) hide(mask, shape, frame);
    masks.set(shutter, mask);
  }
  return mask;
}

function hide(mask: Uint8Array, shape: ShutterShape, frame: ShutteredFrame): void {
  const { rows, columns } = frame;
  if (shape.kind === "BITMAP") {
    hideBitmap(mask, shape.overlayGroup, frame);
    return;
  }
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    const spans = openSpans(shape, row, frame);
    let column = 0;
    for (const [from, to] of spans) {
      mask.fill(1, start + column, start + Math.min(Math.max(Math.ceil(from), column), columns));
      column = Math.min(Math.max(Math.floor(to) + 1, column), columns);
    }
    mask.fill(1, start + column, start + columns);
  }
}

/** Returns the parts of a row that are seen, first to last column, ascending. */
function openSpans(
  shape: Exclude<ShutterShape, { kind: "BITMAP" }>,
  row: number,
  { pixelAspect }: ShutteredFrame,
): readonly (readonly [from: number, to: number])[] {
  switch (shape.kind) {
    case "RECTANGULAR":
      return row >= shape.top && row <= shape.bottom ? [[shape.left, shape.right]] : [];
    case "CIRCULAR": {
      // The radius counts pixels along a row: the circle is one on the screen.
      const square = shape.radius ** 2 - ((row - shape.row) * pixelAspect) ** 2;
      if (square < 0) return [];
      return [[shape.column - Math.sqrt(square), shape.column + Math.sqrt(square)]];
    }
    case "POLYGONAL":
      return polygonSpans(shape.vertices, row);
  }
}

/** Even-odd rule; a horizontal edge in the row is seen. */
function polygonSpans(
  vertices: readonly (readonly [row: number, column: number])[],
  row: number,
): [from: number, to: number][] {
  const crossings: number[] = [];
  const edges: [number, number][] = [];
  vertices.forEach(([row1, column1], i) => {
    const [row2, column2] = vertices[(i + 1) % vertices.length]!;
    if (row1 === row && row2 === row) {
      edges.push([Math.min(column1, column2), Math.max(column1, column2)]);
    } else if (row1 === row || row2 === row) {
      const column = row1 === row ? column1 : column2;
      edges.push([column, column]);
    }
    if (row1 <= row !== row2 <= row)
      crossings.push(column1 + ((row - row1) / (row2 - row1)) * (column2 - column1));
  });
  crossings.sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) edges.push([crossings[i]!, crossings[i + 1]!]);
  return edges.sort((a, b) => a[0] - b[0]);
}

/** Bits that are set are hidden. */
function hideBitmap(mask: Uint8Array, group: number, { overlays, rows, columns }: ShutteredFrame): void {
  const plane = overlays.find((overlay) => overlay.group === group);
  if (plane?.rows !== rows || plane.columns !== columns) return;
  for (let i = 0; i < mask.length; i += 1) if ((plane.bits[i >> 3]! >> (i & 7)) & 1) mask[i] = 1;
}
