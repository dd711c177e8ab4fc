/**
 * The inner loop of JPEG-LS, ITU-T T.87 A.3 to A.6, written out for speed: what it shares with
 * `Contexts`, `ScanCoder` and `ScanDecoder` is in local variables, and what would be a hard-to-predict branch is
 * arithmetic.
 */
import { type Line, medianOf } from "./scan-coder.ts";
import type { ScanDecoder } from "./scan-decoder.ts";

/**
 * Decodes a line of `stride` components that are interleaved by sample and share a run index, `component`.
 * Returns false for a code that cannot be.
 */
export function decodeLine(
  scan: ScanDecoder,
  previous: Line,
  line: Line,
  width: number,
  component: number,
  stride: number,
): boolean {
  const { words, regions, signedContexts } = scan;
  const { magnitudes, biases, corrections, counts } = scan.contexts;
  const { maxVal, near, range, reset, escapeZeros } = scan.parameters;
  const { step } = scan;
  const isModular = near === 0 && (range & maxVal) === 0;
  const end = (width + 1) * stride;
  let position = scan.position;
  for (let i = 0; i < stride; i += 1) line[i] = previous[stride + i]!;
  for (let at = stride; at < end; ) {
    let flat = 0;
    for (let i = 0; i < stride; i += 1) {
      const b = previous[at + i]!;
      const c = previous[at + i - stride]!;
      const d = previous[at + i + stride]!;
      const signed =
        (regions[maxVal + d - b]! * 9 + regions[maxVal + b - c]!) * 9 +
        regions[maxVal + c - line[at + i - stride]!]!;
      signedContexts[i] = signed;
      flat |= signed;
    }
    if (flat === 0) {
      scan.position = position;
      at =
        stride === 1
          ? scan.readRun(previous, line, at, width, component)
          : scan.readJointRun(previous, line, at / stride, width, stride) * stride;
      if (at < 0) return false;
      position = scan.position;
      continue;
    }
    for (let i = 0; i < stride; i += 1, at += 1) {
      const signed = signedContexts[i]!;
      const a = line[at - stride]!;
      const b = previous[at]!;
      const c = previous[at - stride]!;
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
      if (k === 0 && near === 0) error ^= (2 * bias + count - 1) >> 31;

      let prediction = medianOf(a, b, a + b - c) + ((correction ^ sign) - sign);
      if (prediction < 0) prediction = 0;
      else if (prediction > maxVal) prediction = maxVal;

      if (isModular) {
        line[at] = (prediction + ((error ^ sign) - sign)) & maxVal;
      } else {
        line[at] = scan.reconstruct(prediction, (error ^ sign) - sign);
      }

      bias += Math.imul(error, step);
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
  }
  for (let i = end; i < end + stride; i += 1) line[i] = line[i - stride]!;
  scan.position = position;
  return true;
}
