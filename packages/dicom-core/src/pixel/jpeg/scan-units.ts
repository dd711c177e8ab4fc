/** The order of blocks in a scan. ITU-T T.81 A.2. */
import type { DecodeCodestreamOptions } from "../codec-image.ts";
import { reportProblem } from "../codec-problem.ts";
import type { CodecSteps } from "../codec-steps.ts";
import type { ComponentPlane } from "./component-plane.ts";
import { type EntropyReader, readIntervals } from "./entropy-reader.ts";
import type { JpegFrame, JpegScan } from "./jpeg-frame.ts";

/** What one scan needs to visit its blocks. */
export interface ScanContext<Component extends { plane: ComponentPlane }> {
  bytes: Uint8Array;
  reader: EntropyReader;
  frame: JpegFrame;
  scan: JpegScan;
  components: Component[];
  restartInterval: number;
  options: DecodeCodestreamOptions;
}

/** What a block decoder answers for data that no encoder writes. */
export const DAMAGED = -1;

/**
 * Calls `startInterval` at every restart, and `decodeBlock` for every block with its place in its plane; blocks that only
 * fill up the last minimal coded units have the column or row of none. Where data is damaged or ends, the rest of the
 * interval is left out and reported. A step is a row of units. Returns where the scan ends.
 */
export function visitBlocks<Component extends { plane: ComponentPlane }>(
  context: ScanContext<Component>,
  startInterval: () => void,
  decodeBlock: (component: Component, row: number, column: number) => number,
): CodecSteps<number> {
  const { bytes, reader, frame, scan, components, restartInterval, options } = context;
  const unitsAcross =
    components.length === 1 ? components[0]!.plane.blocksAcross : Math.ceil(frame.width / (8 * frame.maxH));
  const unitsDown =
    components.length === 1 ? components[0]!.plane.blocksDown : Math.ceil(frame.height / (8 * frame.maxV));
  const tellDamage = (): void => {
    const [code, message] = reader.isExhausted
      ? (["PIXEL_JPEG_TRUNCATED", "the data of a scan ends early"] as const)
      : (["PIXEL_JPEG_CODE", "the data of a scan is damaged"] as const);
    const offset = reader.offsetBytes + (Math.min(reader.position, reader.end) >> 3);
    reportProblem(options, code, message, offset);
  };
  /** Returns whether all units of a row from one to before another could be decoded. */
  const decodeUnits = (row: number, from: number, to: number): boolean => {
    if (components.length === 1) {
      const component = components[0]!;
      for (let column = from; column < to; column += 1) {
        if (decodeBlock(component, row, column) === DAMAGED) return false;
      }
      return true;
    }
    for (let column = from; column < to; column += 1) {
      for (const component of components) {
        const { h, v } = component.plane.component;
        for (let y = 0; y < v; y += 1) {
          for (let x = 0; x < h; x += 1) {
            if (decodeBlock(component, row * v + y, column * h + x) === DAMAGED) return false;
          }
        }
      }
    }
    return true;
  };
  const decodeInterval = function* (first: number, count: number): CodecSteps<void> {
    startInterval();
    const end = first + count;
    for (let unit = first; unit < end; ) {
      const row = Math.floor(unit / unitsAcross);
      const from = unit - row * unitsAcross;
      const to = Math.min(unitsAcross, from + end - unit);
      if (!decodeUnits(row, from, to)) {
        tellDamage();
        return;
      }
      unit += to - from;
      yield;
    }
  };
  return readIntervals(
    reader,
    bytes,
    scan.dataOffset,
    unitsAcross * unitsDown,
    restartInterval,
    options,
    decodeInterval,
  );
}
