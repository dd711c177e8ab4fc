/** Paints a frame on a plain 2D canvas: what is in sight is windowed into a backing image, which is drawn turned and scaled. */
import type { DecodedFrame, RenderOptions } from "@minipacs/dicom-core/frames";
import { takesWindow, voiFunctionOf } from "../display-facts.ts";
import { canvasPointAt, clamp, imagePointAt } from "../viewport-place.ts";
import type { Size, ViewportState } from "../viewport-state.ts";
import { FramePainter } from "./frame-painter.ts";
import type { Region } from "./region.ts";

/** What a paint cost and how true it was, for those who report or measure. */
export interface PaintReport {
  /** Windowing of what had to be windowed anew, in milliseconds. */
  lookUpMs: number;
  drawMs: number;
  /** 0: the samples themselves; n: averages of 2^n by 2^n, as the image is shown that much smaller. */
  level: number;
}

/** Around what is in sight, so that small movements need no windowing. */
const MARGIN_FRACTION = 0.125;

/** A region of a level, coloured. */
interface Backing {
  key: string;
  level: number;
  region: Region;
}

/** Draws into the given canvas, which is always as large as what the screen shows of it, never as large as the image. */
export class Canvas2dRenderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #backing: HTMLCanvasElement;
  readonly #backingContext: CanvasRenderingContext2D;
  readonly #onTruer: () => void;
  #painter: FramePainter | undefined;
  #pixels: ImageData | undefined;
  #painted: Backing | undefined;
  /** For whose frame averages are being made. */
  #refined: FramePainter | undefined;
  /** What is on the canvas. */
  #shown: { state: ViewportState; device: Size } | undefined;
  #report: PaintReport = { lookUpMs: 0, drawMs: 0, level: 0 };

  /** `onTruer` is called when averages have been made for what is shown: a paint would now be better. */
  constructor(canvas: HTMLCanvasElement, onTruer: () => void) {
    this.#canvas = canvas;
    this.#onTruer = onTruer;
    this.#backing = canvas.ownerDocument.createElement("canvas");
    this.#context = contextOf(canvas);
    this.#backingContext = contextOf(this.#backing);
  }

  /** Of the last paint. */
  get report(): PaintReport {
    return this.#report;
  }

  /** Of the frame's overlay planes, by the page's styles. */
  get overlayColor(): RenderOptions["overlayColor"] {
    return this.#painter?.overlayColor(this.#canvas);
  }

  /** Takes over a frame, or `undefined` for none; painted with the next `paint`. */
  setFrame(frame: DecodedFrame | undefined): void {
    this.#painter = frame && new FramePainter(frame);
    this.#painted = undefined;
    this.#shown = undefined;
  }

  /**
   * Paints the state, unless it is on the canvas already; `device` is the size of the canvas in device pixels. Outside of the
   * image it is transparent.
   */
  paint(state: ViewportState, device: Size): void {
    if (this.#shown?.state === state && this.#shown.device === device) return;
    this.#shown = { state, device };
    const context = this.#context;
    if (this.#canvas.width !== device.width || this.#canvas.height !== device.height) {
      this.#canvas.width = device.width;
      this.#canvas.height = device.height;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, device.width, device.height);
    const painter = this.#painter;
    if (painter === undefined || state.canvas.width === 0 || state.canvas.height === 0) return;
    const begun = performance.now();
    const { level, region } = this.#window(painter, state, device);
    const windowed = performance.now();
    this.#draw(painter.frame, state, device, level, region);
    this.#report = { lookUpMs: windowed - begun, drawMs: performance.now() - windowed, level };
  }

  /** Colours what is in sight, unless the backing image holds it already. */
  #window(painter: FramePainter, state: ViewportState, device: Size): Backing {
    const { frame } = painter;
    const level = levelFor(frame, state, device);
    const size = painter.sizeAt(level);
    const inSight = regionInSight(state, frame, level, 0);
    const options = displayOptionsOf(state, frame, this.overlayColor);
    const key = JSON.stringify(options);
    const painted = this.#painted;
    if (painted?.key === key && painted.level === level && contains(painted.region, inSight)) return painted;
    const isSmall = size.width * size.height <= 2 * device.width * device.height;
    const region = isSmall
      ? { left: 0, top: 0, right: size.width, bottom: size.height }
      : regionInSight(state, frame, level, MARGIN_FRACTION);
    const pixels = this.#pixelsFor(region.right - region.left, region.bottom - region.top);
    const isTrue = painter.paint(level, region, options, new Uint32Array(pixels.data.buffer));
    this.#backingContext.putImageData(pixels, 0, 0);
    const now = { key, level, region };
    this.#painted = now;
    if (!isTrue) void this.#refine(painter, level);
    return now;
  }

  /** What was painted in haste is painted again, unless another frame or size is looked at by then. */
  async #refine(painter: FramePainter, level: number): Promise<void> {
    if (this.#refined === painter) return;
    this.#refined = painter;
    const isWanted = () => this.#painter === painter && this.#painted?.level === level;
    // The picture stays as it is where the code cannot be fetched.
    const isDone = await painter.refine(level, isWanted).catch(() => false);
    if (this.#refined === painter) this.#refined = undefined;
    if (this.#painter !== painter || (isWanted() && !isDone)) return;
    this.#painted = undefined;
    this.#shown = undefined;
    this.#onTruer();
  }

  #pixelsFor(width: number, height: number): ImageData {
    if (this.#pixels?.width === width && this.#pixels.height === height) return this.#pixels;
    this.#backing.width = width;
    this.#backing.height = height;
    this.#pixels = new ImageData(width, height);
    return this.#pixels;
  }

  #draw(frame: DecodedFrame, state: ViewportState, device: Size, level: number, region: Region): void {
    const context = this.#context;
    const ratioX = device.width / state.canvas.width;
    const ratioY = device.height / state.canvas.height;
    const corner = canvasPointAt(state, 0, 0);
    const right = canvasPointAt(state, 1, 0);
    const below = canvasPointAt(state, 0, 1);
    const aspect = state.image.height / frame.rows;
    context.setTransform(
      (right.x - corner.x) * ratioX,
      (right.y - corner.y) * ratioY,
      (below.x - corner.x) * ratioX * aspect,
      (below.y - corner.y) * ratioY * aspect,
      corner.x * ratioX,
      corner.y * ratioY,
    );
    context.imageSmoothingEnabled = state.shows.interpolation;
    const step = 2 ** level;
    const { left, top } = region;
    // Of an odd size the last pixel of a level stands for less than the others.
    const width = Math.min(region.right, frame.columns / step) - left;
    const height = Math.min(region.bottom, frame.rows / step) - top;
    const to = [left * step, top * step, width * step, height * step] as const;
    context.drawImage(this.#backing, 0, 0, width, height, ...to);
  }
}

/** What of the state changes the pixels of a frame, in the words of renderFrame. */
export function displayOptionsOf(
  { windowCenter, windowWidth, voiFunction, voiLutIndex, isInverted: invert, shows }: ViewportState,
  frame: DecodedFrame,
  overlayColor?: RenderOptions["overlayColor"],
): RenderOptions {
  const display = { invert, overlays: shows.overlays, overlayColor };
  if (!takesWindow(frame)) return display;
  if (voiLutIndex !== undefined) return { ...display, voiLutIndex };
  return { ...display, windowCenter, windowWidth, voiFunction: voiFunction ?? voiFunctionOf(frame) };
}

/** The level whose pixels are nearest to the device's; at 1:1 and larger always the samples themselves. */
function levelFor(frame: DecodedFrame, state: ViewportState, device: Size): number {
  const perColumn = (state.scale * device.width) / state.canvas.width;
  const perRow = (perColumn * state.image.height) / frame.rows;
  const shrinking = 1 / Math.max(perColumn, perRow);
  return Math.max(0, Math.round(Math.log2(shrinking)));
}

/** The pixels of a level that the canvas shows, and as many around them as a fraction of the canvas holds. */
function regionInSight(state: ViewportState, frame: DecodedFrame, level: number, margin: number): Region {
  const { width, height } = state.canvas;
  const near = imagePointAt(state, -width * margin, -height * margin);
  const far = imagePointAt(state, width * (1 + margin), height * (1 + margin));
  const perX = 2 ** -level;
  const perY = (perX * frame.rows) / state.image.height;
  const columns = Math.ceil(frame.columns * perX);
  const rows = Math.ceil(frame.rows * perX);
  // One more on each side: they are blended with those at the edge.
  return {
    left: clamp(Math.floor(Math.min(near.x, far.x) * perX) - 1, 0, columns - 1),
    top: clamp(Math.floor(Math.min(near.y, far.y) * perY) - 1, 0, rows - 1),
    right: clamp(Math.ceil(Math.max(near.x, far.x) * perX) + 1, 1, columns),
    bottom: clamp(Math.ceil(Math.max(near.y, far.y) * perY) + 1, 1, rows),
  };
}

function contains(outer: Region, inner: Region): boolean {
  return (
    inner.left >= outer.left &&
    inner.top >= outer.top &&
    inner.right <= outer.right &&
    inner.bottom <= outer.bottom
  );
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser has no 2D canvas");
  return context;
}
