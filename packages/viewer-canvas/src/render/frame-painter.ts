/** Colours the pixels of a part of a frame, at any of its levels: what renderFrame shows, for what is in sight only. */
import {
  createDisplayTable,
  type DecodedFrame,
  type PixelArray,
  type RenderOptions,
} from "@minipacs/dicom-core/frames";
import { type Level, pickSamples, type Region } from "./region.ts";
import type { ColorPainter, LayerPainter } from "./special-painter.ts";

let special: typeof import("./special-painter.ts") | undefined;
/** Comes with the first image that is shrunk. */
let averages: typeof import("./frame-levels.ts") | undefined;

/** Fetches what a frame is painted with besides a table of greys; to be waited for before it is given to a painter. */
export async function loadPainting(frame: DecodedFrame): Promise<void> {
  const isByTable = isGrey(frame) && frame.pixels.BYTES_PER_ELEMENT <= 2;
  if (special === undefined && (!isByTable || hasLayer(frame))) {
    special = await import("./special-painter.ts");
  }
}

export class FramePainter {
  readonly frame: DecodedFrame;
  #colors: ColorPainter | undefined;
  #layer: LayerPainter | undefined;

  constructor(frame: DecodedFrame) {
    this.frame = frame;
  }

  /** Returns the colour of its overlay planes as an element's styles give it. */
  overlayColor(element: Element): RenderOptions["overlayColor"] {
    return this.frame.overlays.length > 0 ? special!.overlayColorOf(element) : undefined;
  }

  /** Returns the size of a level in its pixels. */
  sizeAt(level: number): { width: number; height: number } {
    const { columns, rows } = this.frame;
    return { width: Math.ceil(columns / 2 ** level), height: Math.ceil(rows / 2 ** level) };
  }

  /**
   * Writes the colours of a region, row by row without gaps. Returns whether all of them are averages of what they stand
   * for: as long as `refine` has not made those, samples are picked.
   *
   * @throws UnsupportedError UNSUPPORTED_PHOTOMETRIC_INTERPRETATION
   */
  paint(level: number, region: Region, options: RenderOptions, out: Uint32Array): boolean {
    const { frame } = this;
    let isAveraged: boolean;
    if (isGrey(frame)) isAveraged = this.#paintStored(level, region, options, out);
    else {
      this.#colors ??= new special!.ColorPainter(frame);
      isAveraged = this.#colors.paint(level, region, options, out);
    }
    if (!hasLayer(frame)) return isAveraged;
    this.#layer ??= new special!.LayerPainter(frame);
    return this.#layer.paint(level, region, options, out) && isAveraged;
  }

  /** Makes the averages of a level, in slices, as long as they are wanted. Returns whether a paint would now be truer. */
  async refine(level: number, isWanted: () => boolean): Promise<boolean> {
    averages ??= await import("./frame-levels.ts");
    const { inSlices, storedLevels } = averages;
    const { frame } = this;
    const stored = isGrey(frame) ? storedLevels(frame) : undefined;
    for (const now of [() => stored ?? this.#colors?.levels, () => this.#layer?.levels]) {
      let levels = now();
      while (levels && !(await inSlices(levels.steps(level), () => isWanted() && levels === now()))) {
        if (levels === now()) return false;
        // The picture has changed meanwhile.
        levels = now();
      }
    }
    return true;
  }

  #paintStored(level: number, region: Region, options: RenderOptions, out: Uint32Array): boolean {
    const { frame } = this;
    const { columns: width, rows: height, pixels } = frame;
    const whole = level === 0 ? { width, height, samples: pixels } : averages?.storedLevels(frame).at(level);
    if (whole) lookUp(frame, whole, region, options, out);
    else {
      const picked = partOf(region, pickSamples(frame, level, region));
      lookUp(frame, picked, { left: 0, top: 0, right: picked.width, bottom: picked.height }, options, out);
    }
    return whole !== undefined;
  }
}

function partOf({ left, top, right, bottom }: Region, samples: PixelArray): Level<PixelArray> {
  return { width: right - left, height: bottom - top, samples };
}

/** Greys can be averaged before they are windowed; indexes of a palette cannot. */
function isGrey({ samplesPerPixel, photometricInterpretation, supplementalPalette }: DecodedFrame): boolean {
  return (
    samplesPerPixel === 1 &&
    photometricInterpretation.startsWith("MONOCHROME") &&
    supplementalPalette === undefined
  );
}

function hasLayer({ shutter, overlays }: DecodedFrame): boolean {
  return shutter !== undefined || overlays.length > 0;
}

/** Paints stored values. */
function lookUp(
  frame: DecodedFrame,
  { samples, width }: Level<PixelArray>,
  region: Region,
  options: RenderOptions,
  out: Uint32Array,
): void {
  const table = createDisplayTable(frame, options);
  if (table === undefined) {
    special!.paintValues(frame, samples, width, region, options, out);
    return;
  }
  const { buffer, byteOffset, length } = samples;
  const { colors, mask } = table;
  // Signed values are read as unsigned: the mask leaves the same bits of both.
  if (samples.BYTES_PER_ELEMENT === 1) {
    lookUpBytes(new Uint8Array(buffer, byteOffset, length), width, region, colors, mask, out);
  } else {
    lookUpWords(new Uint16Array(buffer, byteOffset, length), width, region, colors, mask, out);
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
