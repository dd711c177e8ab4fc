/** Colours, values that no table is made for, shutters and overlay planes: a chunk of its own, fetched for the first frame that has any. */
import {
  createColorFunction,
  type DecodedFrame,
  type PixelArray,
  packColor,
  type RenderOptions,
} from "@minipacs/dicom-core/frames";
import { createShutterMask, drawnOverlays, paintOverlay, renderFrame } from "@minipacs/dicom-core/render";
import { colorLevels, layerLevels } from "./color-levels.ts";
import type { FrameLevels } from "./frame-levels.ts";
import { pickSamples, type Region } from "./region.ts";

type Rgb = readonly [red: number, green: number, blue: number];
const WHITE: Rgb = [255, 255, 255];
/** In a layer; the shutter is 1, as in its mask. */
const OVERLAY = 2;

/** Paints values that have too many bits for a table, or fractions. */
export function paintValues(
  frame: DecodedFrame,
  samples: PixelArray,
  width: number,
  region: Region,
  options: RenderOptions,
  out: Uint32Array,
): void {
  const colorOf = createColorFunction(frame, options);
  forRows(region, width, (from, end, to) => {
    for (let i = from, at = to; i < end; i += 1, at += 1) out[at] = colorOf(samples[i]!);
  });
}

/** Calls with the first and the end of each row of a region among the samples, and where it goes. */
function forRows(
  { left, top, right, bottom }: Region,
  width: number,
  take: (from: number, end: number, to: number) => void,
): void {
  for (let row = top, to = 0; row < bottom; row += 1, to += right - left) {
    take(row * width + left, row * width + right, to);
  }
}

/** Averages of colours by what they are painted with; let go of with their frame. */
const known = new WeakMap<DecodedFrame, { key: string; levels: FrameLevels<Uint32Array> }>();

/** Paints a frame of colours: what is in sight of it, or averages. */
export class ColorPainter {
  readonly #frame: DecodedFrame;

  constructor(frame: DecodedFrame) {
    this.#frame = frame;
  }

  /** As they were painted last. */
  get levels(): FrameLevels<Uint32Array> | undefined {
    return known.get(this.#frame)?.levels;
  }

  /** @throws UnsupportedError UNSUPPORTED_PHOTOMETRIC_INTERPRETATION */
  paint(level: number, region: Region, options: RenderOptions, out: Uint32Array): boolean {
    const frame = this.#frame;
    const picture = { ...options, overlays: false, overlayColor: undefined, shutter: false };
    const before = this.levels;
    const levels = level === 0 ? undefined : levelsOf(frame, picture);
    // A step of a window that changes the picture does not wait for the averages of all of it.
    const isStep = frame.supplementalPalette !== undefined && before !== undefined && before !== levels;
    const whole = isStep ? undefined : levels?.at(level);
    if (whole === undefined) {
      renderPart(frame, level, region, picture, out);
      return level === 0;
    }
    forRows(region, whole.width, (from, end, to) => out.set(whole.samples.subarray(from, end), to));
    return true;
  }
}

function levelsOf(frame: DecodedFrame, options: RenderOptions): FrameLevels<Uint32Array> {
  const key = JSON.stringify(options);
  const kept = known.get(frame);
  if (kept?.key === key) return kept.levels;
  const { columns: width, rows: height } = frame;
  const levels = colorLevels({
    width,
    height,
    rows(top, bottom) {
      const colors = new Uint32Array(width * (bottom - top));
      renderPart(frame, 0, { left: 0, top, right: width, bottom }, options, colors);
      return colors;
    },
  });
  known.set(frame, { key, levels });
  return levels;
}

/** Renders a region of a level as if it were the frame. */
function renderPart(
  frame: DecodedFrame,
  level: number,
  region: Region,
  options: RenderOptions,
  out: Uint32Array,
): void {
  const { left, top, right, bottom } = region;
  const { columns, samplesPerPixel } = frame;
  const isRows = level === 0 && left === 0 && right === columns;
  const rowLength = columns * samplesPerPixel;
  const pixels = isRows
    ? frame.pixels.subarray(top * rowLength, bottom * rowLength)
    : pickSamples(frame, level, region);
  const part = { ...frame, pixels, columns: right - left, rows: bottom - top };
  const target = new Uint8ClampedArray(out.buffer, out.byteOffset, part.columns * part.rows * 4);
  renderFrame(part, { ...options, target });
}

/** Paints the shutter and the overlay planes over a frame. */
export class LayerPainter {
  readonly #frame: DecodedFrame;
  #layer: { hasOverlays: boolean; codes: Uint8Array | undefined } | undefined;
  #levels: FrameLevels<Uint8Array> | undefined;

  constructor(frame: DecodedFrame) {
    this.#frame = frame;
  }

  get levels(): FrameLevels<Uint8Array> | undefined {
    return this.#levels;
  }

  /** Returns whether thin lines are sure to be there. */
  paint(level: number, region: Region, options: RenderOptions, out: Uint32Array): boolean {
    const { overlays: hasOverlays = true, overlayColor = WHITE } = options;
    const { columns: width, rows: height, shutter } = this.#frame;
    if (this.#layer?.hasOverlays !== hasOverlays) {
      const samples = layerOf(this.#frame, hasOverlays);
      this.#layer = { hasOverlays, codes: samples };
      this.#levels = samples && layerLevels({ width, height, samples });
    }
    const { codes } = this.#layer;
    if (codes === undefined) return true;
    const colors = [0, shutter ? packColor(...shutter.color) : 0, packColor(...overlayColor)];
    const whole = level === 0 ? { width, samples: codes } : this.#levels?.at(level);
    const frame = { ...this.#frame, pixels: codes, samplesPerPixel: 1 };
    const samples = whole?.samples ?? pickSamples(frame, level, region);
    const { left, top, right, bottom } = region;
    const place = whole ? region : { left: 0, top: 0, right: right - left, bottom: bottom - top };
    forRows(place, whole?.width ?? place.right, (from, end, to) => {
      for (let i = from, at = to; i < end; i += 1, at += 1) if (samples[i]) out[at] = colors[samples[i]!]!;
    });
    return whole !== undefined;
  }
}

/** What hides each pixel: the shutter, over it the overlay planes; `undefined` where a frame has neither. */
function layerOf(frame: DecodedFrame, hasOverlays: boolean): Uint8Array | undefined {
  const mask = createShutterMask(frame);
  const planes = hasOverlays ? drawnOverlays(frame) : [];
  if (mask === undefined && planes.length === 0) return undefined;
  const codes = mask?.slice() ?? new Uint8Array(frame.rows * frame.columns);
  for (const plane of planes) paintOverlay(plane, frame, codes, OVERLAY);
  return codes;
}

let parsed: { css: string; color: Rgb } | undefined;

/** Returns the colour of overlay planes that the page's styles give an element, `undefined` where they give none. */
export function overlayColorOf(element: Element): Rgb | undefined {
  const css = getComputedStyle(element).getPropertyValue("--dicom-viewer-overlay").trim();
  if (css === "") return undefined;
  if (parsed?.css === css) return parsed.color;
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (context === null) return undefined;
  // What is no colour leaves the one before.
  context.fillStyle = "#fff";
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data as unknown as [number, number, number];
  parsed = { css, color: [red, green, blue] };
  return parsed.color;
}
