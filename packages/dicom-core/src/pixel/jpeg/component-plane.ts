/** The samples of one component while a frame is decoded: a plane of whole blocks. */
import { codecError } from "../codec-problem.ts";
import type { CodecSteps } from "../codec-steps.ts";
import { fillFlat, inverseDct, type SampleTarget } from "./inverse-dct.ts";
import type { JpegComponent, JpegFrame } from "./jpeg-frame.ts";
import { ZIGZAG } from "./zigzag.ts";

export interface ComponentPlane {
  component: JpegComponent;
  /** Blocks that hold samples of the image: what a scan of this component alone covers. T.81 A.2.2. */
  blocksAcross: number;
  blocksDown: number;
  /** Samples in a row of the plane: 8 * blocksAcross. */
  stride: number;
  samples: Uint8Array | Uint16Array;
  /** The same memory, clamped where samples are bytes. */
  target: SampleTarget;
  /** Of progressive frames: `[block row][block][row][column]`. */
  coefficients: Int16Array | undefined;
  /** For each coefficient of a progressive frame the lowest bit that is known, -1 for none. */
  knownBits: Int8Array;
  /** In rows; undefined until the component's first scan, after which tables may change. T.81 B.2.4.1. */
  quantization: Int32Array | undefined;
}

export function createPlane(
  component: JpegComponent,
  { precision }: JpegFrame,
  isProgressive: boolean,
): ComponentPlane {
  const blocksAcross = Math.ceil(component.width / 8);
  const blocksDown = Math.ceil(component.height / 8);
  const count = 64 * blocksAcross * blocksDown;
  const samples = precision === 8 ? new Uint8Array(count) : new Uint16Array(count);
  return {
    component,
    blocksAcross,
    blocksDown,
    stride: 8 * blocksAcross,
    samples,
    target: samples instanceof Uint8Array ? new Uint8ClampedArray(samples.buffer) : samples,
    coefficients: isProgressive ? new Int16Array(count) : undefined,
    knownBits: new Int8Array(64).fill(-1),
    quantization: undefined,
  };
}

/**
 * Keeps the quantization table of a component at its first scan.
 *
 * @throws DecodeError PIXEL_JPEG_TABLE without one
 */
export function keepQuantization(
  plane: ComponentPlane,
  tables: readonly (Uint16Array | undefined)[],
  offsetBytes: number,
): void {
  if (plane.quantization) return;
  const table = tables[plane.component.quantization];
  if (!table) {
    throw codecError("PIXEL_JPEG_TABLE", "a scan without its quantization table", offsetBytes);
  }
  plane.quantization = new Int32Array(64);
  for (let index = 0; index < 64; index += 1) plane.quantization[ZIGZAG[index]!] = table[index]!;
}

/** Turns the coefficients of a progressive frame into samples, a row of blocks in a step. */
export function* transformPlane(plane: ComponentPlane, precision: number): CodecSteps<void> {
  if (!plane.coefficients || !plane.quantization) return;
  const block = new Int32Array(64);
  for (let row = 0; row < plane.blocksDown; row += 1) {
    transformRow(plane, plane.coefficients, plane.quantization, row, precision, block);
    yield;
  }
}

function transformRow(
  { target, stride, blocksAcross }: ComponentPlane,
  coefficients: Int16Array,
  quantization: Int32Array,
  row: number,
  precision: number,
  block: Int32Array,
): void {
  let from = 64 * row * blocksAcross;
  for (let column = 0; column < blocksAcross; column += 1, from += 64) {
    const start = row * 8 * stride + column * 8;
    let waves = 0;
    for (let i = 0; i < 64; i += 1) {
      const coefficient = coefficients[from + i]!;
      if (i > 0) waves |= coefficient;
      block[i] = Math.imul(coefficient, quantization[i]!);
    }
    if (waves === 0) fillFlat(block[0]!, precision, target, start, stride);
    else inverseDct(block, precision, target, start, stride);
  }
}
