/** Where the text of a measure stands: beside its point, within the picture, over nothing else if there is room. */
import type { Point } from "../orientation.ts";
import { clamp } from "../viewport-place.ts";
import type { Size } from "../viewport-state.ts";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Returns the first place around a point that is free, or else the nearest one within the picture. */
export function placeLabel(
  { width, height }: Size,
  { x, y }: Point,
  gap: number,
  picture: Size,
  taken: readonly Box[],
): Box {
  const right = x + gap;
  const left = x - gap - width;
  const below = y + gap;
  const above = y - gap - height;
  const boxes = [
    [right, below],
    [right, above],
    [left, below],
    [left, above],
    [right, below + height],
    [left, below + height],
    [right, above - height],
    [left, above - height],
  ].map(([boxX = 0, boxY = 0]) => ({
    x: clamp(boxX, 0, Math.max(0, picture.width - width)),
    y: clamp(boxY, 0, Math.max(0, picture.height - height)),
    width,
    height,
  }));
  return boxes.find((box) => !taken.some((other) => overlap(box, other))) ?? boxes[0]!;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
