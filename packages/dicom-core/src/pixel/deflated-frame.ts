/** Deflated Image Frame Compression: each frame is a deflate stream of its native bytes. PS3.5 8.2.16, RFC 1951. */
import { inflate } from "../deflate/inflater.ts";
import { DecodeError } from "../errors.ts";
import type { DecodeCodestreamOptions } from "./codec-image.ts";
import { reportProblem } from "./codec-problem.ts";

/** Behind a frame so much is inflated to be told; a stream that holds more is refused. */
const MAX_TRAILING_BYTES = 0x10000;

/**
 * Returns the native, little endian bytes of a frame, at most `length`; fewer where the stream is cut or damaged, which
 * is reported as `PIXEL_DEFLATE_BROKEN`. `PIXEL_DEFLATE_TRAILING` are bytes behind the frame or its stream,
 * `PIXEL_DEFLATE_ZLIB` is a zlib header before it.
 *
 * @param length of the frame, in bytes
 * @throws DecodeError PIXEL_DEFLATE_BROKEN where nothing can be inflated
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxInflatedBytes` for a stream of much more than a frame
 * @see PS3.5 8.2.16
 */
export function inflateFrame(
  bytes: Uint8Array,
  length: number,
  options: Pick<DecodeCodestreamOptions, "report">,
): Uint8Array {
  const result = inflate(bytes, {
    maxLengthBytes: length + MAX_TRAILING_BYTES,
    maxRatio: Number.POSITIVE_INFINITY,
  });
  const { bytes: inflated, consumedBytes, isTruncated, isCorrupt, hasZlibHeader, rest } = result;
  const isBroken = isTruncated || isCorrupt;
  if (inflated.length === 0) {
    throw new DecodeError("PIXEL_DEFLATE_BROKEN", `${bytes.length} bytes are no deflated frame`);
  }
  if (hasZlibHeader) reportProblem(options, "PIXEL_DEFLATE_ZLIB", "a zlib header before the frame", 0);
  if (isBroken) {
    const message = `the deflate stream of a frame breaks off after ${inflated.length} of ${length} bytes`;
    reportProblem(options, "PIXEL_DEFLATE_BROKEN", message, Math.min(consumedBytes, bytes.length));
  }
  // A byte more makes frames, or what was deflated of them, even.
  if (inflated.length > length + 1 || rest.length > 0) {
    reportProblem(options, "PIXEL_DEFLATE_TRAILING", "bytes behind a deflated frame", consumedBytes);
  }
  return inflated.subarray(0, length);
}
