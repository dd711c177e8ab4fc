/** Items, fragments and delimiters as a scan comes by them, right or wrong. PS3.5 7.5, A.4. */
import type { Tag } from "../tag.ts";
import { vrIndexOf } from "../vr/vr-index.ts";
import {
  LAYOUT_EXPLICIT,
  LAYOUT_LITTLE_ENDIAN,
  RECORD_FRAGMENT,
  RECORD_FRAGMENTS,
  RECORD_ITEM,
  RECORD_SEQUENCE,
} from "./element-table.ts";
import type { Frame } from "./frame-stack.ts";
import {
  ITEM,
  isItemAt,
  looksLikeElement,
  SEQUENCE_DELIMITATION,
  tagAt,
  UNDEFINED_LENGTH,
} from "./plausible.ts";
import type { ScanState } from "./scan-state.ts";

/** How far behind the end of a sequence the end of its item is looked for, bytes. */
export const LOOK_AHEAD = 65_536;
const EXPLICIT = LAYOUT_EXPLICIT | LAYOUT_LITTLE_ENDIAN;
const OB = vrIndexOf("OB");

/** Reads the delimiter of a frame, or passes over one that does not belong there. */
export function readDelimiter(scan: ScanState, frame: Frame, end: number, length: number): boolean {
  const contentEnd = scan.position;
  if (length !== 0 && scan.mayCome(frame, end) && end - contentEnd < LOOK_AHEAD) return false;
  scan.position += 8;
  if (frame.isUndefined) {
    if (length !== 0) delimiterLength(scan, frame, end, length);
    scan.close(frame, contentEnd, scan.position);
  } else {
    scan.report("DATASET_DELIMITER_STRAY", "a delimiter where none belongs, passed over");
  }
  return true;
}

/** A delimiter says a length: its bytes are passed over where what follows them, and not they, can be read. */
function delimiterLength(scan: ScanState, frame: Frame, end: number, length: number): void {
  scan.report("DATASET_DELIMITER_LENGTH", "a delimiter with a length other than 0");
  scan.table.markBroken(frame.record);
  const behind = scan.position + length;
  if (behind > end) return;
  const isItemEnd = frame.kind === RECORD_ITEM;
  const { layout } = scan.stack.at(scan.stack.depth - 1);
  const fits = (at: number) =>
    isItemEnd
      ? isItemAt(scan.table.view, at, end, layout)
      : looksLikeElement(scan.table.view, at, end, layout, frame.tag);
  if (!fits(scan.position) && fits(behind)) scan.position = behind;
}

/** Reads the header of an item, a fragment, or the delimiter behind them; false where it is not all there. */
export function readItem(scan: ScanState, frame: Frame, end: number): boolean {
  const { view } = scan.table;
  const at = scan.position;
  if (end - at < 8) return scan.rest(frame, end);
  const isLittleEndian = (frame.layout & LAYOUT_LITTLE_ENDIAN) !== 0;
  const tag = tagAt(view, at, isLittleEndian);
  const length = view.getUint32(at + 4, isLittleEndian);
  if (tag !== ITEM) return sequenceEnd(scan, frame, end, tag, length);
  const valueOffset = at + 8;
  const isUndefined = length === UNDEFINED_LENGTH && frame.kind === RECORD_SEQUENCE;
  let itemEnd = isUndefined ? frame.end : valueOffset + length;
  if (itemEnd > frame.end) {
    if (!scan.isLast && scan.available < itemEnd + 12 && itemEnd - frame.end <= LOOK_AHEAD) return false;
    reportItem(scan, frame, length, frame.end - valueOffset);
    scan.table.markBroken(frame.record);
    itemEnd = repairedEnd(scan, frame, itemEnd);
  }
  if (itemEnd > end && frame.kind === RECORD_FRAGMENTS) {
    if (!scan.isLast) return false;
    reportItem(scan, frame, length, end - valueOffset);
    itemEnd = end;
  }
  if (frame.isUnknown && !scan.isLast && scan.available < Math.min(valueOffset + 12, itemEnd)) return false;
  frame.itemCount += 1;
  scan.count();
  if (frame.kind === RECORD_FRAGMENTS) {
    if ((length & 1) === 1) scan.report("DATASET_ODD_LENGTH", "a value of odd length");
    scan.add(ITEM, RECORD_FRAGMENT, OB, frame.layout, at, valueOffset, itemEnd);
    scan.position = itemEnd;
    return true;
  }
  let { layout } = frame;
  scan.position = valueOffset;
  if (frame.isUnknown && looksLikeElement(view, valueOffset, scan.lookTo(itemEnd), EXPLICIT)) {
    scan.report("DATASET_IS_EXPLICIT", "an item in Explicit VR in a sequence sent as UN");
    layout = EXPLICIT;
  }
  scan.open(RECORD_ITEM, 0, layout, 0, at, valueOffset, itemEnd, isUndefined);
  return true;
}

/** Where an item could begin there is none: the delimiter of the sequence, or something else. */
function sequenceEnd(scan: ScanState, frame: Frame, end: number, tag: Tag, length: number): boolean {
  if (tag !== SEQUENCE_DELIMITATION) {
    if (!frame.isUndefined && scan.mayCome(frame, end)) return false;
    scan.report("DATASET_ITEM_EXPECTED", "no item where one belongs: the rest is kept as read");
    if (frame.isUndefined) scan.table.markBroken(frame.record);
    else scan.position = end;
    scan.close(frame, scan.position, scan.position);
    return true;
  }
  return readDelimiter(scan, frame, end, length);
}

/**
 * An item reaches over the end of its sequence: either length may be the wrong one. What follows the sequence tells,
 * and where the item's is right, the sequence ends with it.
 */
function repairedEnd(scan: ScanState, sequence: Frame, claimed: number): number {
  const { view } = scan.table;
  const parent = scan.stack.at(scan.stack.depth - 1);
  const end = sequence.end;
  const parentEnd = scan.lookTo(parent.end);
  if (
    claimed <= parentEnd &&
    claimed <= scan.available &&
    claimed - end <= LOOK_AHEAD &&
    !looksLikeElement(view, end, parentEnd, parent.layout, sequence.tag) &&
    looksLikeElement(view, claimed, parentEnd, parent.layout, sequence.tag)
  ) {
    sequence.end = claimed;
    return claimed;
  }
  return end;
}

function reportItem(scan: ScanState, frame: Frame, length: number, left: number): void {
  frame.itemCount += 1;
  scan.report("DATASET_ITEM_TRUNCATED", `the length says ${length} bytes, ${left} are there`);
  frame.itemCount -= 1;
}
