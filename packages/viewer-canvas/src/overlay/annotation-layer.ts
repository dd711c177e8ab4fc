/** A canvas of its own above the image, for what is drawn over it: the image is not painted again for a label. */
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { Size } from "../viewport-state.ts";
import type { Theme } from "./scene.ts";

type Drawing = typeof import("./draw-annotations.ts");

/** What of the image's canvas the layer goes by. */
export interface ImageCanvas {
  /** Its size in device pixels. */
  device: Size;
  /** Of the last paint: see PaintReport. */
  level: number;
}

const DEFAULT_COLORS = { text: "#d5dde8", measure: "#ffe066", notice: "#ffb86b" };

export class AnnotationLayer implements ViewerPart {
  readonly #canvas: HTMLCanvasElement;
  readonly #image: () => ImageCanvas;
  readonly #onMissing: (error: unknown) => void;
  /** What the last picture was made of. */
  #drawn: readonly unknown[] = [];
  /** A chunk of its own: a page shows the image before it has what is drawn over it. */
  #drawing: Drawing | undefined;
  #isAsked = false;
  #isTold = false;
  #latest: ViewerView | undefined;

  /** The canvas lies above that of the image and is as large; `onMissing` is told, once, where the code cannot be fetched. */
  constructor(canvas: HTMLCanvasElement, image: () => ImageCanvas, onMissing: (error: unknown) => void) {
    this.#onMissing = onMissing;
    this.#canvas = canvas;
    this.#image = image;
  }

  /** Colours and letters as the page's styles give them. */
  get theme(): Theme {
    const style = getComputedStyle(this.#canvas);
    const color = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
    return {
      text: style.color || DEFAULT_COLORS.text,
      measure: color("--dicom-viewer-measure", DEFAULT_COLORS.measure),
      notice: color("--dicom-viewer-notice", DEFAULT_COLORS.notice),
      fontFamily: style.fontFamily || "monospace",
      fontPx: Number.parseFloat(style.fontSize) || 12,
    };
  }

  update(view: ViewerView): void {
    const { state, shown } = view;
    const { device, level } = this.#image();
    const { canvas, image, scale, orientation, offsetX, offsetY, shownFrameIndex } = state;
    const { tool, shows, pointer, measures } = state;
    const parts: readonly unknown[] = [
      ...[shown, level, device.width, device.height, canvas, image, scale, orientation, offsetX, offsetY],
      ...[shownFrameIndex, tool, shows, pointer, measures, view.labels],
    ];
    this.#latest = view;
    if (parts.every((part, i) => part === this.#drawn[i]) && this.#drawn.length > 0) return;
    if (this.#drawing === undefined) {
      if (shown !== undefined) this.#load();
      return;
    }
    this.#drawn = parts;
    this.#draw(this.#drawing, view, device, level);
  }

  /** What cannot be loaded is asked for again with the next paint. */
  #load(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    import("./draw-annotations.ts").then(
      (drawing) => {
        this.#drawing = drawing;
        if (this.#latest !== undefined) this.update(this.#latest);
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
    drawing.drawOnScreen(context, drawing.screenScene(view, this.theme, level, this.#onLater));
  }
}
