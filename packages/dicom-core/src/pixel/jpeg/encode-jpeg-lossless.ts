/** Lossless JPEG (process 14): samples to a stream with tables made for them. ITU-T T.81 Annex H, PS3.5 8.2.1. */
import { EncodeError, InvalidArgumentError } from "../../errors.ts";
import type { CodecImage } from "../codec-image.ts";
import { createHuffmanEncoder, type HuffmanEncoder, JpegWriter, MAX_PUT_BITS } from "./huffman-encoder.ts";
import { MARKER } from "./jpeg-markers.ts";
import { subtractPredictions } from "./lossless-prediction.ts";

/** How `encodeJpegLossless` writes. */
export interface EncodeJpegLosslessOptions {
  /** Predictor, 1 to 7. Default 1, the only one of transfer syntax 1.2.840.10008.1.2.4.70. */
  selectionValue?: number;
  /** Low bits that are left out: no longer lossless where they are not 0. Default 0. */
  pointTransform?: number;
  /** Writes a restart marker after so many rows, so that damage ends there. Default 0: none. */
  rowsPerRestart?: number;
}

/** Sizes of differences: 0 to 16. T.81 Table H.2. */
const SIZE_COUNT = 17;
/** Of a code and its difference, each byte stuffed. */
const MAX_SAMPLE_BYTES = 8;

/**
 * Returns the image as one scan of all its components, their identifiers 1 to 4, each with a Huffman table of its own.
 * Of each sample the low `bitsPerSample` bits are written: signed samples come back as unsigned words of that length.
 *
 * @throws InvalidArgumentError ARG_JPEG for options that the format does not have
 * @throws EncodeError PIXEL_DESCRIPTION for an image that it does not hold: bits other than 2 to 16, more than 4
 * components, a side of 0 or over 65535, or samples that are not as many as its size says
 * @see ITU-T T.81 Annex H
 */
export function encodeJpegLossless(image: CodecImage, options: EncodeJpegLosslessOptions = {}): Uint8Array {
  const { samples, width, height, componentCount, bitsPerSample } = image;
  const { selectionValue = 1, pointTransform = 0, rowsPerRestart = 0 } = options;
  assertImage(image);
  const isPossible =
    isWithin(selectionValue, 1, 7) &&
    isWithin(pointTransform, 0, bitsPerSample - 1) &&
    isWithin(rowsPerRestart * width, 0, 0xffff);
  if (!isPossible) {
    throw new InvalidArgumentError(
      "ARG_JPEG",
      `selection value ${selectionValue}, point transform ${pointTransform} of ${bitsPerSample} bits, restart after ${rowsPerRestart} rows of ${width}`,
    );
  }
  const differences = differencesOf(image, selectionValue, pointTransform, rowsPerRestart);
  const encoders = encodersOf(differences, componentCount);
  const writer = new JpegWriter(1024 + samples.length);
  const perComponent = (parameters: (index: number) => number[]) =>
    Array.from({ length: componentCount }, (_, index) => parameters(index)).flat();
  writer.marker(MARKER.SOI);
  writer.segment(MARKER.SOF3, [
    bitsPerSample,
    ...word(height),
    ...word(width),
    componentCount,
    ...perComponent((index) => [index + 1, 0x11, 0]),
  ]);
  const tables = perComponent((index) => [index, ...encoders[index]!.counts, ...encoders[index]!.symbols]);
  writer.segment(MARKER.DHT, tables);
  if (rowsPerRestart > 0) writer.segment(MARKER.DRI, word(rowsPerRestart * width));
  writer.segment(MARKER.SOS, [
    componentCount,
    ...perComponent((index) => [index + 1, index << 4]),
    selectionValue,
    0,
    pointTransform,
  ]);
  const rowLength = width * componentCount;
  for (let row = 0; row < height; row += 1) {
    if (rowsPerRestart > 0 && row > 0 && row % rowsPerRestart === 0) {
      writer.endOfBits();
      writer.marker(MARKER.RST0 + ((row / rowsPerRestart - 1) & 7));
    }
    writeRow(writer, differences.subarray(row * rowLength, (row + 1) * rowLength), encoders);
  }
  writer.endOfBits();
  writer.marker(MARKER.EOI);
  return writer.bytes();
}

function assertImage({ samples, width, height, componentCount, bitsPerSample }: CodecImage): void {
  const isPossible =
    isWithin(width, 1, 0xffff) &&
    isWithin(height, 1, 0xffff) &&
    isWithin(componentCount, 1, 4) &&
    isWithin(bitsPerSample, 2, 16) &&
    samples.length === width * height * componentCount;
  if (isPossible) return;
  throw new EncodeError(
    "PIXEL_DESCRIPTION",
    `${samples.length} samples as ${width} x ${height} pixels of ${componentCount} with ${bitsPerSample} bits: not in lossless JPEG`,
  );
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

/** Returns the differences to what is predicted, modulo 65536, where the samples were. T.81 H.1.2.1. */
function differencesOf(
  { samples, width, height, componentCount, bitsPerSample }: CodecImage,
  predictor: number,
  shift: number,
  rowsPerRestart: number,
): Int16Array {
  const differences = new Int16Array(samples.length);
  const mask = 2 ** bitsPerSample - 1;
  const initial = 1 << (bitsPerSample - shift - 1);
  let line = new Uint16Array(width);
  let above = new Uint16Array(width);
  for (let component = 0; component < componentCount; component += 1) {
    for (let row = 0; row < height; row += 1) {
      const start = row * width * componentCount + component;
      for (let x = 0, from = start; x < width; x += 1, from += componentCount) {
        line[x] = (samples[from]! & mask) >> shift;
      }
      const isFirst = row === 0 || (rowsPerRestart > 0 && row % rowsPerRestart === 0);
      differences[start] = line[0]! - (isFirst ? initial : above[0]!);
      subtractPredictions(isFirst ? 1 : predictor, line, above, differences, start, componentCount);
      [line, above] = [above, line];
    }
  }
  return differences;
}

function encodersOf(differences: Int16Array, componentCount: number): HuffmanEncoder[] {
  const frequencies = Array.from({ length: componentCount }, () => new Uint32Array(SIZE_COUNT));
  for (let at = 0; at < differences.length; ) {
    for (let component = 0; component < componentCount; component += 1, at += 1) {
      frequencies[component]![sizeOf(differences[at]!)]! += 1;
    }
  }
  return frequencies.map(createHuffmanEncoder);
}

function writeRow(writer: JpegWriter, differences: Int16Array, encoders: readonly HuffmanEncoder[]): void {
  writer.reserve(differences.length * MAX_SAMPLE_BYTES);
  for (let at = 0; at < differences.length; ) {
    for (let component = 0; component < encoders.length; component += 1, at += 1) {
      const { codes, lengths } = encoders[component]!;
      const difference = differences[at]!;
      const size = sizeOf(difference);
      // 32768 is said by its size alone. T.81 H.1.2.2.
      const more = size & 15;
      const value = ((difference >> 31) + difference) & ((1 << more) - 1);
      if (lengths[size]! + more <= MAX_PUT_BITS) {
        writer.putBits((codes[size]! << more) | value, lengths[size]! + more);
      } else {
        writer.putBits(codes[size]!, lengths[size]!);
        writer.putBits(value, more);
      }
    }
  }
}

/** Returns the number of bits of the difference without its sign. */
function sizeOf(difference: number): number {
  return 32 - Math.clz32(Math.abs(difference));
}

function word(value: number): number[] {
  return [value >> 8, value & 255];
}
