/** Lossless JPEG (process 14): every predictor, 2 to 16 bits. ITU-T T.81 Annex H, PS3.5 8.2.1 and 10.2. */
import { DecodeError } from "../../errors.ts";
import type { DecodeCodestreamOptions } from "../codec-image.ts";
import { assertPlausible, assertSampleCount, reportProblem } from "../codec-problem.ts";
import { type CodecSteps, decoderOfSteps, finish } from "../codec-steps.ts";
import { EntropyReader, readIntervals } from "./entropy-reader.ts";
import type { JpegComponent, JpegFrame, JpegScan } from "./jpeg-frame.ts";
import { assertProcess, type JpegImage, jpegImageOf } from "./jpeg-image.ts";
import { MARKER } from "./jpeg-markers.ts";
import { type DifferenceUnit, differenceCodesOf, readDifferences } from "./lossless-differences.ts";
import { addDifferences } from "./lossless-prediction.ts";
import { huffmanTableOf, type JpegHeaders, readJpeg } from "./read-jpeg.ts";

/** A sample takes at least one bit. */
const MAX_SAMPLES_A_BYTE = 8;

type Samples = Uint8Array | Uint16Array;

/** Where the samples of a component go, and the last two lines of them, before they are shifted by the point transform. */
interface Plane {
  component: JpegComponent;
  samples: Samples;
  /** Of the first sample, between two samples, between two lines. */
  start: number;
  step: number;
  stride: number;
  /** By the line's number, even or odd. */
  lines: [Uint16Array, Uint16Array];
  isDecoded: boolean;
}

/**
 * Returns the samples of a lossless JPEG stream, unsigned; components with fewer samples are repeated to full size.
 * Reported are the problems `PIXEL_JPEG_…` of any JPEG stream; samples that are damaged or missing are 0.
 *
 * @throws DecodeError PIXEL_JPEG_NONE, PIXEL_JPEG_FRAME, PIXEL_JPEG_SCAN where there is nothing to decode, PIXEL_TOO_SHORT
 * for bytes that cannot be more than a scrap of the frame
 * @throws UnsupportedError UNSUPPORTED_JPEG_PROCESS for a frame of another process
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxSampleCount`
 * @see ITU-T T.81 Annex H
 */
export function decodeJpegLossless(bytes: Uint8Array, options: DecodeCodestreamOptions = {}): JpegImage {
  return finish(jpegLosslessSteps(bytes, options));
}

/** {@link decodeJpegLossless} as a decoder of frames: in slices of time where the facts have a `pause`. */
export const jpegLosslessDecoder = decoderOfSteps(jpegLosslessSteps);

/** Does what decodeJpegLossless does, line by line. */
function* jpegLosslessSteps(bytes: Uint8Array, options: DecodeCodestreamOptions): CodecSteps<JpegImage> {
  const reader = new EntropyReader();
  let planes: Plane[] = [];
  let samples: Samples = new Uint8Array(0);
  try {
    const headers = yield* readJpeg(bytes, {
      report: options.report,
      startFrame(started) {
        samples = allocate(started, bytes.length, options);
        planes = started.components.map((component, index) => planeOf(started, component, index, samples));
      },
      decodeScan: (scan, headers) => decodeScan(bytes, reader, planes, scan, headers, options),
    });
    const { frame } = headers;
    for (const [index, plane] of planes.entries()) {
      if (!plane.isDecoded) {
        reportProblem(
          options,
          "PIXEL_JPEG_SCAN",
          "a component of the frame is in none of its scans",
          frame.offsetBytes,
        );
      }
      if (plane.samples !== samples) repeatSamples(plane, frame, index, samples);
    }
    return jpegImageOf(headers, samples);
  } finally {
    reader.release();
  }
}

function allocate(frame: JpegFrame, byteCount: number, options: DecodeCodestreamOptions): Samples {
  const { marker, width, height, precision, components } = frame;
  assertProcess(marker, [MARKER.SOF3]);
  const count = width * height * components.length;
  assertSampleCount(count, options);
  assertPlausible(count, byteCount, MAX_SAMPLES_A_BYTE);
  return precision <= 8 ? new Uint8Array(count) : new Uint16Array(count);
}

function planeOf(frame: JpegFrame, component: JpegComponent, index: number, samples: Samples): Plane {
  const { width, height, components } = frame;
  const isWhole = component.width === width && component.height === height;
  const line = () => new Uint16Array(component.width);
  const common = { component, lines: [line(), line()] as [Uint16Array, Uint16Array], isDecoded: false };
  if (isWhole) {
    const step = components.length;
    return { ...common, samples, start: index, step, stride: width * step };
  }
  const own = new (samples.constructor as new (length: number) => Samples)(
    component.width * component.height,
  );
  return { ...common, samples: own, start: 0, step: 1, stride: component.width };
}

/** One line of a component within a row of minimal coded units. */
interface UnitLine {
  plane: Plane;
  /** Samples of a unit in this line. */
  h: number;
  /** The line is `v * row + y`. */
  v: number;
  y: number;
  /** Of its first difference, and between two of them. */
  place: number;
  apart: number;
}

function* decodeScan(
  bytes: Uint8Array,
  reader: EntropyReader,
  planes: readonly Plane[],
  scan: JpegScan,
  headers: JpegHeaders,
  options: DecodeCodestreamOptions,
): CodecSteps<number> {
  const { precision, width, height, maxH, maxV } = headers.frame!;
  const { spectralStart: predictor, approximationLow: shift, offsetBytes } = scan;
  if (predictor > 7 || shift >= precision) {
    const what = `predictor ${predictor}, point transform ${shift} of ${precision} bits`;
    throw new DecodeError("PIXEL_JPEG_SCAN", `a lossless JPEG scan with ${what}`, { offsetBytes });
  }
  if (scan.components.some(({ index }) => planes[index]!.isDecoded)) {
    throw new DecodeError("PIXEL_JPEG_SCAN", "a second lossless scan of a component", { offsetBytes });
  }
  const isAlone = scan.components.length === 1;
  const [first] = scan.components.map(({ index }) => planes[index]!.component);
  const across = isAlone ? first!.width : Math.ceil(width / maxH);
  const down = isAlone ? first!.height : Math.ceil(height / maxV);
  const units: DifferenceUnit[] = [];
  const lines: UnitLine[] = [];
  let differenceCount = 0;
  for (const { index, dcTable } of scan.components) {
    const plane = planes[index]!;
    const { h, v } = isAlone ? { h: 1, v: 1 } : plane.component;
    const table = huffmanTableOf(headers, "dc", dcTable, scan, options);
    const codes = differenceCodesOf(table);
    for (let y = 0; y < v; y += 1) {
      for (let x = 0; x < h; x += 1) units.push({ table, codes, place: differenceCount + x, step: h });
      lines.push({ plane, h, v, y, place: differenceCount, apart: 1 });
      differenceCount += across * h;
    }
    plane.isDecoded = true;
  }
  // Samples side by side with one table are read as those of one component.
  const [unit] = units;
  const isShared = lines.length === units.length && units.every(({ table }) => table === unit!.table);
  const unitLength = isShared ? units.length : 1;
  if (isShared) {
    units.splice(0, units.length, { ...unit!, step: 1 });
    for (const [place, line] of lines.entries()) Object.assign(line, { place, apart: lines.length });
  }
  const differences = new Int32Array(differenceCount);
  const initial = 1 << (precision - shift - 1);

  const decodeInterval = function* (start: number, count: number): CodecSteps<void> {
    const startRow = Math.floor(start / across);
    let from = start - startRow * across;
    for (let row = startRow, left = count; left > 0; row += 1) {
      const to = Math.min(across, from + left);
      const stop = readDifferences(reader, units, differences, from * unitLength, to * unitLength);
      const read = Math.floor(stop / unitLength);
      for (const line of lines) {
        const isFirst = row === startRow && line.y === 0;
        decodeLine(line, row, from, read, predictor, isFirst ? initial : undefined, differences, shift);
      }
      if (read < to) {
        tellEnd(reader, options);
        return;
      }
      left -= to - from;
      from = 0;
      yield;
    }
  };
  return yield* readIntervals(
    reader,
    bytes,
    scan.dataOffset,
    across * down,
    headers.restartInterval,
    options,
    decodeInterval,
  );
}

/**
 * Decodes one line from unit `from` to before `to` and puts it into its plane. In the first line after a restart, which
 * `initial` is given for, only the sample to the left predicts; elsewhere the line's first sample is predicted by the one
 * above. T.81 H.1.1.
 */
function decodeLine(
  { plane, h, v, y, place, apart }: UnitLine,
  row: number,
  from: number,
  to: number,
  predictor: number,
  initial: number | undefined,
  differences: Int32Array,
  shift: number,
): void {
  const { component, samples, start, step, stride, lines } = plane;
  const number = row * v + y;
  // What fills up the last units is no part of the image, and predicts nothing that is.
  const first = from * h;
  const end = Math.min(to * h, component.width);
  if (number >= component.height || first >= end) return;
  const line = lines[number & 1]!;
  const above = lines[(number + 1) & 1]!;
  if (initial !== undefined) {
    line[first] = initial + differences[place + first * apart]!;
    addDifferences(1, line, above, differences, place, apart, first + 1, end);
  } else {
    if (first === 0) line[0] = above[0]! + differences[place]!;
    addDifferences(predictor, line, above, differences, place, apart, Math.max(first, 1), end);
  }
  let at = start + number * stride + first * step;
  if (step === 1 && shift === 0) {
    samples.set(line.subarray(first, end), at);
    return;
  }
  for (let x = first; x < end; x += 1, at += step) samples[at] = line[x]! << shift;
}

function tellEnd(reader: EntropyReader, options: DecodeCodestreamOptions): void {
  // Fewer bits are left than the longest code with its difference has, or they begin none.
  const isCut = reader.end - reader.position < 32;
  reportProblem(
    options,
    isCut ? "PIXEL_JPEG_TRUNCATED" : "PIXEL_JPEG_CODE",
    isCut ? "the data of a lossless scan ends early" : "the data of a lossless scan is damaged",
    Math.floor(reader.offsetBytes + Math.min(reader.position, reader.end) / 8),
  );
}

/** Each sample of a component with fewer of them stands for all that it covers. T.81 A.1.1. */
function repeatSamples(
  { component, samples: own, stride }: Plane,
  frame: JpegFrame,
  index: number,
  samples: Samples,
): void {
  const { width, height, maxH, maxV, components } = frame;
  let at = index;
  for (let y = 0; y < height; y += 1) {
    const line = Math.floor((y * component.v) / maxV) * stride;
    for (let x = 0; x < width; x += 1, at += components.length) {
      samples[at] = own[line + Math.floor((x * component.h) / maxH)]!;
    }
  }
}
