/** How every decoder tells what is wrong with its bytes, and refuses sizes before anything is allocated. */
import { DecodeError, LimitExceededError } from "../errors.ts";
import { type DecodeCodestreamOptions, MAX_SAMPLE_COUNT } from "./codec-image.ts";

/**
 * Tells a problem that can be read on from.
 *
 * @throws DecodeError with the same code where nobody listens
 */
export function reportProblem(
  { report }: DecodeCodestreamOptions,
  code: string,
  message: string,
  offsetBytes: number,
): void {
  if (report === undefined) throw codecError(code, message, offsetBytes);
  report({ code, message, offsetBytes });
}

/**
 * Refuses an image of more samples than the option allows.
 *
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxSampleCount`
 */
export function assertSampleCount(count: number, options: DecodeCodestreamOptions): void {
  const allowed = options.maxSampleCount ?? MAX_SAMPLE_COUNT;
  if (count > allowed) throw new LimitExceededError("maxSampleCount", allowed, count);
}

/** Frames up to here are allocated whatever there is to fill them. */
const PLAUSIBLE_COUNT = 16 * 1024 * 1024;

/**
 * Refuses a large frame of which its bytes cannot even be the half: a size that was forged, or a scrap of a frame.
 *
 * @param maxExpansion samples that the syntax can put into a byte, or bytes of samples
 * @throws DecodeError PIXEL_TOO_SHORT
 */
export function assertPlausible(count: number, byteCount: number, maxExpansion: number): void {
  if (count <= Math.max(PLAUSIBLE_COUNT, 2 * maxExpansion * byteCount)) return;
  throw new DecodeError("PIXEL_TOO_SHORT", `${byteCount} bytes are no frame of ${count} samples`);
}

/** Returns the error for what cannot be read on from. */
export function codecError(code: string, message: string, offsetBytes: number): DecodeError {
  return new DecodeError(code, message, { offsetBytes });
}
