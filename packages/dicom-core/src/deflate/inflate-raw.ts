/** What both platforms do around inflating: limits, and streams that wrongly begin with a zlib header. PS3.5 A.5. */
import { LimitExceededError } from "../errors.ts";
import type { InflatedStream } from "./inflate-stream.ts";

export interface InflateLimits {
  /** At most so many bytes come out. */
  maxLengthBytes: number;
  /** At most so many times the bytes that go in; a result of up to 16 MiB is always allowed. */
  maxRatio: number;
}

export interface InflateResult {
  /** What could be inflated. */
  bytes: Uint8Array;
  /** Of the input, up to the end of the stream; what lies behind is trailing bytes. */
  consumedBytes: number;
  /** The input ends before the stream does. */
  isTruncated: boolean;
  /** The stream breaks a rule of its format; `bytes` is what came before. */
  isCorrupt: boolean;
  /** The stream is wrapped as RFC 1950 says, though DICOM deflates without a wrapper. */
  hasZlibHeader: boolean;
  /** What lies behind a whole stream, but for one zero that makes it even; a view. */
  rest: Uint8Array;
  /** What is to be told, as diagnostics: code, offset in the input, message. */
  faults: [code: string, offset: number, message: string][];
}

/** Results up to here are allowed at any ratio: a blank mask is no attack. */
const RATIO_FLOOR_BYTES = 16 * 1024 * 1024;
const CHECKSUM_LENGTH = 4;

/**
 * Returns what a stream inflates to by the given implementation.
 *
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxInflatedBytes` or `maxInflateRatio`
 */
export function inflateWith(
  inflate: (input: Uint8Array, maxBytes: number) => InflatedStream,
  input: Uint8Array,
  limits: InflateLimits,
): InflateResult {
  const maxByRatio = Math.max(RATIO_FLOOR_BYTES, Math.floor(limits.maxRatio * input.length));
  const maxBytes = Math.min(limits.maxLengthBytes, maxByRatio);
  const hasZlibHeader = beginsWithZlibHeader(input);
  const start = hasZlibHeader ? 2 : 0;
  const { bytes, consumedBytes, end } = inflate(input.subarray(start), maxBytes);
  if (end === "limit") {
    if (limits.maxLengthBytes <= maxByRatio) {
      throw new LimitExceededError("maxInflatedBytes", limits.maxLengthBytes, maxBytes + 1);
    }
    throw new LimitExceededError(
      "maxInflateRatio",
      limits.maxRatio,
      Math.ceil((maxBytes + 1) / input.length),
    );
  }
  const streamEnd = start + consumedBytes;
  const checksum = hasZlibHeader && end === "complete" ? CHECKSUM_LENGTH : 0;
  const consumed = Math.min(input.length, streamEnd + checksum);
  const result: InflateResult = {
    bytes,
    consumedBytes: consumed,
    isTruncated: end === "truncated",
    isCorrupt: end === "corrupt",
    hasZlibHeader,
    rest: input.subarray(input.length),
    faults: [],
  };
  const { faults } = result;
  if (hasZlibHeader) faults.push(["DATASET_ZLIB_HEADER", 0, "a zlib header before the deflated data set"]);
  if (end !== "complete") {
    faults.push(["DATASET_DEFLATE_BROKEN", 0, "the deflated stream is cut or damaged"]);
    return result;
  }
  const rest = input.subarray(consumed);
  if (rest.length > 1 || (rest[0] ?? 0) !== 0) {
    faults.push(["DATASET_TRAILING_BYTES", consumed, `${rest.length} bytes behind the deflated stream`]);
    result.rest = rest;
  }
  return result;
}

/**
 * RFC 1950 2.2. Read as raw deflate such a header would begin a stored block whose padding bits are not zero: taken for
 * one only if the lengths of the block fit.
 */
function beginsWithZlibHeader(input: Uint8Array): boolean {
  const [method = 0, flags = 0, ...rest] = input.subarray(0, 5);
  if ((method & 0x0f) !== 8 || method >> 4 > 7 || ((method << 8) | flags) % 31 !== 0) return false;
  const hasDictionary = (flags & 0x20) !== 0;
  const [second = 0, third = 0, fourth = 0] = rest;
  const isStoredBlock = (flags ^ third) === 0xff && (second ^ fourth) === 0xff;
  return !hasDictionary && !isStoredBlock;
}
