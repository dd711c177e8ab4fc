/** The order of blocks in a scan. ITU-T T.81 A.2. */
import type { DecodeCodestreamOptions } from "../codec-image.ts";
import { reportProblem } from "../codec-problem.ts";
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
 * interval is left out and reported. Returns where the scan ends.
 */
export function visitBlocks<Component extends { plane: ComponentPlane }>(
  context: ScanContext<Component>,
  startInterval: () => void,
  decodeBlock: (component: Component, row: number, column: number) => number,
): number {
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
  const decodeInterval = (first: number, count: number): void => {
    startInterval();
    let row = Math.floor(first / unitsAcross);
    let column = first - row * unitsAcross;
    for (let unit = 0; unit < count; unit += 1) {
      if (components.length === 1) {
        if (decodeBlock(components[0]!, row, column) === DAMAGED) {
          tellDamage();
          return;
        }
      } else {
        for (const component of components) {
          const { h, v } = component.plane.component;
          for (let y = 0; y < v; y += 1) {
            for (let x = 0; x < h; x += 1) {
              const answer = decodeBlock(component, row * v + y, column * h + x);
              if (answer === DAMAGED) {
                tellDamage();
                return;
              }
            }
          }
        }
      }
      column += 1;
      if (column === unitsAcross) {
        column = 0;
        row += 1;
      }
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
