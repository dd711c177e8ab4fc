/**
 * The one loop over the bytes of data sets: finds elements, sequences, items and fragments and writes down where they
 * lie. Nesting is a stack, delimiters are found by parsing, every step moves on. PS3.5 7.1, 7.5, A.4.
 */
import type { DiagnosticCollector } from "../diagnostic.ts";
import { isPrivateCreatorTag, type Tag } from "../tag.ts";
import { HAS_LONG_LENGTH, NO_VR, VR_FACTS, vrIndexOf, vrIndexOfBytes } from "../vr/vr-index.ts";
import {
  type ElementTable,
  LAYOUT_EXPLICIT,
  LAYOUT_LITTLE_ENDIAN,
  RECORD_ELEMENT,
  RECORD_FRAGMENTS,
  RECORD_ITEM,
  RECORD_SEQUENCE,
} from "./element-table.ts";
import type { Frame } from "./frame-stack.ts";
import type { ReadLimits } from "./limits.ts";
import { guessForm, isItemAt, tagAt, UNDEFINED_LENGTH } from "./plausible.ts";
import { LOOK_AHEAD, readDelimiter, readItem } from "./scan-items.ts";
import { ScanState } from "./scan-state.ts";
import { vrByDictionary } from "./scan-vr.ts";

export interface ScanOptions {
  limits: ReadLimits;
  collector: DiagnosticCollector;
  /** Stops before the first element at the root with this or a higher tag. */
  until?: Tag | undefined;
  /** Stops before the first element at the root of another group. */
  onlyGroup?: number | undefined;
}

const ITEM_DELIMITATION = 0xfffee00d;
const PIXEL_DATA = 0x7fe00010;
const OB = vrIndexOf("OB");
const SQ = vrIndexOf("SQ");
const UN = vrIndexOf("UN");

export class Scanner extends ScanState {
  /** `until` or another group has been met. */
  isStopped = false;
  readonly #stopAt: Tag;
  readonly #onlyGroup: number | undefined;

  constructor(table: ElementTable, offset: number, options: ScanOptions) {
    super(table, offset, options.limits, options.collector);
    this.#stopAt = options.until ?? Number.POSITIVE_INFINITY;
    this.#onlyGroup = options.onlyGroup;
  }

  /**
   * Reads on in the bytes of the table. Returns true at the end of the data set; false when an element is not all
   * there and more will come, which can only be where `isLast` is false: call again then.
   */
  scan(isLast = true): boolean {
    this.available = this.table.bytes.length;
    this.isLast = isLast;
    for (;;) {
      const frame = this.stack.top;
      const end = Math.min(frame.end, this.available);
      if (this.position >= end) {
        if (end < frame.end && !isLast) return false;
        if (this.stack.depth === 0) return true;
        if (frame.isUndefined || end < frame.end) this.#reportCut(frame);
        this.close(frame, this.position, this.position);
      } else if (!(frame.kind === RECORD_ITEM ? this.#element(frame, end) : readItem(this, frame, end))) {
        return this.isStopped;
      }
    }
  }

  /** Records of sequences and items that are still open, outermost first: what is there of them is incomplete. */
  get openRecord(): number {
    return this.stack.depth === 0 ? -1 : this.stack.at(1).record;
  }

  /** Reads an element or the delimiter of an item; false where it is not all there, or where to stop. */
  #element(frame: Frame, end: number): boolean {
    const { view } = this.table;
    const at = this.position;
    if (end - at < 8) {
      if (this.#onlyGroup === undefined || this.stack.depth > 0 || this.mayCome(frame, end)) {
        return this.rest(frame, end);
      }
      this.isStopped = true;
      return false;
    }
    const layout = frame.layout;
    const isLittleEndian = (layout & LAYOUT_LITTLE_ENDIAN) !== 0;
    const tag = tagAt(view, at, isLittleEndian);
    this.tag = tag;
    if (tag >= 0xfffe0000 && tag <= 0xfffeffff) return this.#delimiter(frame, end, tag, isLittleEndian);
    const isOtherGroup = this.#onlyGroup !== undefined && tag >>> 16 !== this.#onlyGroup;
    if (this.stack.depth === 0 && (tag >= this.#stopAt || isOtherGroup)) {
      this.isStopped = true;
      return false;
    }
    if (tag === 0 && this.isZeroTo(end)) return this.rest(frame, end);
    this.count();

    let vr: number;
    let length: number;
    let valueOffset = at + 8;
    if ((layout & LAYOUT_EXPLICIT) !== 0) {
      vr = vrIndexOfBytes(view.getUint8(at + 4), view.getUint8(at + 5));
      if (vr === NO_VR) return this.#unknownVr(frame, end);
      if (HAS_LONG_LENGTH[vr] === 1) {
        if (end - at < 12) return this.rest(frame, end);
        length = view.getUint32(at + 8, isLittleEndian);
        valueOffset = at + 12;
      } else {
        length = view.getUint16(at + 6, isLittleEndian);
      }
    } else {
      length = view.getUint32(at + 4, isLittleEndian);
      vr = UN;
    }
    return this.#value(frame, end, vr, valueOffset, length);
  }

  /** Writes an element down, or opens a sequence. A VR of UN is what the dictionary decides. */
  #value(frame: Frame, end: number, sentVr: number, valueOffset: number, length: number): boolean {
    if (length === UNDEFINED_LENGTH) return this.#undefinedLength(frame, end, sentVr, valueOffset);
    const { table } = this;
    const tag = this.tag;
    let vr = sentVr;
    if (vr === UN) {
      vr = vrByDictionary(tag, length, frame.layout, table, frame.creators);
      if (vr === SQ && length > 0) {
        if (end - valueOffset < 8 && this.mayCome(frame, end)) return this.wait();
        if (!isItemAt(this.table.view, valueOffset, end, frame.layout)) vr = UN;
      }
    } else if (
      vr !== SQ &&
      length >= 8 &&
      isItemAt(this.table.view, valueOffset, end, frame.layout) &&
      vrByDictionary(tag, length, frame.layout, table, undefined) === SQ
    ) {
      this.report("DATASET_VR_MISMATCH", "a sequence sent with another VR");
      vr = SQ;
    }

    let valueEnd = valueOffset + length;
    let isCut = false;
    // A sequence may still be read as far as it is there.
    if (valueEnd > (vr === SQ ? frame.end : end)) {
      if (vr !== SQ && this.mayCome(frame, end)) return this.wait();
      this.report(
        "DATASET_VALUE_TRUNCATED",
        `the length says ${length} bytes, ${end - valueOffset} are there`,
      );
      valueEnd = vr === SQ ? frame.end : end;
      isCut = true;
    }
    if ((length & 1) === 1) this.report("DATASET_ODD_LENGTH", "a value of odd length");
    if (tag <= frame.lastTag) this.unordered(frame, tag);
    else frame.lastTag = tag;
    const at = this.position;
    if (vr === SQ) {
      const isUnknown = sentVr === UN && (frame.layout & LAYOUT_EXPLICIT) !== 0;
      this.position = valueOffset;
      this.open(RECORD_SEQUENCE, SQ, frame.layout, tag, at, valueOffset, valueEnd, false);
      if (isUnknown) this.#readAsUnknown();
      if (isCut) table.markBroken(this.stack.top.record);
      return true;
    }
    const record = this.add(tag, RECORD_ELEMENT, vr, frame.layout, at, valueOffset, valueEnd);
    if (record >= 0 && isPrivateCreatorTag(tag)) {
      frame.creators ??= new Map();
      frame.creators.set(tag, { start: valueOffset, end: valueEnd });
    }
    if (isCut) table.markBroken(record);
    this.position = valueEnd;
    return true;
  }

  /** The items of the sequence just opened are in Implicit VR Little Endian. PS3.5 6.2.2 note 4 (CP-246). */
  #readAsUnknown(): void {
    this.stack.top.layout = LAYOUT_LITTLE_ENDIAN;
    this.stack.top.isUnknown = true;
  }

  #undefinedLength(frame: Frame, end: number, vr: number, valueOffset: number): boolean {
    if (end - valueOffset < 8 && this.mayCome(frame, end)) return this.wait();
    const tag = this.tag;
    const at = this.position;
    const isSequence = tag !== PIXEL_DATA && (vr === UN || VR_FACTS[vr]?.kind !== "bytes");
    const hasItems = isItemAt(this.table.view, valueOffset, end, frame.layout);
    if (!isSequence && !hasItems && this.mayCome(frame, end)) return this.wait();
    if (tag <= frame.lastTag) this.unordered(frame, tag);
    else frame.lastTag = tag;
    this.position = valueOffset;
    if (isSequence) {
      const isUnknown = vr === UN && (frame.layout & LAYOUT_EXPLICIT) !== 0;
      this.open(RECORD_SEQUENCE, SQ, frame.layout, tag, at, valueOffset, frame.end, true);
      if (isUnknown) this.#readAsUnknown();
      return true;
    }
    const kept = vr === UN ? OB : vr;
    if (hasItems) {
      this.open(RECORD_FRAGMENTS, kept, frame.layout, tag, at, valueOffset, frame.end, true);
      return true;
    }
    this.report("DATASET_ITEM_EXPECTED", "no item where one belongs: the rest is kept as read");
    this.table.markBroken(this.add(tag, RECORD_ELEMENT, kept, frame.layout, at, valueOffset, end));
    this.position = end;
    return true;
  }

  /** Two bytes that are no VR: a VR of a later edition, a damaged one, or an element in Implicit VR. */
  #unknownVr(frame: Frame, end: number): boolean {
    if (this.mayCome(frame, end) && end - this.position < LOOK_AHEAD) return this.wait();
    const form = guessForm(this.table.view, this.position, end, frame.layout, this.tag);
    if (form === undefined || (this.stack.depth === 0 && this.tag < frame.lastTag && !form.isVr)) {
      if (this.mayCome(frame, end)) return this.wait();
      return this.rest(frame, end);
    }
    if (form.isImplicit) {
      this.report("DATASET_IMPLICIT_ELEMENT", "an element in Implicit VR among explicit ones");
    } else {
      this.report("DATASET_UNKNOWN_VR", "an unknown VR, read as UN");
    }
    return this.#value(frame, end, UN, form.valueOffset, form.length);
  }

  #delimiter(frame: Frame, end: number, tag: Tag, isLittleEndian: boolean): boolean {
    if (frame.isUndefined && tag !== ITEM_DELIMITATION) {
      this.report("DATASET_DELIMITER_MISSING", "an item ends without its delimiter");
      this.table.markBroken(this.stack.at(this.stack.depth - 1).record);
      this.close(frame, this.position, this.position);
      return true;
    }
    return readDelimiter(this, frame, end, this.table.view.getUint32(this.position + 4, isLittleEndian));
  }

  /** The data ends within a frame. */
  #reportCut(frame: Frame): void {
    this.table.markBroken(frame.record);
    if (frame.isUndefined) {
      this.report("DATASET_DELIMITER_MISSING", "the data ends before the delimiter");
    } else if (frame.kind === RECORD_ITEM) {
      this.report("DATASET_ITEM_TRUNCATED", "the data ends before the item");
    } else {
      this.report("DATASET_VALUE_TRUNCATED", "the data ends before the sequence");
    }
  }
}
