/** Windows made from the values of a frame, without padding. All are finite, of width 1 or more, and LINEAR. */
import type { DecodedFrame } from "../decode-frame.ts";
import { modalityValue } from "./modality.ts";
import { percentileRange, type ValueRange, valueRange } from "./value-range.ts";
import type { Window } from "./voi.ts";

/** Share of the values that may be black, and white, in a robust window: a few bright pixels do not darken the rest. */
const OUTSIDE_FRACTION = 0.005;

/**
 * Returns the window from the 0.5th to the 99.5th percentile of a frame's values, in modality units; that of all values
 * where nearly all are the same.
 */
export function autoWindow(frame: DecodedFrame): Window {
  return windowOver(frame, percentileRange(frame, OUTSIDE_FRACTION));
}

/** Returns the window that spans all values of a frame, in modality units. */
export function minMaxWindow(frame: DecodedFrame): Window {
  return windowOver(frame, valueRange(frame));
}

function windowOver(frame: DecodedFrame, range: ValueRange | undefined): Window {
  // A bit that is set is white in a frame that is all set, too.
  if (frame.bitsStored === 1) return { center: 1, width: 2 };
  if (range === undefined) return { center: 0.5, width: 1 };
  const ends = [modalityValue(frame, range.low), modalityValue(frame, range.high)];
  if (frame.modalityLut) ends.push(...lutEnds(frame, range));
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  // LINEAR maps from centre - width / 2 to centre + width / 2 - 1. PS3.3 C.11.2.1.2.1.
  return { center: (low + high + 1) / 2, width: high - low + 1 };
}

/** A table need not rise or fall all the way. */
function lutEnds({ modalityLut }: DecodedFrame, { low, high }: ValueRange): [number, number] {
  const { entries, firstMapped } = modalityLut!;
  const last = entries.length - 1;
  const from = Math.min(Math.max(low - firstMapped, 0), last);
  const to = Math.min(Math.max(high - firstMapped, 0), last);
  let [lowest, highest] = [entries[from]!, entries[from]!];
  for (let i = from; i <= to; i += 1) {
    lowest = Math.min(lowest, entries[i]!);
    highest = Math.max(highest, entries[i]!);
  }
  return [lowest, highest];
}
