/**
 * The inner loop of lossless JPEG-LS of one component, ITU-T T.87 A.3 to A.6, written out for speed: what it shares
 * with `Contexts` and `ScanDecoder` is in local variables, and what would be a hard-to-predict branch is arithmetic.
 */
import type { Line } from "./scan-coder.ts";
import type { ScanDecoder } from "./scan-decoder.ts";

/**
 * Decodes a line where maxVal is 2^n - 1. Returns false for a code that cannot be.
 */
export function decodeLosslessLine(
  scan: ScanDecoder,
  previous: Line,
  line: Line,
  width: number,
  component: number,
): boolean {
  const { words, regions } = scan;
  const { magnitudes, biases, corrections, counts } = scan.contexts;
  const { maxVal, reset, escapeZeros } = scan.parameters;
  let position = scan.position;
  let a = previous[1]!;
  let b = a;
  let c = previous[0]!;
  line[0] = a;
  // The gradient d - b of a sample is b - c of the next.
  let region1 = regions[maxVal + b - c]!;
  for (let x = 1; x <= width; ) {
    const d = previous[x + 1]!;
    const region2 = region1;
    region1 = regions[maxVal + d - b]!;
    const signed = (region1 * 9 + region2) * 9 + regions[maxVal + c - a]!;
    if (signed === 0) {
      scan.position = position;
      x = scan.readRun(previous, line, x, width, component);
      if (x < 0) return false;
      position = scan.position;
      a = line[x - 1]!;
      c = previous[x - 1]!;
      b = previous[x]!;
      region1 = regions[maxVal + b - c]!;
      continue;
    }
    // -1 or 0; (v ^ sign) - sign is v or -v.
    const sign = signed >> 31;
    const context = (signed ^ sign) - sign;

    let magnitude = magnitudes[context]!;
    let count = counts[context]!;
    let bias = biases[context]!;
    let correction = corrections[context]!;
    let k = Math.clz32(count) - Math.clz32(magnitude);
    k &= ~(k >> 31);
    if (count << k < magnitude) k += 1;

    const index = position >>> 5;
    const shift = position & 31;
    const bits = (words[index]! << shift) | ((words[index + 1]! >>> 1) >>> (31 - shift));
    const zeros = Math.clz32(bits);
    let mapped: number;
    if (zeros < escapeZeros && zeros + k < 32) {
      // The 1 behind the zeros is taken with the k bits: 2^k too much.
      mapped = ((zeros - 1) << k) + (bits >>> (31 - zeros - k));
      position += zeros + 1 + k;
    } else {
      scan.position = position;
      mapped = scan.readGolomb(k, escapeZeros);
      if (mapped < 0) return false;
      position = scan.position;
    }
    let error = (mapped >>> 1) ^ -(mapped & 1);
    if (k === 0) error ^= (2 * bias + count - 1) >> 31;

    // The median of a, b and a + b - c.
    const difference = a - b;
    const low = b + (difference & (difference >> 31));
    const high = a - (difference & (difference >> 31));
    let prediction = a + b - c - low;
    prediction = low + (prediction & ~(prediction >> 31));
    prediction -= high;
    prediction = high + (prediction & (prediction >> 31)) + ((correction ^ sign) - sign);
    if (prediction < 0) prediction = 0;
    else if (prediction > maxVal) prediction = maxVal;

    c = b;
    b = d;
    a = (prediction + ((error ^ sign) - sign)) & maxVal;
    line[x] = a;
    x += 1;

    bias += error;
    magnitude += error < 0 ? -error : error;
    if (count === reset) {
      magnitude >>= 1;
      bias >>= 1;
      count >>= 1;
    }
    count += 1;
    if (bias <= -count) {
      bias += count;
      if (bias <= -count) bias = 1 - count;
      if (correction > -128) corrections[context] = --correction;
    } else if (bias > 0) {
      bias -= count;
      if (bias > 0) bias = 0;
      if (correction < 127) corrections[context] = ++correction;
    }
    magnitudes[context] = magnitude;
    counts[context] = count;
    biases[context] = bias;
  }
  line[width + 1] = line[width]!;
  scan.position = position;
  return true;
}
