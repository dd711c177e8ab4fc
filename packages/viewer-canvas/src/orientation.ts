/** How an image is turned and mirrored on the screen: the eight ways a rectangle can lie, as pure functions. */
import type { Size } from "./viewport-state.ts";

/** First mirrored left to right, then turned clockwise. */
export interface Orientation {
  /** Quarter turns clockwise, 0 to 3. */
  readonly turns: number;
  readonly isMirrored: boolean;
}

/** In pixels of whatever the one who gives it names. */
export interface Point {
  x: number;
  y: number;
}

export const UPRIGHT: Orientation = { turns: 0, isMirrored: false };

/** Returns the orientation turned further by quarter turns, clockwise on the screen; negative ones turn back. */
export function turned({ turns, isMirrored }: Orientation, quarterTurns: number): Orientation {
  return { turns: (((turns + quarterTurns) % 4) + 4) % 4, isMirrored };
}

/** Returns the orientation mirrored on the screen, whichever way the image is turned. */
export function mirrored({ turns, isMirrored }: Orientation, axis: "horizontal" | "vertical"): Orientation {
  // A mirror before a turn is the same as the opposite turn before the mirror.
  const leftToRight = { turns: (4 - turns) % 4, isMirrored: !isMirrored };
  return axis === "horizontal" ? leftToRight : turned(leftToRight, 2);
}

/** Returns the size of an image as it lies on the screen. */
export function orientedSize({ width, height }: Size, { turns }: Orientation): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** Returns where a point of the image lies in the oriented image. */
export function toOriented({ x, y }: Point, { width, height }: Size, orientation: Orientation): Point {
  const from = orientation.isMirrored ? width - x : x;
  switch (orientation.turns) {
    case 1:
      return { x: height - y, y: from };
    case 2:
      return { x: width - from, y: height - y };
    case 3:
      return { x: y, y: width - from };
    default:
      return { x: from, y };
  }
}

/** Returns which point of the image lies at a point of the oriented image. */
export function fromOriented({ x, y }: Point, size: Size, { turns, isMirrored }: Orientation): Point {
  const straight = toOriented({ x, y }, orientedSize(size, { turns, isMirrored }), {
    turns: (4 - turns) % 4,
    isMirrored: false,
  });
  return isMirrored ? { x: size.width - straight.x, y: straight.y } : straight;
}
