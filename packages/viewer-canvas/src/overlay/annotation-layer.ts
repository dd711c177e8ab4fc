/** A canvas of its own above the image, for what is drawn over it: the image is not painted again for a label. */

import type { ViewerSurface } from "../viewer-surface.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { Size } from "../viewport-state.ts";
import type { Theme } from "./scene.ts";

type Drawing = typeof import("./draw-annotations.ts");

/** Draws text and measures onto a picture of a frame in its own size. */
export type PictureDrawing = (context: OffscreenCanvasRenderingContext2D, view: ViewerView) => void;

/** What of the image's canvas the layer goes by. */
export interface ImageCanvas {
  /** Its size in device pixels. */
  device: Size;
  /** Of the last paint: see PaintReport. */
  level: number;
}

const DEFAULT_COLORS = { text: "#d5dde8", measure: "#ffe066", notice: "#ffb86b", rim: "rgb(0 0 0 / 80%)" };

export class AnnotationLayer implements ViewerPart {
  readonly #canvas: HTMLCanvasElement;
  readonly #corner: HTMLElement;
  readonly #image: () => ImageCanvas;
  readonly #onMissing: (error: unknown) => void;
  /** What the last picture was made of. */
  #drawn: readonly unknown[] = [];
  /** A chunk of its own: a page shows the image before it has what is drawn over it. */
  #drawing: Drawing | undefined;
  #isAsked = false;
  #isTold = false;
  /** That the corner has room for. */
  #lineCount = 0;
  #latest: ViewerView | undefined;

  /** Writes into a surface's canvas and its corner; `onMissing` is told, once, where the code cannot be fetched. */
  constructor(
    { annotations, corner }: Pick<ViewerSurface, "annotations" | "corner">,
    image: () => ImageCanvas,
    onMissing: (error: unknown) => void,
  ) {
    this.#onMissing = onMissing;
    this.#canvas = annotations;
    this.#corner = corner;
    this.#image = image;
  }

  /** Returns what draws onto pictures, in the page's colours. */
  async forPictures(): Promise<PictureDrawing> {
    const drawing = await import("./draw-annotations.ts");
    await drawing.loadMeasuring();
    return (context, view) => drawing.drawOnPicture(context, drawing.pictureScene(view, this.#theme));
  }

  /** Colours and letters as the page's styles give them. */
  get #theme(): Theme {
    const style = getComputedStyle(this.#canvas);
    const color = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
    return {
      text: style.color || DEFAULT_COLORS.text,
      measure: color("--dicom-viewer-measure", DEFAULT_COLORS.measure),
      notice: color("--dicom-viewer-notice", DEFAULT_COLORS.notice),
      rim: color("--dicom-viewer-rim", DEFAULT_COLORS.rim),
      fontFamily: style.fontFamily || "monospace",
      fontPx: Number.parseFloat(style.fontSize) || 12,
    };
  }

  update(view: ViewerView): void {
    const { state, shown } = view;
    const { device, level } = this.#image();
    const { canvas, image, scale, orientation, offsetX, offsetY, shownFrameIndex } = state;
    const { tool, shows, pointer, measures, selected } = state;
    const parts: readonly unknown[] = [
      ...[shown, level, device.width, device.height, canvas, image, scale, orientation, offsetX, offsetY],
      ...[shownFrameIndex, tool, shows, pointer, measures, selected, view.labels],
    ];
    this.#latest = view;
    const drawing = this.#drawing;
    if (drawing === undefined) {
      if (shown !== undefined)
        this.#fetch(async () => (this.#drawing = await import("./draw-annotations.ts")));
      return;
    }
    const isDrawn = parts.every((part, i) => part === this.#drawn[i]) && this.#drawn.length > 0;
    if (!isDrawn) {
      this.#drawn = parts;
      this.#draw(drawing, view, device, level);
    }
    const corner = drawing.cornerLines(view).slice(0, this.#lineCount).join("\n");
    if (this.#corner.textContent !== corner) this.#corner.textContent = corner;
    if (!isDrawn && drawing.awaitsMeasuring(view)) this.#fetch(drawing.loadMeasuring);
  }

  /** What cannot be fetched is asked for again with a later paint. */
  #fetch(load: () => Promise<unknown>): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    load().then(
      () => {
        this.#isAsked = false;
        this.#onLater();
      },
      (error) => {
        this.#isAsked = false;
        if (!this.#isTold) this.#onMissing(error);
        this.#isTold = true;
      },
    );
  }

  readonly #onLater = (): void => {
    this.#drawn = [];
    if (this.#latest !== undefined) this.update(this.#latest);
  };

  #draw(drawing: Drawing, view: ViewerView, device: Size, level: number): void {
    if (this.#canvas.width !== device.width || this.#canvas.height !== device.height) {
      this.#canvas.width = device.width;
      this.#canvas.height = device.height;
    }
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, device.width, device.height);
    const { width, height } = view.state.canvas;
    if (view.shown === undefined || width === 0 || height === 0) return;
    context.scale(device.width / width, device.height / height);
    const scene = drawing.screenScene(view, this.#theme, level, this.#onLater);
    drawing.drawOnScreen(context, scene);
    const { lineCount, bottomWidth, fromEdge } = drawing.textRoom(scene.size, scene.fontPx);
    this.#lineCount = lineCount;
    this.#corner.style.maxWidth = `${bottomWidth}px`;
    this.#corner.style.bottom = `${fromEdge}px`;
  }
}
