/** Colours the pixels of a part of a frame, at any of its levels: what renderFrame shows, for what is in sight only. */
import {
  createColorFunction,
  createDisplayTable,
  type DecodedFrame,
  type PixelArray,
  type RenderOptions,
} from "@minipacs/dicom-core/frames";
import { type FrameLevels, storedLevels } from "./frame-levels.ts";
import { forRows, type Region } from "./region.ts";
import type { ColorPainter, LayerPainter } from "./special-painter.ts";

let special: typeof import("./special-painter.ts") | undefined;

/** Fetches what a frame is painted with besides a table of greys; to be waited for before it is given to a painter. */
export async function loadPainting(frame: DecodedFrame): Promise<void> {
  if (special === undefined && (!isGrey(frame) || hasLayer(frame))) {
    special = await import("./special-painter.ts");
  }
}

export class FramePainter {
  readonly frame: DecodedFrame;
  #stored: FrameLevels<PixelArray> | undefined;
  #colors: ColorPainter | undefined;
  #layer: LayerPainter | undefined;

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
    const { frame } = this;
    if (isGrey(frame)) this.#paintStored(level, region, options, out);
    else {
      this.#colors ??= new special!.ColorPainter(frame);
      this.#colors.paint(level, region, options, out);
    }
    if (!hasLayer(frame)) return;
    this.#layer ??= new special!.LayerPainter(frame);
    this.#layer.paint(level, region, options.overlays ?? true, out);
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
