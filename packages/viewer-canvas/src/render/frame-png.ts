/** The frame as a PNG, in its own size, turned and windowed as it is shown. */
import { renderFrame } from "@minipacs/dicom-core/frames";
import { orientedSize, toOriented } from "../orientation.ts";
import type { ViewerView } from "../viewer-view.ts";
import { displayOptionsOf } from "./canvas-2d.ts";

/** Draws onto a picture of the frame: `scale` is the picture's pixels per image pixel. */
export type DrawOnto = (context: OffscreenCanvasRenderingContext2D, scale: number) => void;

/** Returns the PNG of the frame that is shown, `undefined` without one; one pixel of it is one of the file. */
export async function framePng({ state, shown }: ViewerView, drawOnto?: DrawOnto): Promise<Blob | undefined> {
  if (shown === undefined) return undefined;
  const { rgba, width, height } = renderFrame(shown.decoded, displayOptionsOf(state));
  const pixels = new OffscreenCanvas(width, height);
  contextOf(pixels).putImageData(new ImageData(rgba as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
  const size = { width, height };
  const { orientation } = state;
  const oriented = orientedSize(size, orientation);
  const picture = new OffscreenCanvas(oriented.width, oriented.height);
  const context = contextOf(picture);
  const corner = toOriented({ x: 0, y: 0 }, size, orientation);
  const right = toOriented({ x: 1, y: 0 }, size, orientation);
  const below = toOriented({ x: 0, y: 1 }, size, orientation);
  context.setTransform(
    right.x - corner.x,
    right.y - corner.y,
    below.x - corner.x,
    below.y - corner.y,
    corner.x,
    corner.y,
  );
  context.imageSmoothingEnabled = false;
  context.drawImage(pixels, 0, 0);
  context.resetTransform();
  drawOnto?.(context, 1);
  return picture.convertToBlob({ type: "image/png" });
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser has no 2D canvas");
  return context;
}
