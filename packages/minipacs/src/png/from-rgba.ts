/** RGBA as the smallest kind of PNG that holds it. */
import type { RenderedFrame } from "@minipacs/dicom-core";
import type { PngImage } from "./encode-png.ts";

/** Returns grey where every pixel is grey, RGB where none shines through, else RGBA. */
export function toPngImage({ rgba, width, height }: RenderedFrame): PngImage {
  let isGrey = true;
  let isOpaque = true;
  for (let i = 0; i < rgba.length && (isGrey || isOpaque); i += 4) {
    if (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2]) isGrey = false;
    if (rgba[i + 3] !== 255) isOpaque = false;
  }
  if (!isOpaque) return { width, height, channelCount: 4, samples: rgba };
  const channelCount = isGrey ? 1 : 3;
  const samples = new Uint8Array(width * height * channelCount);
  for (let from = 0, to = 0; to < samples.length; from += 4) {
    for (let channel = 0; channel < channelCount; channel += 1, to += 1) samples[to] = rgba[from + channel]!;
  }
  return { width, height, channelCount, samples };
}
