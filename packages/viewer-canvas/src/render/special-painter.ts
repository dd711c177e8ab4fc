/** Colours, shutters and overlay planes: a chunk of its own, fetched for the first frame that has any. */
import { type DecodedFrame, packColor, type RenderOptions } from "@minipacs/dicom-core/frames";
import { createShutterMask, drawnOverlays, paintOverlay, renderFrame } from "@minipacs/dicom-core/render";
import { colorLevels, layerLevels } from "./color-levels.ts";
import type { FrameLevels } from "./frame-levels.ts";
import { forRows, type Region } from "./region.ts";

const OVERLAY_COLOR = packColor(255, 255, 255);

/** Paints a frame of colours: as a whole when an option changes, then from what it has. */
export class ColorPainter {
  readonly #frame: DecodedFrame;
  #painted: { key: string; levels: FrameLevels<Uint32Array> } | undefined;

  constructor(frame: DecodedFrame) {
    this.#frame = frame;
  }

  /** @throws UnsupportedError UNSUPPORTED_PHOTOMETRIC_INTERPRETATION */
  paint(level: number, region: Region, options: RenderOptions, out: Uint32Array): void {
    const key = JSON.stringify(options);
    if (this.#painted?.key !== key) {
      const { rgba, width, height } = renderFrame(this.#frame, {
        ...options,
        overlays: false,
        shutter: false,
      });
      const samples = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
      this.#painted = { key, levels: colorLevels({ width, height, samples }) };
    }
    const { samples, width } = this.#painted.levels.at(level);
    forRows(region, width, (from, end, to) => out.set(samples.subarray(from, end), to));
  }
}

/** Paints the shutter and the overlay planes over a frame. */
export class LayerPainter {
  readonly #frame: DecodedFrame;
  #layer: { hasOverlays: boolean; levels: FrameLevels<Uint32Array> | undefined } | undefined;

  constructor(frame: DecodedFrame) {
    this.#frame = frame;
  }

  paint(level: number, region: Region, hasOverlays: boolean, out: Uint32Array): void {
    if (this.#layer?.hasOverlays !== hasOverlays) {
      this.#layer = { hasOverlays, levels: layerOf(this.#frame, hasOverlays) };
    }
    if (this.#layer.levels === undefined) return;
    const { samples, width } = this.#layer.levels.at(level);
    forRows(region, width, (from, end, to) => {
      for (let i = from, at = to; i < end; i += 1, at += 1) out[at] = samples[i] || out[at]!;
    });
  }
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
