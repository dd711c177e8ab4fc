/** What decoders of JPEG give. */
import { UnsupportedError } from "../../errors.ts";
import type { CodecImage } from "../codec-image.ts";
import type { JpegFrame } from "./jpeg-frame.ts";
import { describeProcess } from "./jpeg-markers.ts";
import type { JpegHeaders } from "./read-jpeg.ts";

/** A decoded JPEG frame, and what its stream says of its colours; none is converted. */
export interface JpegImage extends CodecImage {
  componentIds: number[];
  hasJfif: boolean;
  /** Of an APP14 segment of Adobe: 0 none (RGB, CMYK), 1 YCbCr, 2 YCCK. */
  adobeTransform: number | undefined;
  /** `baseline`, `extended`, `progressive` or `lossless`. */
  process: string;
  /** Sampling factors of each component, across and down: `2x2,1x1,1x1`. */
  subsampling: string;
  /** Some components had fewer samples than others, and were upsampled. */
  isSubsampled: boolean;
}

/** Returns samples with what the headers of their stream say. */
export function jpegImageOf(
  { frame, hasJfif, adobeTransform }: JpegHeaders & { frame: JpegFrame },
  samples: CodecImage["samples"],
): JpegImage {
  const { marker, width, height, precision, components, maxH, maxV } = frame;
  return {
    samples,
    width,
    height,
    componentCount: components.length,
    bitsPerSample: precision,
    isSigned: false,
    componentIds: components.map(({ id }) => id),
    hasJfif,
    adobeTransform,
    process: describeProcess(marker),
    subsampling: components.map(({ h, v }) => `${h}x${v}`).join(),
    isSubsampled: components.some(({ h, v }) => h < maxH || v < maxV),
  };
}

/**
 * Refuses a frame of another process than a decoder's.
 *
 * @throws UnsupportedError UNSUPPORTED_JPEG_PROCESS naming it
 */
export function assertProcess(marker: number, known: readonly number[]): void {
  if (known.includes(marker)) return;
  const process = describeProcess(marker);
  throw new UnsupportedError(
    "UNSUPPORTED_JPEG_PROCESS",
    `JPEG of the ${process} process is not decoded here`,
    {
      details: { process },
    },
  );
}
