/** Encodes JPEG-LS codestreams, lossless and near-lossless. ITU-T T.87 | ISO/IEC 14495-1; PS3.5 8.2.3. */
import { EncodeError, InvalidArgumentError } from "../../errors.ts";
import type { CodecImage } from "../codec-image.ts";
import { BitWriter } from "./bit-writer.ts";
import { INTERLEAVES, type JpegLsInterleave } from "./headers.ts";
import { type CodingParameters, codingParameters, type JpegLsPresets } from "./parameters.ts";
import { ScanEncoder } from "./scan-encoder.ts";

/** How `encodeJpegLs` writes. */
export interface EncodeJpegLsOptions {
  /** The most that a decoded sample may be off, 0 to 255. Default 0: lossless. */
  nearLossless?: number;
  /** How components alternate; one component is always `none`. Default `line`. */
  interleave?: JpegLsInterleave;
  /** Written as an LSE segment where given. Default: those of T.87 C.2.4.1.1. */
  presets?: JpegLsPresets;
  /** Lines between restart markers, 1 to 65535. Default: none. */
  restartInterval?: number;
}

/**
 * Returns the codestream of an image of 1 to 4 components. Signed samples are written as the bits they are.
 *
 * @throws EncodeError PIXEL_DESCRIPTION for an image that JPEG-LS or this encoder does not take
 * @throws InvalidArgumentError ARG_JPEG_LS
 */
export function encodeJpegLs(image: CodecImage, options: EncodeJpegLsOptions = {}): Uint8Array {
  checkImage(image);
  const { width, height, componentCount, bitsPerSample } = image;
  const { nearLossless = 0, presets, restartInterval = 0 } = options;
  const interleave = componentCount === 1 ? "none" : (options.interleave ?? "line");
  const isInterval = Number.isInteger(restartInterval) && restartInterval >= 0 && restartInterval <= 0xffff;
  const parameters =
    Number.isInteger(nearLossless) && nearLossless >= 0 && isInterval
      ? codingParameters(bitsPerSample, nearLossless, presets ?? {})
      : undefined;
  if (parameters === undefined) {
    throw new InvalidArgumentError("ARG_JPEG_LS", "coding parameters out of their range, or contradicting");
  }

  const writer = new BitWriter(width * height * componentCount);
  writer.writeBytes(0xff, 0xd8, 0xff, 0xf7, ...two(8 + 3 * componentCount), bitsPerSample);
  writer.writeBytes(...two(height), ...two(width), componentCount);
  for (let id = 1; id <= componentCount; id += 1) writer.writeBytes(id, 0x11, 0);
  if (presets !== undefined) {
    const { maxVal, t1, t2, t3, reset } = parameters;
    writer.writeBytes(0xff, 0xf8, 0, 13, 1, ...[maxVal, t1, t2, t3, reset].flatMap(two));
  }
  if (restartInterval > 0) writer.writeBytes(0xff, 0xdd, 0, 4, ...two(restartInterval));

  const all = Array.from({ length: componentCount }, (_, component) => component);
  for (const components of interleave === "none" ? all.map((component) => [component]) : [all]) {
    const ids = components.flatMap((component) => [component + 1, 0]);
    writer.writeBytes(0xff, 0xda, ...two(6 + ids.length), components.length, ...ids);
    writer.writeBytes(nearLossless, INTERLEAVES.indexOf(interleave), 0);
    const groups = interleave === "line" ? components.map((component) => [component]) : [components];
    encodeScan(image, groups, parameters, restartInterval || height, writer);
  }
  writer.writeBytes(0xff, 0xd9);
  return writer.bytes.slice();
}

function checkImage({ width, height, componentCount, bitsPerSample, samples }: CodecImage): void {
  const isIn = (value: number, low: number, high: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  const isOfSize = isIn(width, 1, 0xffff) && isIn(height, 1, 0xffff) && isIn(componentCount, 1, 4);
  if (!isOfSize || !isIn(bitsPerSample, 2, 16) || samples.length < width * height * componentCount) {
    const message = `JPEG-LS of ${width} x ${height} x ${componentCount}, ${bitsPerSample} bits, ${samples.length} samples`;
    throw new EncodeError("PIXEL_DESCRIPTION", message);
  }
}

/** Encodes the components of a scan; those of a group are interleaved by sample. */
function encodeScan(
  image: CodecImage,
  groups: readonly (readonly number[])[],
  parameters: CodingParameters,
  interval: number,
  writer: BitWriter,
): void {
  const { width, height } = image;
  const encoder = new ScanEncoder(parameters, writer);
  const pairs = groups.map(({ length }) => {
    const create = () => new Uint16Array((width + 2) * length);
    return [create(), create()] as const;
  });
  for (let y = 0; y < height; y += 1) {
    if (y > 0 && y % interval === 0) {
      writer.flush();
      writer.writeBytes(0xff, 0xd0 + ((y / interval - 1) & 7));
      encoder.contexts.reset();
      for (const pair of pairs) for (const line of pair) line.fill(0);
    }
    for (const [index, components] of groups.entries()) {
      const line = pairs[index]![(y + 1) & 1]!;
      gather(image, y, components, parameters.maxVal, line);
      encoder.encodeLine(pairs[index]![y & 1]!, line, width, index, components.length);
    }
  }
  writer.flush();
}

/** Takes the samples of a line from the interleaved image. */
function gather(
  image: CodecImage,
  y: number,
  components: readonly number[],
  maxVal: number,
  line: Uint16Array,
): void {
  const { samples, width, componentCount, bitsPerSample } = image;
  const mask = 2 ** bitsPerSample - 1;
  const count = components.length;
  for (const [index, component] of components.entries()) {
    let from = y * width * componentCount + component;
    for (let to = count + index; to < (width + 1) * count; to += count, from += componentCount) {
      const sample = samples[from]! & mask;
      if (sample > maxVal) throw new EncodeError("PIXEL_DESCRIPTION", `a sample over the maximum ${maxVal}`);
      line[to] = sample;
    }
  }
}

function two(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}
