/** What decoders of JPEG give. */
import type { CodecImage } from "../codec-image.ts";

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
}
