/** Samples to RLE Lossless: byte planes, packed row by row. PS3.5 Annex G. */
import { EncodeError } from "../../errors.ts";
import type { CodecImage } from "../codec-image.ts";
import { MAX_RLE_SEGMENT_COUNT, RLE_HEADER_LENGTH } from "./decode-rle.ts";

const MAX_RUN = 128;

/**
 * Returns one frame in RLE: `image.samples` as the words that they are, low bits first where they are wider than
 * `bitsAllocated`. With 1 bit allocated samples are 0 or 1, one an element.
 *
 * @throws EncodeError PIXEL_DESCRIPTION for an image that RLE cannot hold: bits allocated other than 1, 8, 16 or 32,
 * more than 15 byte planes, or samples that are not as many as its size says
 * @see PS3.5 Annex G
 */
export function encodeRle(image: CodecImage & { bitsAllocated: number }): Uint8Array {
  const { samples, width, height, componentCount, bitsAllocated } = image;
  const sampleBytes = Math.ceil(bitsAllocated / 8);
  const planeCount = bitsAllocated === 1 ? 1 : componentCount * sampleBytes;
  const count = width * height * componentCount;
  const isPossible =
    [1, 8, 16, 32].includes(bitsAllocated) &&
    count > 0 &&
    samples.length === count &&
    planeCount <= MAX_RLE_SEGMENT_COUNT;
  if (!isPossible) {
    throw new EncodeError(
      "PIXEL_DESCRIPTION",
      `${samples.length} samples as ${width} x ${height} pixels of ${componentCount} with ${bitsAllocated} bits: not in RLE`,
    );
  }
  // Rows of packed bits need not end on a byte: the whole frame is one row.
  const rowLength = bitsAllocated === 1 ? Math.ceil(count / 8) : width;
  const rowCount = bitsAllocated === 1 ? 1 : height;
  const largestRow = rowLength + Math.ceil(rowLength / MAX_RUN);
  const out = new Uint8Array(RLE_HEADER_LENGTH + planeCount * (rowCount * largestRow + 1));
  const header = new DataView(out.buffer, 0, RLE_HEADER_LENGTH);
  header.setUint32(0, planeCount, true);
  const row = new Uint8Array(rowLength);
  let at = RLE_HEADER_LENGTH;
  for (let plane = 0; plane < planeCount; plane += 1) {
    header.setUint32(4 + 4 * plane, at, true);
    const component = Math.floor(plane / sampleBytes);
    const shift = 8 * (sampleBytes - 1 - (plane % sampleBytes));
    for (let y = 0; y < rowCount; y += 1) {
      if (bitsAllocated === 1) packBits(samples, row);
      else {
        let from = y * width * componentCount + component;
        for (let x = 0; x < width; x += 1, from += componentCount) row[x] = samples[from]! >>> shift;
      }
      at = packRow(row, out, at);
    }
    // Segments are even. PS3.5 G.3.1.
    at += at & 1;
  }
  return out.slice(0, at);
}

/**
 * Writes a row as runs and literals and returns the offset behind it. Runs of two are worth it only outside a literal,
 * which they would cut in two.
 */
function packRow(row: Uint8Array, out: Uint8Array, start: number): number {
  const { length } = row;
  let at = start;
  let literalStart = 0;
  let x = 0;
  const flush = (end: number) => {
    for (let from = literalStart; from < end; from += MAX_RUN) {
      const part = Math.min(MAX_RUN, end - from);
      out[at] = part - 1;
      at += 1;
      for (let i = from; i < from + part; i += 1, at += 1) out[at] = row[i]!;
    }
  };
  while (x < length) {
    const value = row[x]!;
    let end = x + 1;
    while (end < length && end - x < MAX_RUN && row[end] === value) end += 1;
    const run = end - x;
    if (run > 2 || (run === 2 && literalStart === x)) {
      flush(x);
      out[at] = 257 - run;
      out[at + 1] = value;
      at += 2;
      literalStart = end;
    }
    x = end;
  }
  flush(length);
  return at;
}

function packBits(samples: ArrayLike<number>, packed: Uint8Array): void {
  packed.fill(0);
  for (let i = 0; i < samples.length; i += 1) packed[i >> 3]! |= (samples[i]! & 1) << (i & 7);
}
