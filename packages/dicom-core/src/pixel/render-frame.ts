/** From samples to the display: rescale, window, polarity, RGBA. PS3.3 C.11.1, C.11.2, C.7.6.3.1.2. */
import { UnsupportedError } from "../errors.ts";
import type { DecodedFrame, Window } from "./decode-frame.ts";

export interface RenderOptions {
  /** In modality units (after rescale). Default: the data set's first window, else from the data. */
  windowCenter?: number;
  windowWidth?: number;
  /** Black for white. */
  invert?: boolean;
  /** Written to instead of a new array; of rows * columns * 4 bytes. */
  target?: Uint8ClampedArray;
}

export interface RenderedFrame {
  /** `[row][column][R G B A]`, 8 bits each. */
  rgba: Uint8ClampedArray;
  width: number;
  height: number;
}

const isLittleEndianMachine = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * Returns a frame as RGBA.
 *
 * @throws UnsupportedError UNSUPPORTED_PHOTOMETRIC_INTERPRETATION naming it
 */
export function renderFrame(frame: DecodedFrame, options: RenderOptions = {}): RenderedFrame {
  const { rows, columns, samplesPerPixel, photometricInterpretation } = frame;
  const rgba = options.target ?? new Uint8ClampedArray(rows * columns * 4);
  const out = new Uint32Array(rgba.buffer, rgba.byteOffset, rows * columns);
  if (samplesPerPixel === 1 && photometricInterpretation.startsWith("MONOCHROME")) {
    renderMonochrome(frame, options, out);
  } else if (samplesPerPixel === 3 && photometricInterpretation === "RGB") {
    renderRgb(frame, options, rgba);
  } else {
    throw new UnsupportedError(
      "UNSUPPORTED_PHOTOMETRIC_INTERPRETATION",
      `${photometricInterpretation} with ${samplesPerPixel} samples per pixel cannot be shown yet`,
      { details: { photometricInterpretation, samplesPerPixel } },
    );
  }
  return { rgba, width: columns, height: rows };
}

/** Returns the window that spans all values of a frame but the padding, in modality units. */
export function autoWindow(frame: DecodedFrame): Window {
  const { pixels, rescaleSlope, rescaleIntercept, pixelPaddingValue } = frame;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < pixels.length; i += 1) {
    const value = pixels[i]!;
    if (value === pixelPaddingValue) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { center: 0.5, width: 1 };
  const ends = [low * rescaleSlope + rescaleIntercept, high * rescaleSlope + rescaleIntercept];
  const first = Math.min(...ends);
  const last = Math.max(...ends);
  return { center: (first + last + 1) / 2, width: Math.max(1, last - first + 1) };
}

/** Returns the display value 0 to 255 of a modality value: the LINEAR function. PS3.3 C.11.2.1.2.1. */
export function applyLinearWindow(value: number, { center, width }: Window): number {
  if (width <= 1) return value <= center - 0.5 ? 0 : 255;
  const position = (value - (center - 0.5)) / (width - 1) + 0.5;
  return position <= 0 ? 0 : position > 1 ? 255 : position * 255;
}

function renderMonochrome(frame: DecodedFrame, options: RenderOptions, out: Uint32Array): void {
  const { pixels, bitsStored, isSigned, rescaleSlope, rescaleIntercept } = frame;
  const window = windowFor(frame, options);
  // MONOCHROME1: the lowest value is white. PS3.3 C.7.6.3.1.2.
  const isInverted = (frame.photometricInterpretation === "MONOCHROME1") !== (options.invert ?? false);
  const grey = (stored: number): number => {
    const level = Math.round(applyLinearWindow(stored * rescaleSlope + rescaleIntercept, window));
    return packGrey(isInverted ? 255 - level : level);
  };
  if (bitsStored > 16 || pixels.BYTES_PER_ELEMENT > 2) {
    for (let i = 0; i < out.length; i += 1) out[i] = grey(pixels[i]!);
    return;
  }
  // One packed pixel for each stored value there can be: a frame is then one look-up a pixel.
  const low = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const table = new Uint32Array(2 ** bitsStored);
  for (let i = 0; i < table.length; i += 1) table[i] = grey(low + i);
  for (let i = 0; i < out.length; i += 1) out[i] = table[pixels[i]! - low]!;
}

function renderRgb(frame: DecodedFrame, { invert = false }: RenderOptions, rgba: Uint8ClampedArray): void {
  const { pixels, bitsStored } = frame;
  const shift = Math.max(0, bitsStored - 8);
  const flip = invert ? 255 : 0;
  for (let i = 0, from = 0, to = 0; i < frame.rows * frame.columns; i += 1, from += 3, to += 4) {
    rgba[to] = (pixels[from]! >> shift) ^ flip;
    rgba[to + 1] = (pixels[from + 1]! >> shift) ^ flip;
    rgba[to + 2] = (pixels[from + 2]! >> shift) ^ flip;
    rgba[to + 3] = 255;
  }
}

function windowFor(frame: DecodedFrame, { windowCenter, windowWidth }: RenderOptions): Window {
  if (windowCenter !== undefined && windowWidth !== undefined)
    return { center: windowCenter, width: windowWidth };
  return frame.windows[0] ?? autoWindow(frame);
}

function packGrey(level: number): number {
  return isLittleEndianMachine
    ? (0xff000000 | (level * 0x010101)) >>> 0
    : ((level * 0x01010100) | 0xff) >>> 0;
}
