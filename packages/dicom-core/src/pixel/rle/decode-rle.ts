/** RLE Lossless to samples: byte planes packed by PackBits behind a header of 64 bytes. PS3.5 Annex G. */
import { DecodeError } from "../../errors.ts";
import type { CodecImage, DecodeCodestreamOptions } from "../codec-image.ts";
import { assertPlausible, assertSampleCount, reportProblem } from "../codec-problem.ts";
import { type CodecSteps, decoderOfSteps, finish } from "../codec-steps.ts";

/** What `decodeRle` has to be told, because the codestream does not. */
export interface DecodeRleOptions extends DecodeCodestreamOptions {
  rows: number;
  columns: number;
  samplesPerPixel: number;
  /** 1, 8, 16 or 32. */
  bitsAllocated: number;
}

/** Number of segments and 15 offsets, of 32 bits each. PS3.5 G.5. */
export const RLE_HEADER_LENGTH = 64;
export const MAX_RLE_SEGMENT_COUNT = 15;
/** Two bytes unpack to 128. */
const MAX_EXPANSION = 64;
const MAX_RUN = 128;
/** Bytes that are written without asking whether there are so many. */
const STEP = 4;
/** From here on a call that moves a block is faster than a loop. */
const BLOCK_LENGTH = 32;
/** What one step unpacks, in bytes of a plane. */
const SLICE_LENGTH = 2 ** 20;

/**
 * Returns the samples of one frame, unsigned; one byte per sample of a 1-bit image. Samples of segments that are cut or
 * missing are 0. Reported are `PIXEL_RLE_SEGMENTS`, `PIXEL_RLE_SHORT` and `PIXEL_RLE_TRAILING`.
 *
 * @throws DecodeError PIXEL_RLE_HEADER without a segment, PIXEL_DESCRIPTION for a size that no image has,
 * PIXEL_TOO_SHORT for bytes that cannot be more than a scrap of the frame
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxSampleCount`
 * @see PS3.5 Annex G
 */
export function decodeRle(bytes: Uint8Array, options: DecodeRleOptions): CodecImage {
  return finish(rleSteps(bytes, options));
}

/** {@link decodeRle} as a decoder of frames: in slices of time where the facts have a `pause`. */
export const rleDecoder = decoderOfSteps(rleSteps);

/** Does what decodeRle does, a part of a segment at a time. */
function* rleSteps(bytes: Uint8Array, options: DecodeRleOptions): CodecSteps<CodecImage> {
  const { rows, columns, samplesPerPixel, bitsAllocated } = options;
  const count = rows * columns * samplesPerPixel;
  const sampleBytes = Math.ceil(bitsAllocated / 8);
  // Pixels of one bit are packed before they are encoded, eight in a byte.
  const planeCount = bitsAllocated === 1 ? 1 : samplesPerPixel * sampleBytes;
  const planeLength = bitsAllocated === 1 ? Math.ceil(count / 8) : rows * columns;
  const isPossible =
    [1, 8, 16, 32].includes(bitsAllocated) &&
    Number.isSafeInteger(count) &&
    count > 0 &&
    planeCount <= MAX_RLE_SEGMENT_COUNT;
  if (!isPossible) {
    throw new DecodeError(
      "PIXEL_DESCRIPTION",
      `${columns} x ${rows} pixels of ${samplesPerPixel} samples with ${bitsAllocated} bits: no image in RLE`,
    );
  }
  assertSampleCount(count, options);
  assertPlausible(count * sampleBytes, bytes.length, MAX_EXPANSION);
  const segments = readSegments(bytes, planeCount, options);
  const out = new Uint8Array(planeCount * planeLength);
  for (let index = 0; index < planeCount; index += 1) {
    // Of each sample the most significant byte comes first (G.2), and in memory last.
    let to = index + sampleBytes - 1 - 2 * (index % sampleBytes);
    const { start, end } = segments[index]!;
    let from = start;
    for (let stop = to; to >= stop; yield) {
      stop = to + SLICE_LENGTH * planeCount;
      [from, to] = unpackFast(bytes, from, end, out, to, stop, planeCount);
    }
    unpackRest(bytes, from, end, out, to, planeCount, index, options);
  }
  const samples =
    bitsAllocated === 1
      ? unpackBits(out, count)
      : bitsAllocated === 8
        ? out
        : new (bitsAllocated === 16 ? Uint16Array : Uint32Array)(out.buffer);
  return {
    samples,
    width: columns,
    height: rows,
    componentCount: samplesPerPixel,
    bitsPerSample: bitsAllocated,
    isSigned: false,
  };
}

interface Segment {
  start: number;
  end: number;
}

/** Returns where the segments lie, empty for those that the header does not place inside the bytes. PS3.5 G.5. */
function readSegments(bytes: Uint8Array, expected: number, options: DecodeRleOptions): Segment[] {
  if (bytes.length < RLE_HEADER_LENGTH) {
    throw new DecodeError("PIXEL_RLE_HEADER", `${bytes.length} bytes are no header of RLE`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, RLE_HEADER_LENGTH);
  const claimed = view.getUint32(0, true);
  const offset = (index: number) => (index < MAX_RLE_SEGMENT_COUNT ? view.getUint32(4 + 4 * index, true) : 0);
  const isInside = (at: number) => at >= RLE_HEADER_LENGTH && at < bytes.length;
  const segments: Segment[] = [];
  for (let index = 0; index < expected; index += 1) {
    const start = offset(index);
    const next = offset(index + 1);
    segments.push(
      isInside(start)
        ? { start, end: next > start && next < bytes.length ? next : bytes.length }
        : { start: 0, end: 0 },
    );
  }
  const found = segments.filter(({ end }) => end > 0).length;
  if (found === 0)
    throw new DecodeError("PIXEL_RLE_HEADER", "the header of RLE places no segment in the bytes");
  if (claimed !== expected || found < expected) {
    reportProblem(
      options,
      "PIXEL_RLE_SEGMENTS",
      `${claimed} segments in the header, ${found} in the bytes, where the image has ${expected}`,
      0,
    );
  }
  return segments;
}

/** Unpacks the rest of a segment, from where `unpackFast` stopped. */
function unpackRest(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
  stride: number,
  index: number,
  options: DecodeRleOptions,
): void {
  const last = out.length;
  let from = start;
  let to = at;
  let isOverrun = false;
  while (to < last && from < end) {
    const control = bytes[from]!;
    from += 1;
    if (control === 128 || (control > 128 && from === end)) continue;
    const isRun = control > 128;
    const length = isRun ? 257 - control : Math.min(control + 1, end - from);
    let stop = to + length * stride;
    // Behind the last byte of the plane, wherever that lies in the last pixel.
    if (stop >= last + stride) {
      stop = last;
      isOverrun = true;
    }
    for (; to < stop; to += stride) {
      out[to] = bytes[from]!;
      if (!isRun) from += 1;
    }
    if (isRun) from += 1;
  }
  if (to < last && end > 0) {
    const missing = Math.ceil((last - to) / stride);
    for (let i = 0; i < STEP && to < last; i += 1, to += stride) out[to] = 0;
    reportProblem(
      options,
      "PIXEL_RLE_SHORT",
      `segment ${index} ends ${missing} bytes before its plane`,
      from,
    );
  } else if (isOverrun || end - from > 1) {
    // One byte may make the segment even.
    reportProblem(options, "PIXEL_RLE_TRAILING", `segment ${index} holds more than its plane`, from);
  }
}

/**
 * Unpacks to every `stride`-th byte from `at`, until it reaches `limit` or the longest run might not fit into both. Bytes
 * are written in steps, up to three too many: what comes next writes over them. Returns how far it came. PS3.5 G.3.2.
 */
function unpackFast(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
  limit: number,
  stride: number,
): [from: number, to: number] {
  let from = start;
  let to = at;
  const lastFrom = end - MAX_RUN - STEP;
  const lastTo = Math.min(limit, out.length - (MAX_RUN + STEP) * stride);
  while (to < lastTo && from < lastFrom) {
    const control = bytes[from]!;
    from += 1;
    if (control < 128) {
      const length = control + 1;
      const stop = to + length * stride;
      if (stride === 1 && length > BLOCK_LENGTH) {
        out.set(bytes.subarray(from, from + length), to);
      } else {
        for (let next = from; to < stop; next += STEP) {
          out[to] = bytes[next]!;
          to += stride;
          out[to] = bytes[next + 1]!;
          to += stride;
          out[to] = bytes[next + 2]!;
          to += stride;
          out[to] = bytes[next + 3]!;
          to += stride;
        }
      }
      to = stop;
      from += length;
    } else if (control > 128) {
      const value = bytes[from]!;
      from += 1;
      const stop = to + (257 - control) * stride;
      if (stride === 1 && stop - to > BLOCK_LENGTH) {
        out.fill(value, to, stop);
      } else {
        while (to < stop) {
          out[to] = value;
          to += stride;
          out[to] = value;
          to += stride;
          out[to] = value;
          to += stride;
          out[to] = value;
          to += stride;
        }
      }
      to = stop;
    }
  }
  return [from, to];
}

/** The first pixel is the least significant bit. PS3.5 8.1.1. */
function unpackBits(packed: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) out[i] = (packed[i >> 3]! >> (i & 7)) & 1;
  return out;
}
