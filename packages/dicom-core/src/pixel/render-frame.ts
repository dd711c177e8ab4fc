/**
 * From samples to a picture: modality LUT, VOI, polarity, palette or colour transform, shutter, overlays, in this order.
 * The steps are in `display/`. PS3.4 N.2, PS3.3 C.7.6.3, C.7.6.11, C.9, C.11.
 */
import { InvalidArgumentError } from "../errors.ts";
import type { DecodedFrame } from "./decode-frame.ts";
import { paintColor } from "./display/color.ts";
import {
  createColorFunction,
  createDisplayTable,
  type DisplayOptions,
  type DisplayTable,
  hasOneSample,
} from "./display/display-table.ts";
import { INVERT_COLOR, packColor } from "./display/packed-color.ts";
import { drawnOverlays, paintOverlay } from "./display/paint-overlay.ts";
import { createShutterMask } from "./display/shutter-mask.ts";

/** How `renderFrame` draws. */
export interface RenderOptions extends DisplayOptions {
  /** Overlay planes are drawn. Default true. */
  overlays?: boolean | undefined;
  /** 8 bits each. Default white. */
  overlayColor?: readonly [red: number, green: number, blue: number] | undefined;
  /** The display shutter is closed. Default true. */
  shutter?: boolean | undefined;
  /** Written to instead of a new array; of rows * columns * 4 bytes. */
  target?: Uint8ClampedArray | undefined;
}

/** A frame as `renderFrame` returns it, for an `ImageData`. */
export interface RenderedFrame {
  /** `[row][column][R G B A]`, 8 bits each. */
  rgba: Uint8ClampedArray;
  width: number;
  height: number;
}

const WHITE = [255, 255, 255] as const;

/**
 * Returns a frame as RGBA, opaque but for the alpha of RGBA samples. Pixels are as in the file: not stretched by
 * `pixelAspect`.
 *
 * @throws InvalidArgumentError ARG_VOI for a window, VOI LUT or preset that is not there, ARG_TARGET
 * @throws UnsupportedError UNSUPPORTED_PHOTOMETRIC_INTERPRETATION naming it
 */
export function renderFrame(frame: DecodedFrame, options: RenderOptions = {}): RenderedFrame {
  const { rows, columns, pixels } = frame;
  const count = rows * columns;
  const rgba = options.target ?? new Uint8ClampedArray(count * 4);
  if (rgba.length < count * 4 || rgba.byteOffset % 4 !== 0) {
    throw new InvalidArgumentError("ARG_TARGET", `the target must hold ${count * 4} bytes, aligned to 4`);
  }
  const out = new Uint32Array(rgba.buffer, rgba.byteOffset, count);
  if (!hasOneSample(frame)) {
    paintColor(frame, out, options.invert ? INVERT_COLOR : 0);
  } else {
    const table = createDisplayTable(frame, options);
    if (table) {
      paintByTable(frame, table, out);
    } else {
      const colorOf = createColorFunction(frame, options);
      for (let i = 0; i < out.length; i += 1) out[i] = colorOf(pixels[i]!);
    }
  }
  if (options.shutter ?? true) closeShutter(frame, out);
  if (options.overlays ?? true) {
    const color = packColor(...(options.overlayColor ?? WHITE));
    for (const plane of drawnOverlays(frame)) paintOverlay(plane, frame, out, color);
  }
  return { rgba, width: columns, height: rows };
}

/** One look-up a pixel. Signed samples are read as unsigned: the mask leaves the same bits of both. */
function paintByTable({ pixels }: DecodedFrame, { colors, mask }: DisplayTable, out: Uint32Array): void {
  const { buffer, byteOffset, length } = pixels;
  if (pixels.BYTES_PER_ELEMENT === 1)
    paintBytes(new Uint8Array(buffer, byteOffset, length), colors, mask, out);
  else paintWords(new Uint16Array(buffer, byteOffset, length), colors, mask, out);
}

function paintBytes(from: Uint8Array, colors: Uint32Array, mask: number, out: Uint32Array): void {
  for (let i = 0; i < out.length; i += 1) out[i] = colors[from[i]! & mask]!;
}

function paintWords(from: Uint16Array, colors: Uint32Array, mask: number, out: Uint32Array): void {
  for (let i = 0; i < out.length; i += 1) out[i] = colors[from[i]! & mask]!;
}

function closeShutter(frame: DecodedFrame, out: Uint32Array): void {
  const mask = createShutterMask(frame);
  if (mask === undefined || frame.shutter === undefined) return;
  const color = packColor(...frame.shutter.color);
  for (let i = 0; i < out.length; i += 1) if (mask[i]) out[i] = color;
}
