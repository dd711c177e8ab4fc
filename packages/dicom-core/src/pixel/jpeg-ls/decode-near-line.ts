/** JPEG-LS of any parameters and interleave mode: near-lossless, sample-interleaved, any maxVal. ITU-T T.87 A.3 to A.7. */
import { RUN_CONTEXT } from "./contexts.ts";
import type { Line } from "./scan-coder.ts";
import { NO_ERROR, type ScanDecoder } from "./scan-decoder.ts";

/**
 * Decodes a line of `count` interleaved components, which share a run index, `component`.
 * Returns false for a code that cannot be.
 */
export function decodeNearLine(
  scan: ScanDecoder,
  previous: Line,
  line: Line,
  width: number,
  component: number,
  count: number,
): boolean {
  const { signedContexts } = scan;
  for (let i = 0; i < count; i += 1) line[i] = previous[count + i]!;
  for (let x = 1; x <= width; ) {
    const at = x * count;
    if (scan.findContexts(previous, line, at, count)) {
      x =
        count === 1
          ? scan.readRun(previous, line, x, width, component)
          : readJointRun(scan, previous, line, x, width, count);
      if (x < 0) return false;
      continue;
    }
    for (let i = at; i < at + count; i += 1) {
      const signed = signedContexts[i - at]!;
      const prediction = scan.predict(line[i - count]!, previous[i]!, previous[i - count]!, signed);
      const sample = readSample(scan, signed, prediction);
      if (sample < 0) return false;
      line[i] = sample;
    }
    x += 1;
  }
  line.copyWithin((width + 1) * count, width * count, (width + 1) * count);
  return true;
}

/** Returns a sample of regular mode from its prediction, -1 for a code that cannot be. */
function readSample(scan: ScanDecoder, signed: number, prediction: number): number {
  const { contexts } = scan;
  const { near, escapeZeros } = scan.parameters;
  const context = Math.abs(signed);
  const k = contexts.golombParameter(context);
  const mapped = scan.readGolomb(k, escapeZeros);
  if (mapped < 0) return -1;
  let error = (mapped >>> 1) ^ -(mapped & 1);
  if (k === 0 && near === 0) error ^= contexts.errorFlip(context);
  contexts.update(context, error, near);
  return scan.reconstruct(prediction, signed < 0 ? 0 - error : error);
}

/** Like `ScanDecoder.readRun`, of all components at once; the pixel that ends the run is predicted by b alone. */
function readJointRun(
  scan: ScanDecoder,
  previous: Line,
  line: Line,
  from: number,
  width: number,
  count: number,
): number {
  const end = from + scan.readRunLength(width + 1 - from, 0);
  if (end > width + 1) return -1;
  for (let i = from * count; i < end * count; i += 1) line[i] = line[i - count]!;
  if (end > width) return end;
  for (let i = end * count; i < (end + 1) * count; i += 1) {
    const error = scan.readRunError(RUN_CONTEXT, 0);
    if (error === NO_ERROR) return -1;
    const b = previous[i]!;
    line[i] = scan.reconstruct(b, line[i - count]! > b ? 0 - error : error);
  }
  scan.contexts.shortenRuns(0);
  return end + 1;
}
