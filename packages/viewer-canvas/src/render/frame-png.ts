/** The frame as a PNG, in its own size, turned and windowed as it is shown. */
import { frameCount, type RenderOptions } from "@minipacs/dicom-core/frames";
import { renderFrame } from "@minipacs/dicom-core/render";
import type { StackFrame } from "../decode/frame-provider.ts";
import { orientedSize, toOriented } from "../orientation.ts";
import type { PictureDrawing } from "../overlay/annotation-layer.ts";
import { saveFile } from "../source/save-file.ts";
import type { ViewerView } from "../viewer-view.ts";
import { displayOptionsOf } from "./canvas-2d.ts";

/**
 * Returns the PNG of the frame that is shown, `undefined` without one; one pixel of it is one of the file. `annotate`
 * draws text and measures onto it.
 */
export async function framePng(
  view: ViewerView,
  overlayColor?: RenderOptions["overlayColor"],
  annotate?: PictureDrawing,
): Promise<Blob | undefined> {
  const { state, shown } = view;
  if (shown === undefined) return undefined;
  const { rgba, width, height } = renderFrame(
    shown.decoded,
    displayOptionsOf(state, shown.decoded, overlayColor),
  );
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
  annotate?.(context, view);
  return picture.convertToBlob({ type: "image/png" });
}

/** Hands a picture of a frame to the user. */
export async function savePicture(
  document: Document,
  frame: StackFrame,
  picture: Promise<Blob | undefined>,
): Promise<void> {
  const blob = await picture;
  if (blob) saveFile(document, blob, pngName(frame));
}

/** Returns a name for the picture that tells which image it is, and nothing of the patient. */
export function pngName({ file, frameIndex }: StackFrame): string {
  const { dataset } = file;
  const part = (word: string, text: string | undefined) => {
    const plain = text?.replace(/[^A-Za-z0-9]/g, "");
    return plain ? `${word}${plain}` : undefined;
  };
  const parts = [
    part("", dataset.getText("Modality")),
    part("series-", dataset.getText("SeriesNumber")),
    part("image-", dataset.getText("InstanceNumber")),
    frameCount(file) > 1 ? `frame-${frameIndex + 1}` : undefined,
  ].filter((text) => text !== undefined);
  return `${parts.join("-") || "image"}.png`;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser has no 2D canvas");
  return context;
}
