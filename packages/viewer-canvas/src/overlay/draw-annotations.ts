/** Draws everything over an image: corner texts, marks, letters, scale bar, measures. Onto the screen or a picture. */
import { measuredImageOf, storedPoint } from "../measure/measured-image.ts";
import type { ViewerView } from "../viewer-view.ts";
import { createWords, type Words } from "../words.ts";
import { cornerLines, frameLines } from "./corner-text.ts";
import { type Context2d, drawText, elided, LINE_HEIGHT } from "./halo.ts";
import { patientLines, studyLines } from "./image-words.ts";
import { noticesOf } from "./notices.ts";
import { OVERLAY_WORDS, type OverlayWord } from "./overlay-words.ts";
import { edgeLetters, readPatientDirections } from "./patient-directions.ts";
import type { Box } from "./place-label.ts";
import { drawScaleBar } from "./scale-bar.ts";
import type { Scene } from "./scene.ts";

export { cornerLines } from "./corner-text.ts";
export { turnAsUsual } from "./patient-directions.ts";
export { pictureScene, screenScene } from "./scene.ts";

/** Distance from the edges, in letters. */
const PADDING = 0.9;
/** So much of the height a corner may take. */
const MAX_CORNER = 0.45;

interface Line {
  text: string;
  color: string;
}

type Measuring = typeof import("./measuring.ts");
let measuring: Measuring | undefined;

/** Fetches what measures are drawn by. */
export async function loadMeasuring(): Promise<Measuring> {
  measuring ??= await import("./measuring.ts");
  return measuring;
}

/** Tells whether measures or values are to be drawn whose code has yet to be fetched. */
export function awaitsMeasuring({ state: { pointer, measures } }: ViewerView): boolean {
  return measuring === undefined && (pointer !== undefined || measures.length > 0);
}

/** Draws what is on the screen above the image, besides the corner that is text of the page. */
export function drawOnScreen(context: Context2d, scene: Scene): void {
  const { shown, state } = scene.view;
  if (shown === undefined) return;
  context.font = fontOf(scene);
  const { pointer, shows } = state;
  const boxes: Box[] = [];
  if (shows.text) {
    const image = measuredImageOf(shown);
    const at = pointer && storedPoint(image, pointer);
    const probed = (at && measuring?.probeLines(image, at, wordsOf(scene))) ?? [];
    boxes.push(
      ...drawTexts(context, scene),
      drawCorner(context, scene, "bottom", "right", plain(probed, scene)),
      cornerBox(context, scene, "bottom", "left", cornerLines(scene.view)),
    );
  }
  if (!shows.measures) return;
  measuring?.drawMeasures(context, scene, boxes);
  measuring?.drawCross(context, scene);
}

/** Draws what belongs to a picture that is saved: without the pointer, with the window. `loadMeasuring` comes before. */
export function drawOnPicture(context: Context2d, scene: Scene): void {
  if (scene.view.shown === undefined) return;
  context.font = fontOf(scene);
  const { shows } = scene.view.state;
  const boxes: Box[] = [];
  if (shows.text) {
    boxes.push(
      ...drawTexts(context, scene),
      drawCorner(context, scene, "bottom", "left", plain(frameLines(scene.view), scene)),
    );
  }
  if (shows.measures) measuring?.drawMeasures(context, scene, boxes);
}

function wordsOf({ view }: Scene): Words<OverlayWord> {
  return createWords(OVERLAY_WORDS, view.labels);
}

function fontOf({ theme, fontPx }: Scene): string {
  return `${fontPx}px ${theme.fontFamily}`;
}

/** Returns the room that the upper corners and the scale bar take. */
function drawTexts(context: Context2d, scene: Scene): Box[] {
  const { shown } = scene.view;
  if (shown === undefined) return [];
  const { dataset } = shown.file;
  const words = wordsOf(scene);
  const notices = noticesOf(shown, scene.level, words).map((text) => ({ text, color: scene.theme.notice }));
  drawLetters(context, scene);
  return [
    ...drawScaleBar(context, scene, measuredImageOf(shown)),
    drawCorner(context, scene, "top", "left", [...plain(patientLines(dataset), scene), ...notices]),
    drawCorner(context, scene, "top", "right", plain(studyLines(dataset, words), scene)),
  ];
}

function plain(lines: readonly string[], { theme }: Scene): Line[] {
  return lines.map((text) => ({ text, color: theme.text }));
}

type Edge = "top" | "bottom";
type Side = "left" | "right";

/** Returns the room that it takes. */
function drawCorner(context: Context2d, scene: Scene, edge: Edge, align: Side, lines: readonly Line[]): Box {
  const { size, fontPx } = scene;
  const lineHeight = fontPx * LINE_HEIGHT;
  const padding = fontPx * PADDING;
  // The letter in the middle of an edge keeps its room.
  const maxWidth = size.width / 2 - padding - 2 * fontPx;
  const drawn = lines
    .slice(0, Math.floor((size.height * MAX_CORNER) / lineHeight))
    .map(({ text, color }) => ({ text: elided(context, text, maxWidth), color }));
  const texts = drawn.map(({ text }) => text);
  const box = cornerBox(context, scene, edge, align, texts);
  const x = align === "left" ? box.x : box.x + box.width;
  drawn.forEach(({ text, color }, i) => {
    const at = { x, y: box.y + (i + 0.5) * lineHeight };
    drawText(context, text, at, { align, color, rim: scene.theme.rim, fontPx });
  });
  return box;
}

function cornerBox(
  context: Context2d,
  { size, fontPx }: Scene,
  edge: Edge,
  side: Side,
  lines: readonly string[],
): Box {
  const padding = fontPx * PADDING;
  const width = Math.max(0, ...lines.map((line) => context.measureText(line).width));
  const height = lines.length * fontPx * LINE_HEIGHT;
  const x = side === "left" ? padding : size.width - padding - width;
  return { x, y: edge === "top" ? padding : size.height - padding - height, width, height };
}

function drawLetters(context: Context2d, { view, size, fontPx, theme }: Scene): void {
  const { shown, state } = view;
  const directions = shown && readPatientDirections(shown.file.dataset, shown.frameIndex);
  if (directions === undefined) return;
  const letters = edgeLetters(directions, state.orientation);
  const { width, height } = size;
  const away = fontPx * PADDING;
  const style = { color: theme.text, rim: theme.rim, fontPx };
  const inset = away + fontPx / 2;
  drawText(context, letters.left, { x: away, y: height / 2 }, { ...style, align: "left" });
  drawText(context, letters.right, { x: width - away, y: height / 2 }, { ...style, align: "right" });
  drawText(context, letters.top, { x: width / 2, y: inset }, { ...style, align: "center" });
  drawText(context, letters.bottom, { x: width / 2, y: height - inset }, { ...style, align: "center" });
}
