/** What pixel codecs take and give: plain data without data sets or state, fit to be sent to a worker and back. */
import type { PixelArray } from "./unpack.ts";

/** The samples of one codestream as it holds them: no colour conversion but JPEG 2000's own, no sign but its own. */
export interface CodecImage {
  /** `[row][column][component]`; subsampled components are brought to full size. 8 bits: one byte, up to 16: two. */
  samples: PixelArray;
  width: number;
  height: number;
  componentCount: number;
  /** Precision of a sample in the codestream. */
  bitsPerSample: number;
  isSigned: boolean;
}

/** Something wrong in a codestream that can be read on from. */
export interface CodecProblem {
  /** `PIXEL_…`, listed in docs/errors.md. */
  code: string;
  message: string;
  /** Of the codestream, in bytes. */
  offsetBytes: number;
}

/** What every decoder takes. */
export interface DecodeCodestreamOptions {
  /**
   * Called for what can be read on from; samples that are missing stay 0. Without it, or when it throws, the decoder
   * ends with an error.
   */
  report?: ((problem: CodecProblem) => void) | undefined;
  /** Largest width * height * components that is allocated. Default {@link MAX_SAMPLE_COUNT}. */
  maxSampleCount?: number | undefined;
}

/** 1 Gi samples: a whole-slide frame fits, a forged header of 65535 x 65535 does not. */
export const MAX_SAMPLE_COUNT = 2 ** 30;
