/** Which texts over an image there is room for, by the size of the viewer or of a picture: none lies over another. Pure. */
import type { Size } from "../viewport-state.ts";
import { LINE_HEIGHT } from "./halo.ts";

/** In the scene's own units. */
export interface TextRoom {
  /** Of each corner. */
  readonly lineCount: number;
  /** Of what must be known of the picture, at the upper left: one line also where corners have none. */
  readonly noticeCount: number;
  /** Narrow pictures have corners at their left only. */
  readonly hasRight: boolean;
  /** Of corners, from the sides, and from the upper and the lower edge. */
  readonly padding: number;
  readonly fromEdge: number;
  /** That a line may take in an upper and in a lower corner. */
  readonly topWidth: number;
  readonly bottomWidth: number;
  /** Between the lower corners, for the scale bar and its label; 0 for none. */
  readonly barWidth: number;
  /** Letters at left and right, and those at top and bottom. */
  readonly hasSides: boolean;
  readonly hasEnds: boolean;
}

/** All in letters. */
const PADDING = 0.9;
/** To either side of the letters in the middle of an edge. */
const LETTERS = 2;
/** Of two beside each other: a window, `C 1000  W 2000`, takes this much. */
const MIN_LINE = 9;
const MAX_BAR = 16;
const BAR_GAP = 1;
const MIN_BAR_HEIGHT = 6.6;
/** The least that letters across from each other stand in, and a line. */
const MIN_WIDTH = 7.8;
const MIN_HEIGHT = 4.4;
/** So much of the width the bar may take. */
const MAX_BAR_PART = 0.3;

/** Returns what fits with letters of a size; the line in the middle is that of the letters at left and right. */
export function textRoom(size: Size, fontPx: number): TextRoom {
  const width = size.width / fontPx;
  const height = size.height / fontPx;
  const half = width / 2 - PADDING;
  const hasSides = width >= MIN_WIDTH && height >= MIN_HEIGHT;
  const fitting = hasSides ? Math.floor((height / 2 - PADDING) / LINE_HEIGHT - 0.5) : 0;
  const hasRight = half - LETTERS >= MIN_LINE;
  // Lines across a narrow picture are below the letter at the top, or in its place where there is one only.
  const isBelowLetter = !hasRight && fitting > 1;
  const barHalf = Math.min(width * MAX_BAR_PART, MAX_BAR) / 2;
  const lineCount = isBelowLetter ? fitting - 1 : fitting;
  const hasEnds = hasSides && (hasRight || fitting > 1);
  // A line without room of its own stands closer to the edge, above the letters at left and right if there are any.
  const above = hasSides ? height / 2 - LINE_HEIGHT * 1.5 : (height - LINE_HEIGHT) / 2;
  const fromEdge = lineCount > 0 ? PADDING : Math.max(0, Math.min(PADDING, above));
  const isHalf = lineCount > 0 ? hasRight : hasEnds;
  const bottomHalf = Math.max(MIN_LINE, half - barHalf - BAR_GAP);
  const hasBar = hasRight && height >= MIN_BAR_HEIGHT;
  return {
    lineCount,
    noticeCount: Math.max(lineCount, height >= LINE_HEIGHT ? 1 : 0),
    hasRight,
    padding: PADDING * fontPx,
    fromEdge: (isBelowLetter ? PADDING + LINE_HEIGHT : fromEdge) * fontPx,
    topWidth: (isHalf ? half - LETTERS : 2 * half) * fontPx,
    bottomWidth: (hasRight ? bottomHalf : 2 * half) * fontPx,
    barWidth: hasBar ? (half - bottomHalf - BAR_GAP) * 2 * fontPx : 0,
    hasSides,
    hasEnds,
  };
}
