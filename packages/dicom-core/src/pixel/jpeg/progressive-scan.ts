/** Scans of progressive frames: spectral selection and successive approximation. ITU-T T.81 Annex G. */
import { codecError } from "../codec-problem.ts";
import type { CodecSteps } from "../codec-steps.ts";
import type { ComponentPlane } from "./component-plane.ts";
import { findLongCode, type HuffmanTable, LOOKUP_BITS } from "./huffman-table.ts";
import type { JpegScan } from "./jpeg-frame.ts";
import { DAMAGED, type ScanContext, visitBlocks } from "./scan-units.ts";
import { ZIGZAG } from "./zigzag.ts";

export interface ProgressiveComponent {
  plane: ComponentPlane;
  /** For the first scan of DC, or for AC; none where a DC scan refines. */
  table: HuffmanTable | undefined;
  /** The last DC coefficient. */
  prediction: number;
}

/** T.81 G.1.2.1: coefficients of 12-bit samples have 14 bits beside their sign. */
const MAX_APPROXIMATION = 13;

/**
 * Checks that a scan brings bits that no scan before it brought, and notes them: no stream then costs more than its image
 * has bits.
 *
 * @throws DecodeError PIXEL_JPEG_SCAN
 */
export function noteProgress(scan: JpegScan, planes: readonly ComponentPlane[]): void {
  const { spectralStart, spectralEnd, approximationHigh, approximationLow, components } = scan;
  const isPossible =
    spectralEnd <= 63 &&
    (spectralStart === 0 ? spectralEnd === 0 : spectralStart <= spectralEnd && components.length === 1) &&
    approximationLow <= MAX_APPROXIMATION &&
    (approximationHigh === 0 || approximationHigh === approximationLow + 1);
  const before = approximationHigh === 0 ? -1 : approximationHigh;
  const isNext = planes.every(({ knownBits }) =>
    knownBits.subarray(spectralStart, spectralEnd + 1).every((bit) => bit === before),
  );
  if (!isPossible || !isNext) {
    throw codecError(
      "PIXEL_JPEG_SCAN",
      "a progressive scan that does not follow those before it",
      scan.offsetBytes,
    );
  }
  for (const { knownBits } of planes) knownBits.fill(approximationLow, spectralStart, spectralEnd + 1);
}

/** Decodes a scan into the coefficients of its planes. Returns where it ends. */
export function decodeProgressiveScan(context: ScanContext<ProgressiveComponent>): CodecSteps<number> {
  const { reader, scan, components } = context;
  const { spectralStart, spectralEnd, approximationLow } = scan;
  const isFirst = scan.approximationHigh === 0;
  const bit = 1 << approximationLow;
  /** Blocks that are still to be passed over: their bands have ended. T.81 G.1.2.2. */
  let endedCount = 0;

  const restart = (): void => {
    endedCount = 0;
    for (const component of components) component.prediction = 0;
  };
  const decodeBlock = spectralStart === 0 ? (isFirst ? firstDc : refineDc) : isFirst ? firstAc : refineAc;
  return visitBlocks(context, restart, (component, row, column) => {
    const { plane } = component;
    const isFiller = row >= plane.blocksDown || column >= plane.blocksAcross;
    const coefficients = isFiller ? filler : plane.coefficients!;
    const start = isFiller ? 0 : 64 * (row * plane.blocksAcross + column);
    const answer = decodeBlock(component, coefficients, start);
    return reader.position > reader.end ? DAMAGED : answer;
  });

  function firstDc(component: ProgressiveComponent, coefficients: Int16Array, start: number): number {
    const size = readSymbol(component.table!);
    if (size < 0 || size > 15) return DAMAGED;
    component.prediction += readSigned(size);
    coefficients[start] = component.prediction << approximationLow;
    return 0;
  }

  function refineDc(_component: ProgressiveComponent, coefficients: Int16Array, start: number): number {
    if (readBits(1) === 1) coefficients[start]! |= bit;
    return 0;
  }

  function firstAc(component: ProgressiveComponent, coefficients: Int16Array, start: number): number {
    if (endedCount > 0) {
      endedCount -= 1;
      return 0;
    }
    for (let index = spectralStart; index <= spectralEnd; index += 1) {
      const symbol = readSymbol(component.table!);
      if (symbol < 0) return DAMAGED;
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run < 15) {
        endedCount = (1 << run) + readBits(run) - 1;
        return 0;
      }
      index += run;
      if (size === 0) continue;
      if (index > spectralEnd) return DAMAGED;
      coefficients[start + ZIGZAG[index]!] = readSigned(size) << approximationLow;
    }
    return 0;
  }

  /** T.81 G.1.2.3: bits of known coefficients stand between the codes of new ones. */
  function refineAc(component: ProgressiveComponent, coefficients: Int16Array, start: number): number {
    let index = spectralStart;
    if (endedCount === 0) {
      while (index <= spectralEnd) {
        const symbol = readSymbol(component.table!);
        if (symbol < 0) return DAMAGED;
        let run = symbol >> 4;
        let value = 0;
        if ((symbol & 15) !== 0) {
          value = readBits(1) === 1 ? bit : -bit;
        } else if (run < 15) {
          endedCount = (1 << run) + readBits(run);
          break;
        }
        for (; index <= spectralEnd; index += 1) {
          const place = start + ZIGZAG[index]!;
          if (coefficients[place] !== 0) refine(coefficients, place);
          else if (run > 0) run -= 1;
          else {
            coefficients[place] = value;
            index += 1;
            break;
          }
        }
      }
      if (endedCount === 0) return 0;
    }
    for (; index <= spectralEnd; index += 1) {
      const place = start + ZIGZAG[index]!;
      if (coefficients[place] !== 0) refine(coefficients, place);
    }
    endedCount -= 1;
    return 0;
  }

  function refine(coefficients: Int16Array, place: number): void {
    const value = coefficients[place]!;
    // A bit that is set already was read twice: only damaged data asks for it.
    if (readBits(1) === 1 && (value & bit) === 0) coefficients[place] = value > 0 ? value + bit : value - bit;
  }

  function readSymbol(table: HuffmanTable): number {
    const bits = reader.peek();
    const code = table.lookup[bits >>> (32 - LOOKUP_BITS)]! || findLongCode(table, bits >>> 16);
    reader.position += code >> 8;
    return code === 0 ? -1 : code & 255;
  }

  function readBits(count: number): number {
    if (count === 0) return 0;
    const bits = reader.peek();
    reader.position += count;
    return bits >>> (32 - count);
  }

  function readSigned(size: number): number {
    if (size === 0) return 0;
    const value = readBits(size);
    return value >>> (size - 1) === 1 ? value : value + (-1 << size) + 1;
  }
}

/** Takes the coefficients of blocks that are not in the image. */
const filler = new Int16Array(64);
