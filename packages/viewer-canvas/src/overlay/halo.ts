/** Lines and letters that can be read over any picture: each with a rim. */
import type { Point } from "../orientation.ts";

/** Of a canvas on the page, or of one that becomes a picture. */
export type Context2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** How something is drawn; colours as in styles. */
export interface Stroke {
  color: string;
  rim: string;
  /** Size of letters, by which lines have their widths. */
  fontPx: number;
}

/** Widths as parts of the size of letters. */
const TEXT_RIM = 0.25;
const LINE = 0.11;
const LINE_RIM = 0.3;
const RIGHT_TO_LEFT =
  /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;
/** Of lines of text, in letters: as the page's own corner has it. */
export const LINE_HEIGHT = 1.45;

/** Returns the direction of a line of text: that of its first letter. */
export function directionOf(text: string): "ltr" | "rtl" {
  const first = /\p{L}/u.exec(text)?.[0] ?? "";
  return RIGHT_TO_LEFT.test(first) ? "rtl" : "ltr";
}

/** Returns the text, or its beginning with an ellipsis where it takes more than a width. */
export function elided(context: Context2d, text: string, maxWidth: number): string {
  if (context.measureText(text).width <= maxWidth) return text;
  const letters = [...text];
  let fits = 0;
  for (let step = letters.length; step >= 1; step = step === 1 ? 0 : Math.ceil(step / 2)) {
    const length = fits + step;
    if (length > letters.length) continue;
    if (context.measureText(`${letters.slice(0, length).join("")}…`).width <= maxWidth) fits = length;
  }
  return fits === 0 ? "" : `${letters.slice(0, fits).join("").trimEnd()}…`;
}

/** Draws a line of text with its middle at `y`; the context has its font. */
export function drawText(
  context: Context2d,
  text: string,
  { x, y }: Point,
  { align, color, rim, fontPx }: Stroke & { align: "left" | "right" | "center" },
): void {
  context.textAlign = align;
  context.textBaseline = "middle";
  context.direction = directionOf(text);
  context.lineJoin = "round";
  context.lineWidth = fontPx * TEXT_RIM;
  context.strokeStyle = rim;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/** Strokes a path twice: the rim, then the line. */
export function strokePath(context: Context2d, path: Path2D, { color, rim, fontPx }: Stroke): void {
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = rim;
  context.lineWidth = fontPx * LINE_RIM;
  context.stroke(path);
  context.strokeStyle = color;
  context.lineWidth = fontPx * LINE;
  context.stroke(path);
}
