/** Paints overlay planes over a picture. PS3.3 C.9.2. */
import type { DecodedFrame } from "../decode-frame.ts";
import type { OverlayPlane } from "./overlay.ts";

/** Sets the pixels under the bits of a plane to a packed colour, or to another code; what lies outside of the image is left out. */
export function paintOverlay(
  plane: OverlayPlane,
  { rows, columns }: Pick<DecodedFrame, "rows" | "columns">,
  out: Uint32Array | Uint8Array,
  color: number,
): void {
  const { bits, originRow, originColumn } = plane;
  const firstColumn = Math.max(0, -originColumn);
  const endColumn = Math.min(plane.columns, columns - originColumn);
  const endRow = Math.min(plane.rows, rows - originRow);
  for (let row = Math.max(0, -originRow); row < endRow; row += 1) {
    const start = row * plane.columns;
    const to = (row + originRow) * columns + originColumn;
    for (let column = firstColumn; column < endColumn; column += 1) {
      const bit = start + column;
      if ((bits[bit >> 3]! >> (bit & 7)) & 1) out[to + column] = color;
    }
  }
}

/** Returns the planes that are drawn: not the one that is the shutter. */
export function drawnOverlays({
  overlays,
  shutter,
}: Pick<DecodedFrame, "overlays" | "shutter">): OverlayPlane[] {
  const hiding = new Set(shutter?.shapes.map((shape) => (shape.kind === "BITMAP" ? shape.overlayGroup : 0)));
  return overlays.filter(({ group }) => !hiding.has(group));
}
