/** Colours the pixels of a part of a frame, at any of its levels: what renderFrame shows, for what is in sight only. */
import {
  createColorFunction,
  createDisplayTable,
  createShutterMask,
  type DecodedFrame,
  drawnOverlays,
  type PixelArray,
  packColor,
  paintOverlay,
  type RenderOptions,
  renderFrame,
} from "@minipacs/dicom-core/frames";
import { colorLevels, type FrameLevels, layerLevels, storedLevels } from "./frame-levels.ts";

/** A rectangle of pixels of a level; right and bottom are beyond the last. */
export interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const OVERLAY_COLOR = packColor(255, 255, 255);

export class FramePainter {
  readonly frame: DecodedFrame;
  #stored: FrameLevels<PixelArray> | undefined;
  #colors: { key: string; levels: FrameLevels<Uint32Array> } | undefined;
  #layer: { hasOverlays: boolean; levels: FrameLevels<Uint32Array> | undefined } | undefined;

  constructor(frame: DecodedFrame) {
    this.frame = frame;
  }

  /** Returns the size of a level in its pixels. */
  sizeAt(level: number): { width: number; height: number } {
    const { columns, rows } = this.frame;
    return { width: Math.ceil(columns / 2 ** level), height: Math.ceil(rows / 2 ** level) };
  }

  /**
   * Writes the colours of a region, row by row without gaps.
   *
   * @throws UnsupportedError UNSUPPORTED_PHOTOMETRIC_INTERPRETATION
   */
  paint(level: number, region: Region, options: RenderOptions, out: Uint32Array): void {
    if (isGrey(this.frame)) this.#paintStored(level, region, options, out);
    else this.#paintColors(level, region, options, out);
    this.#paintLayer(level, region, options.overlays ?? true, out);
  }

  #paintStored(level: number, region: Region, options: RenderOptions, out: Uint32Array): void {
    this.#stored ??= storedLevels(this.frame);
    const { samples, width } = this.#stored.at(level);
    const table = createDisplayTable(this.frame, options);
    if (table) {
      const { buffer, byteOffset, length } = samples;
      const { colors, mask } = table;
      // Signed values are read as unsigned: the mask leaves the same bits of both.
      if (samples.BYTES_PER_ELEMENT === 1) {
        lookUpBytes(new Uint8Array(buffer, byteOffset, length), width, region, colors, mask, out);
      } else {
        lookUpWords(new Uint16Array(buffer, byteOffset, length), width, region, colors, mask, out);
      }
      return;
    }
    const colorOf = createColorFunction(this.frame, options);
    forRows(region, width, (from, end, to) => {
      for (let i = from, at = to; i < end; i += 1, at += 1) out[at] = colorOf(samples[i]!);
    });
  }

  #paintColors(level: number, region: Region, options: RenderOptions, out: Uint32Array): void {
    const key = JSON.stringify(options);
    if (this.#colors?.key !== key) {
      const { rgba, width, height } = renderFrame(this.frame, {
        ...options,
        overlays: false,
        shutter: false,
      });
      const samples = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
      this.#colors = { key, levels: colorLevels({ width, height, samples }) };
    }
    const { samples, width } = this.#colors.levels.at(level);
    forRows(region, width, (from, end, to) => out.set(samples.subarray(from, end), to));
  }

  #paintLayer(level: number, region: Region, hasOverlays: boolean, out: Uint32Array): void {
    if (this.#layer?.hasOverlays !== hasOverlays) {
      this.#layer = { hasOverlays, levels: layerOf(this.frame, hasOverlays) };
    }
    if (this.#layer.levels === undefined) return;
    const { samples, width } = this.#layer.levels.at(level);
    forRows(region, width, (from, end, to) => {
      for (let i = from, at = to; i < end; i += 1, at += 1) out[at] = samples[i] || out[at]!;
    });
  }
}

/** Greys can be averaged before they are windowed; indexes of a palette cannot. */
function isGrey({ samplesPerPixel, photometricInterpretation, supplementalPalette }: DecodedFrame): boolean {
  return (
    samplesPerPixel === 1 &&
    photometricInterpretation.startsWith("MONOCHROME") &&
    supplementalPalette === undefined
  );
}

/** The shutter and the overlay planes over it, `undefined` where a frame has neither. */
function layerOf(frame: DecodedFrame, hasOverlays: boolean): FrameLevels<Uint32Array> | undefined {
  const { columns: width, rows: height, shutter } = frame;
  const mask = createShutterMask(frame);
  const planes = hasOverlays ? drawnOverlays(frame) : [];
  if (mask === undefined && planes.length === 0) return undefined;
  const samples = new Uint32Array(width * height);
  if (mask && shutter) {
    const color = packColor(...shutter.color);
    for (let i = 0; i < samples.length; i += 1) if (mask[i]) samples[i] = color;
  }
  for (const plane of planes) paintOverlay(plane, frame, samples, OVERLAY_COLOR);
  return layerLevels({ width, height, samples });
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

function lookUpBytes(
  samples: Uint8Array,
  width: number,
  { left, top, right, bottom }: Region,
  colors: Uint32Array,
  mask: number,
  out: Uint32Array,
): void {
  for (let row = top, to = 0; row < bottom; row += 1) {
    const end = row * width + right;
    for (let i = row * width + left; i < end; i += 1, to += 1) out[to] = colors[samples[i]! & mask]!;
  }
}

function lookUpWords(
  samples: Uint16Array,
  width: number,
  { left, top, right, bottom }: Region,
  colors: Uint32Array,
  mask: number,
  out: Uint32Array,
): void {
  for (let row = top, to = 0; row < bottom; row += 1) {
    const end = row * width + right;
    for (let i = row * width + left; i < end; i += 1, to += 1) out[to] = colors[samples[i]! & mask]!;
  }
}
