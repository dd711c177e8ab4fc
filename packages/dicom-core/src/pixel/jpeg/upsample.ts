/**
 * Components to the size of their image, side by side. ITU-T T.81 leaves the way open; this is libjpeg's "fancy"
 * upsampling: where a component has half the columns, or half the columns and half the rows, its samples lie between those
 * of the image, and each of these is made of the nearest (3/4) and the next (1/4) in each direction. All others are
 * repeated, as are components of less than three columns.
 */
import type { CodecSteps } from "../codec-steps.ts";
import type { ComponentPlane } from "./component-plane.ts";
import type { JpegFrame } from "./jpeg-frame.ts";

type Samples = Uint8Array | Uint16Array;

/** Returns the samples of a frame, `[row][column][component]`. */
export function* joinPlanes(frame: JpegFrame, planes: readonly ComponentPlane[]): CodecSteps<Samples> {
  const { width, height, precision } = frame;
  const count = planes.length;
  const first = planes[0]!;
  // The rows of whole blocks alone, at the beginning of the plane.
  if (count === 1 && first.stride === width) return first.samples.subarray(0, width * height);
  const out =
    precision === 8 ? new Uint8Array(width * height * count) : new Uint16Array(width * height * count);
  const writers = planes.map((plane) => writerFor(frame, plane));
  for (let row = 0; row < height; row += 1) {
    const start = row * width * count;
    for (let index = 0; index < count; index += 1) {
      writers[index]!(planes[index]!, row, out, start + index, count, frame);
    }
    yield;
  }
  return out;
}

/** Writes one row of the image, a sample every `step` places. */
type RowWriter = (
  plane: ComponentPlane,
  row: number,
  out: Samples,
  start: number,
  step: number,
  frame: JpegFrame,
) => void;

function writerFor({ maxH, maxV }: JpegFrame, { component }: ComponentPlane): RowWriter {
  const across = maxH / component.h;
  const down = maxV / component.v;
  if (across === 1 && down === 1) return copyRow;
  if (across === 2 && down === 1 && component.width > 2) return doubleColumns;
  if (across === 2 && down === 2 && component.width > 2) return doubleBoth;
  return repeat;
}

const copyRow: RowWriter = ({ samples, stride }, row, out, start, step, { width }) => {
  const from = row * stride;
  if (step === 1) {
    out.set(samples.subarray(from, from + width), start);
    return;
  }
  for (let x = 0, to = start; x < width; x += 1, to += step) out[to] = samples[from + x]!;
};

const repeat: RowWriter = ({ samples, stride, component }, row, out, start, step, frame) => {
  const from = Math.floor((row * component.v) / frame.maxV) * stride;
  const { h } = component;
  const { maxH } = frame;
  let rest = 0;
  let at = from;
  for (let x = 0, to = start; x < frame.width; x += 1, to += step) {
    out[to] = samples[at]!;
    rest += h;
    if (rest >= maxH) {
      rest -= maxH;
      at += 1;
    }
  }
};

const doubleColumns: RowWriter = ({ samples, stride, component }, row, out, start, step, frame) => {
  let at = row * stride;
  const last = at + component.width - 1;
  const end = start + frame.width * step;
  let to = start;
  let before = samples[at]!;
  let here = before;
  for (; at <= last; at += 1) {
    const next = at < last ? samples[at + 1]! : here;
    // At the edges both neighbours are the sample itself.
    out[to] = (3 * here + before + 1) >> 2;
    to += step;
    if (to < end) out[to] = (3 * here + next + 2) >> 2;
    to += step;
    before = here;
    here = next;
  }
};

const doubleBoth: RowWriter = ({ samples, stride, component }, row, out, start, step, frame) => {
  const nearest = row >> 1;
  const other = Math.min(Math.max(row % 2 === 0 ? nearest - 1 : nearest + 1, 0), component.height - 1);
  let at = nearest * stride;
  let beside = other * stride;
  const last = at + component.width - 1;
  const end = start + frame.width * step;
  let to = start;
  let here = 3 * samples[at]! + samples[beside]!;
  let before = here;
  for (; at <= last; at += 1) {
    beside += 1;
    const next = at < last ? 3 * samples[at + 1]! + samples[beside]! : here;
    out[to] = (3 * here + before + 8) >> 4;
    to += step;
    if (to < end) out[to] = (3 * here + next + 7) >> 4;
    to += step;
    before = here;
    here = next;
  }
};
