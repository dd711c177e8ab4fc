/** Paints a frame on a plain 2D canvas: windowed into a backing image, then drawn once, scaled and moved. */
import { type DecodedFrame, type RenderOptions, renderFrame } from "@minipacs/dicom-core";
import { canvasPointAt } from "../viewport-place.ts";
import type { Size, ViewportState } from "../viewport-state.ts";

/** From this many device pixels per image pixel on, pixels are shown as they are. */
const MIN_SHARP_SCALE = 4;

/** Draws into the given canvas, which is always as large as what the screen shows of it, never as large as the image. */
export class Canvas2dRenderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #backing: HTMLCanvasElement;
  readonly #backingContext: CanvasRenderingContext2D;
  #frame: DecodedFrame | undefined;
  #pixels: ImageData | undefined;
  /** What the backing image was windowed with: panning and zooming reuse it. */
  #renderedWith = "";

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#backing = canvas.ownerDocument.createElement("canvas");
    this.#context = contextOf(canvas);
    this.#backingContext = contextOf(this.#backing);
  }

  /** Takes over a frame, or `undefined` for none; painted with the next `paint`. */
  setFrame(frame: DecodedFrame | undefined): void {
    this.#frame = frame;
    this.#renderedWith = "";
    const { columns: width, rows: height } = frame ?? { columns: 0, rows: 0 };
    if (this.#backing.width === width && this.#backing.height === height) return;
    this.#backing.width = width;
    this.#backing.height = height;
    this.#pixels = frame && new ImageData(width, height);
  }

  /** Paints the state; `device` is the size of the canvas in device pixels. Outside of the image it is transparent. */
  paint(state: ViewportState, device: Size): void {
    const context = this.#context;
    if (this.#canvas.width !== device.width || this.#canvas.height !== device.height) {
      this.#canvas.width = device.width;
      this.#canvas.height = device.height;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, device.width, device.height);
    if (this.#frame === undefined || state.canvas.width === 0 || state.canvas.height === 0) return;
    this.#renderPixels(this.#frame, state);
    const ratioX = device.width / state.canvas.width;
    const ratioY = device.height / state.canvas.height;
    const corner = canvasPointAt(state, 0, 0);
    const right = canvasPointAt(state, 1, 0);
    const below = canvasPointAt(state, 0, 1);
    context.setTransform(
      (right.x - corner.x) * ratioX,
      (right.y - corner.y) * ratioY,
      (below.x - corner.x) * ratioX,
      (below.y - corner.y) * ratioY,
      corner.x * ratioX,
      corner.y * ratioY,
    );
    context.imageSmoothingEnabled = state.shows.interpolation && state.scale * ratioX < MIN_SHARP_SCALE;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#backing, 0, 0, state.image.width, state.image.height);
  }

  #renderPixels(frame: DecodedFrame, state: ViewportState): void {
    const options = displayOptionsOf(state);
    const key = JSON.stringify(options);
    if (key === this.#renderedWith || this.#pixels === undefined) return;
    renderFrame(frame, { ...options, target: this.#pixels.data });
    this.#backingContext.putImageData(this.#pixels, 0, 0);
    this.#renderedWith = key;
  }
}

/** What of the state changes the pixels, in the words of renderFrame. */
export function displayOptionsOf(state: ViewportState): RenderOptions {
  const { windowCenter, windowWidth, voiLutIndex, isInverted: invert, shows } = state;
  const display = { invert, overlays: shows.overlays };
  return voiLutIndex === undefined ? { ...display, windowCenter, windowWidth } : { ...display, voiLutIndex };
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser has no 2D canvas");
  return context;
}
