/** Paints a frame on a plain 2D canvas: windowing into a backing image, then one scaled draw. */
import { type DecodedFrame, renderFrame } from "@minipacs/dicom-core";
import type { ViewportState } from "../viewport-state.ts";

export class Canvas2dRenderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #backing: HTMLCanvasElement;
  #frame: DecodedFrame | undefined;
  #pixels: ImageData | undefined;
  #renderedWith = "";

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
    this.#backing = canvas.ownerDocument.createElement("canvas");
  }

  /** Takes over a new frame; painted with the next `paint`. */
  setFrame(frame: DecodedFrame | undefined): void {
    this.#frame = frame;
    this.#renderedWith = "";
    if (frame === undefined) return;
    if (this.#backing.width !== frame.columns || this.#backing.height !== frame.rows) {
      this.#backing.width = frame.columns;
      this.#backing.height = frame.rows;
      this.#pixels = undefined;
    }
    this.#pixels ??= new ImageData(frame.columns, frame.rows);
  }

  /** Paints the state; `pixelRatio` is device pixels per CSS pixel. */
  paint(state: ViewportState, pixelRatio: number, background: string): void {
    const width = Math.max(1, Math.round(state.canvas.width * pixelRatio));
    const height = Math.max(1, Math.round(state.canvas.height * pixelRatio));
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
    if (this.#frame === undefined) return;
    this.#renderPixels(this.#frame, state);
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    // Enlarged pixels stay visible as pixels from 4:1 on.
    context.imageSmoothingEnabled = state.scale < 4;
    context.imageSmoothingQuality = "high";
    context.drawImage(
      this.#backing,
      state.offsetX,
      state.offsetY,
      state.image.width * state.scale,
      state.image.height * state.scale,
    );
  }

  #renderPixels(frame: DecodedFrame, state: ViewportState): void {
    const { windowCenter, windowWidth, isInverted } = state;
    const key = `${windowCenter}/${windowWidth}/${isInverted}`;
    if (key === this.#renderedWith || this.#pixels === undefined) return;
    renderFrame(frame, { windowCenter, windowWidth, invert: isInverted, target: this.#pixels.data });
    this.#backing.getContext("2d")?.putImageData(this.#pixels, 0, 0);
    this.#renderedWith = key;
  }
}
