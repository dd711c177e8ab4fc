/** Entropy-coded data of JPEG, one restart interval at a time, ready to be read bit by bit. ITU-T T.81 B.1.1.5, F.2.2.5. */

import { LimitExceededError } from "../../errors.ts";
import type { DecodeCodestreamOptions } from "../codec-image.ts";
import { reportProblem } from "../codec-problem.ts";
import type { CodecSteps } from "../codec-steps.ts";
import { isRestart } from "./jpeg-markers.ts";

/** Zero bytes behind the data: what a block or a row of samples may read before anyone asks whether there was enough. */
const PADDING_BYTES = 512;

/** Bits are counted in 31 bits. */
const MAX_INTERVAL_BYTES = 2 ** 28 - 1 - PADDING_BYTES;

/** Larger buffers are not kept for the next frame. */
const MAX_KEPT_BYTES = 2 ** 24;

const EMPTY = new Uint8Array(0);

let kept: Uint8Array = EMPTY;

/**
 * The bits of one restart interval: without stuffed bytes, and with zeros behind the end, so that a decoder reads 32 bits
 * anywhere without a check and compares `position` with `end` only once a block.
 */
export class EntropyReader {
  #data: Uint8Array;
  view: DataView;
  /** In bits. */
  position = 0;
  /** Behind the last bit of the interval. */
  end = 0;
  /** Of the codestream: where the interval begins, for reports. */
  offsetBytes = 0;

  constructor() {
    this.#data = kept;
    this.view = viewOf(kept);
    kept = EMPTY;
  }

  /** Leaves the buffer to the next reader. */
  release(): void {
    if (this.#data.length <= MAX_KEPT_BYTES) kept = this.#data;
  }

  /** Reads up to the next marker; returns its offset, or that of the end of the bytes. */
  load(bytes: Uint8Array, start: number): number {
    let markerAt = start;
    for (;;) {
      markerAt = bytes.indexOf(0xff, markerAt);
      if (markerAt < 0 || markerAt + 1 >= bytes.length) {
        markerAt = bytes.length;
        break;
      }
      if (bytes[markerAt + 1] !== 0) break;
      markerAt += 2;
    }
    this.#reserve(markerAt - start);
    const data = this.#data;
    let length = 0;
    for (let at = start; at < markerAt; at += 1) {
      const byte = bytes[at]!;
      data[length] = byte;
      length += 1;
      if (byte === 0xff) at += 1;
    }
    data.fill(0, length, length + PADDING_BYTES);
    this.position = 0;
    this.end = length * 8;
    this.offsetBytes = start;
    return markerAt;
  }

  /** Returns the next 25 bits at least, from the top of 32. */
  peek(): number {
    return this.view.getInt32(this.position >>> 3) << (this.position & 7);
  }

  /** Tells whether more bits were read than there are. */
  get isExhausted(): boolean {
    return this.position > this.end;
  }

  #reserve(byteCount: number): void {
    if (byteCount > MAX_INTERVAL_BYTES) {
      throw new LimitExceededError("bytes between restart markers", MAX_INTERVAL_BYTES, byteCount);
    }
    if (byteCount + PADDING_BYTES <= this.#data.length) return;
    this.#data = new Uint8Array(Math.ceil(byteCount * 1.25) + PADDING_BYTES);
    this.view = viewOf(this.#data);
  }
}

/**
 * Calls `decode` with the first unit and the number of units of every restart interval of a scan, the reader standing at its
 * data. Where restart markers are out of step, what they number is believed and lost intervals are left out. Returns the
 * offset of the marker that ended the scan, or of the end of the bytes.
 *
 * @param interval units between restart markers, 0 without them
 */
export function* readIntervals(
  reader: EntropyReader,
  bytes: Uint8Array,
  start: number,
  unitCount: number,
  interval: number,
  options: DecodeCodestreamOptions,
  decode: (first: number, count: number) => CodecSteps<void>,
): CodecSteps<number> {
  const step = interval || unitCount;
  let isRepeated = false;
  for (let at = start, index = 0; ; ) {
    const end = skipFill(bytes, reader.load(bytes, at));
    const first = index * step;
    if (first < unitCount && !isRepeated) yield* decode(first, Math.min(step, unitCount - first));
    const marker = bytes[end + 1];
    if (!isRestart(marker) || interval === 0) return end;
    at = end + 2;
    // One or two ahead of its turn: intervals are lost. One or two behind: what follows was here before. Further off, it is
    // the number that is damaged.
    const ahead = (marker! - index) & 7;
    if (ahead !== 0) reportProblem(options, "PIXEL_JPEG_RESTART", "restart markers out of step", end);
    isRepeated = ahead >= 6;
    if (!isRepeated) index += ahead <= 2 ? 1 + ahead : 1;
  }
}

/** Fill bytes may stand before a marker. T.81 B.1.1.2. */
function skipFill(bytes: Uint8Array, markerAt: number): number {
  let at = markerAt;
  while (bytes[at + 1] === 0xff) at += 1;
  return at;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
