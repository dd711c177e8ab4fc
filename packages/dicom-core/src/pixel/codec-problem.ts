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
  if (report === undefined) throw new DecodeError(code, message, { offsetBytes });
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
