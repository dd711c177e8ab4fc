/** Decodes JPEG-LS codestreams, lossless and near-lossless. ITU-T T.87 | ISO/IEC 14495-1; PS3.5 8.2.3. */
import { DecodeError } from "../../errors.ts";
import type { CodecImage, DecodeCodestreamOptions } from "../codec-image.ts";
import { assertSampleCount, reportProblem } from "../codec-problem.ts";
import { type CodecSteps, decoderOfSteps, finish } from "../codec-steps.ts";
import { undoColorTransform } from "./color-transform.ts";
import { decodeLine } from "./decode-line.ts";
import { EntropySegment } from "./entropy-segment.ts";
import {
  type FrameHeader,
  HeaderReader,
  type JpegLsColorTransform,
  type JpegLsInterleave,
  type ScanHeader,
} from "./headers.ts";
import { codingParameters } from "./parameters.ts";
import type { Line } from "./scan-coder.ts";
import { ScanDecoder } from "./scan-decoder.ts";

/** An image as `decodeJpegLs` returns it. */
export interface JpegLsImage extends CodecImage {
  samples: Uint8Array | Uint16Array;
  componentIds: number[];
  /** Of the first scan. */
  interleave: JpegLsInterleave;
  /** Of the first scan: the most that a sample is off; 0: lossless. */
  nearLossless: number;
  /** What an APP8 segment names; it is undone. */
  colorTransform: JpegLsColorTransform;
}

/** A run of the longest kind is 2^15 samples for one bit. */
const MAX_RUN = 2 ** 15;

/**
 * Returns the image of a codestream: 2 to 16 bits, 1 to 4 components, unsigned; the data set may take them for signed.
 * Colours are as the codestream holds them, but for HP's transforms, which are undone.
 *
 * Reported, the samples concerned being 0: PIXEL_JPEG_LS_SHORT, PIXEL_JPEG_LS_DATA; and PIXEL_JPEG_LS_MAPPING_TABLE.
 *
 * @throws DecodeError PIXEL_JPEG_LS_HEADER, and what is reported where there is no `report`
 * @throws UnsupportedError UNSUPPORTED_JPEG_LS for subsampling, more than 4 components, a point transform
 * @throws LimitExceededError maxSampleCount
 */
export function decodeJpegLs(bytes: Uint8Array, options: DecodeCodestreamOptions = {}): JpegLsImage {
  return finish(jpegLsSteps(bytes, options));
}

/** {@link decodeJpegLs} as a decoder of frames: in slices of time where the facts have a `pause`. */
export const jpegLsDecoder = decoderOfSteps(jpegLsSteps);

/** Does what decodeJpegLs does, line by line. */
function* jpegLsSteps(bytes: Uint8Array, options: DecodeCodestreamOptions): CodecSteps<JpegLsImage> {
  const headers = new HeaderReader(bytes, options);
  const first = headers.readScan(2);
  const { frame } = headers;
  if (first === undefined || frame === undefined) {
    throw new DecodeError("PIXEL_JPEG_LS_HEADER", "no scan", { offsetBytes: bytes.length });
  }
  const { width, height, bitsPerSample, componentIds } = frame;
  const samples = allocate(frame, bytes.length, options);
  const segment = new EntropySegment(bytes, first.dataOffset);
  const seen = new Set<number>();
  for (let scan: ScanHeader | undefined = first; scan; scan = headers.readScan(segment.end)) {
    // Each component once, or a short codestream could take long.
    if (scan.components.some((component) => seen.has(component))) break;
    const parameters = codingParameters(bitsPerSample, scan.near, headers.presets);
    if (parameters === undefined) {
      throw new DecodeError("PIXEL_JPEG_LS_HEADER", "coding parameters that contradict each other", {
        offsetBytes: scan.dataOffset,
      });
    }
    const decoder = new ScanDecoder(parameters, segment);
    yield* decodeScan({
      decoder,
      segment,
      bytes,
      frame,
      scan,
      samples,
      options,
      restartInterval: headers.restartInterval,
    });
    for (const component of scan.components) seen.add(component);
    if (seen.size === componentIds.length) break;
  }
  if (seen.size < componentIds.length) {
    const message = `scans of ${seen.size} of ${componentIds.length} components`;
    reportProblem(options, "PIXEL_JPEG_LS_SHORT", message, segment.end);
  }
  if (headers.colorTransform !== "none" && componentIds.length === 3) {
    undoColorTransform(samples, headers.colorTransform, bitsPerSample);
  }
  return {
    samples,
    width,
    height,
    componentCount: componentIds.length,
    bitsPerSample,
    isSigned: false,
    componentIds,
    interleave: first.interleave,
    nearLossless: first.near,
    colorTransform: headers.colorTransform,
  };
}

function allocate(
  frame: FrameHeader,
  byteCount: number,
  options: DecodeCodestreamOptions,
): Uint8Array | Uint16Array {
  const { width, height, bitsPerSample, componentIds } = frame;
  const count = width * height * componentIds.length;
  assertSampleCount(count, options);
  if (height * Math.ceil(width / MAX_RUN) > 8 * byteCount) {
    const message = `${byteCount} bytes cannot hold an image of ${width} x ${height}`;
    throw new DecodeError("PIXEL_JPEG_LS_HEADER", message);
  }
  return bitsPerSample <= 8 ? new Uint8Array(count) : new Uint16Array(count);
}

interface ScanJob {
  decoder: ScanDecoder;
  segment: EntropySegment;
  bytes: Uint8Array;
  frame: FrameHeader;
  scan: ScanHeader;
  samples: Uint8Array | Uint16Array;
  restartInterval: number;
  options: DecodeCodestreamOptions;
}

/** Decodes a scan, interval by interval. */
function* decodeScan(job: ScanJob): CodecSteps<void> {
  const { decoder, segment, bytes, scan, restartInterval } = job;
  const { height } = job.frame;
  const isJoint = scan.interleave === "sample";
  const lines = createLines(job.frame.width, isJoint ? [scan.components] : scan.components.map((c) => [c]));
  let offset = scan.dataOffset;
  for (let from = 0; from < height; ) {
    const end = restartInterval > 0 ? Math.min(height, from + restartInterval) : height;
    decoder.restart(offset);
    for (const { views } of lines) for (const { line } of views) line.fill(0);
    const damaged = yield* decodeLines(job, lines, from, end);
    if (damaged !== undefined) {
      const code = decoder.isPastEnd ? "PIXEL_JPEG_LS_SHORT" : "PIXEL_JPEG_LS_DATA";
      const message = `entropy-coded data of line ${damaged} of ${height} is ${decoder.isPastEnd ? "missing" : "damaged"}`;
      reportProblem(job.options, code, message, segment.end);
    }
    from = end;
    if (from === height) return;
    const marker = bytes[segment.end + 1] ?? 0;
    if (marker < 0xd0 || marker > 0xd7) {
      // Without its marker, the next interval cannot be found.
      if (damaged === undefined) {
        const message = `no restart marker behind line ${from} of ${height}`;
        reportProblem(job.options, "PIXEL_JPEG_LS_SHORT", message, segment.end);
      }
      return;
    }
    offset = segment.end + 2;
  }
}

/** The two lines that a component, or the components of a sample-interleaved scan, are decoded from and to. */
interface LinePair {
  components: readonly number[];
  /** With a view each without the margins. */
  views: [{ line: Line; inner: Line }, { line: Line; inner: Line }];
}

function createLines(width: number, groups: readonly (readonly number[])[]): LinePair[] {
  return groups.map((components) => {
    const count = components.length;
    const create = () => {
      const line = new Uint16Array((width + 2) * count);
      return { line, inner: line.subarray(count, (width + 1) * count) };
    };
    return { components, views: [create(), create()] };
  });
}

/** Returns the line in which something is wrong, if any. */
function* decodeLines(
  job: ScanJob,
  pairs: readonly LinePair[],
  from: number,
  end: number,
): CodecSteps<number | undefined> {
  const { decoder, frame, samples } = job;
  const { width, componentIds } = frame;
  for (let y = from; y < end; y += 1) {
    for (const [index, { components, views }] of pairs.entries()) {
      const previous = views[y & 1]!.line;
      const { line, inner } = views[(y + 1) & 1]!;
      const isWhole = decodeLine(decoder, previous, line, width, index, components.length);
      if (!isWhole || decoder.isPastEnd) return y;
      const start = y * width * componentIds.length;
      if (componentIds.length === 1) samples.set(inner, start);
      else scatter(inner, components, samples, start, componentIds.length);
    }
    yield;
  }
  return undefined;
}

/** Puts the samples of a line where they belong in the interleaved image. */
function scatter(
  line: Line,
  components: readonly number[],
  samples: Uint8Array | Uint16Array,
  start: number,
  stride: number,
): void {
  const count = components.length;
  for (const [index, component] of components.entries()) {
    for (let from = index, to = start + component; from < line.length; from += count, to += stride) {
      samples[to] = line[from]!;
    }
  }
}
