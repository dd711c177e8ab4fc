/** Draws everything over an image: corner texts, marks, letters, scale bar, measures. Onto the screen or a picture. */
import { measuredImageOf, storedPoint } from "../measure/measured-image.ts";
import type { ViewerView } from "../viewer-view.ts";
import { createWords, type Words } from "../words.ts";
import { cornerLines, frameLines } from "./corner-text.ts";
import { Corners, type Line } from "./corners.ts";
import { type Context2d, drawText } from "./halo.ts";
import { patientLines, studyLines } from "./image-words.ts";
import { noticesOf } from "./notices.ts";
import { OVERLAY_WORDS, type OverlayWord } from "./overlay-words.ts";
import { edgeLetters, readPatientDirections } from "./patient-directions.ts";
import type { Box } from "./place-label.ts";
import { drawScaleBar } from "./scale-bar.ts";
import type { Scene } from "./scene.ts";
import type { TextRoom } from "./text-room.ts";

export { cornerLines } from "./corner-text.ts";
export { turnAsUsual } from "./patient-directions.ts";
export { pictureScene, screenScene } from "./scene.ts";
export { textRoom } from "./text-room.ts";

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
    const probed = plain((at && measuring?.probeLines(image, at, wordsOf(scene))) ?? [], scene);
    const corners = new Corners(context, scene);
    // What is pointed at is asked for; whose the image is comes back afterwards.
    const isInstead = probed.length > 0 && !corners.room.hasRight;
    boxes.push(
      ...drawTexts(corners, isInstead ? probed : undefined),
      corners.draw("bottom", "right", probed),
      corners.box("bottom", "left", cornerLines(scene.view).slice(0, corners.room.lineCount)),
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
    const corners = new Corners(context, scene);
    boxes.push(...drawTexts(corners), corners.draw("bottom", "left", plain(frameLines(scene.view), scene)));
  }
  if (shows.measures) measuring?.drawMeasures(context, scene, boxes);
}

function wordsOf({ view }: Scene): Words<OverlayWord> {
  return createWords(OVERLAY_WORDS, view.labels);
}

function fontOf({ theme, fontPx }: Scene): string {
  return `${fontPx}px ${theme.fontFamily}`;
}

/** Returns the room that the upper corners and the scale bar take; other lines may stand in the place of the patient's. */
function drawTexts(corners: Corners, instead?: readonly Line[]): Box[] {
  const { context, scene, room } = corners;
  const { shown } = scene.view;
  if (shown === undefined) return [];
  const { dataset } = shown.file;
  const words = wordsOf(scene);
  const told = corners.gather(noticesOf(shown, scene.level, words));
  const notices = told.map((text) => ({ text, color: scene.theme.notice }));
  const lines = instead ?? plain(patientLines(dataset), scene);
  // Whoever looks at a picture must know what is wrong with it.
  const kept = lines.slice(0, Math.max(0, room.lineCount - notices.length));
  drawLetters(context, scene, room);
  return [
    ...drawScaleBar(context, scene, measuredImageOf(shown), room.barWidth),
    corners.draw("top", "left", [...kept, ...notices], room.noticeCount),
    corners.draw("top", "right", plain(studyLines(dataset, words), scene)),
  ];
}

function plain(lines: readonly string[], { theme }: Scene): Line[] {
  return lines.map((text) => ({ text, color: theme.text }));
}

function drawLetters(context: Context2d, { view, size, fontPx, theme }: Scene, room: TextRoom): void {
  const { shown, state } = view;
  const directions = shown && readPatientDirections(shown.file.dataset, shown.frameIndex);
  if (directions === undefined) return;
  const letters = edgeLetters(directions, state.orientation);
  const { width, height } = size;
  const away = room.padding;
  const style = { color: theme.text, rim: theme.rim, fontPx };
  const inset = away + fontPx / 2;
  if (room.hasSides) {
    drawText(context, letters.left, { x: away, y: height / 2 }, { ...style, align: "left" });
    drawText(context, letters.right, { x: width - away, y: height / 2 }, { ...style, align: "right" });
  }
  if (room.hasEnds) {
    drawText(context, letters.top, { x: width / 2, y: inset }, { ...style, align: "center" });
    drawText(context, letters.bottom, { x: width / 2, y: height - inset }, { ...style, align: "center" });
  }
}
