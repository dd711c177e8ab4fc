/**
 * The one loop over the bytes of data sets: finds elements, sequences, items and fragments and writes down where they
 * lie. Nesting is a stack, delimiters are found by parsing, every step moves on. PS3.5 7.1, 7.5, A.4.
 */
import type { DiagnosticCollector } from "../diagnostic.ts";
import { LimitExceededError } from "../errors.ts";
import { isPrivateCreatorTag, type Tag } from "../tag.ts";
import { HAS_LONG_LENGTH, NO_VR, VR_FACTS, vrIndexOf, vrIndexOfBytes } from "../vr/vr-index.ts";
import {
  type ElementTable,
  LAYOUT_EXPLICIT,
  LAYOUT_LITTLE_ENDIAN,
  RECORD_ELEMENT,
  RECORD_FRAGMENT,
  RECORD_FRAGMENTS,
  RECORD_ITEM,
  RECORD_SEQUENCE,
  type RecordKind,
} from "./element-table.ts";
import { type Frame, FrameStack, noteUnordered } from "./frame-stack.ts";
import type { ReadLimits } from "./limits.ts";
import { guessForm, looksLikeElement, tagAt } from "./plausible.ts";
import { vrByDictionary } from "./scan-vr.ts";

export interface ScanOptions {
  limits: ReadLimits;
  collector: DiagnosticCollector;
  /** Stops before the first element at the root with this or a higher tag. */
  until?: Tag | undefined;
  /** Stops before the first element at the root of another group. */
  onlyGroup?: number | undefined;
}

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const PIXEL_DATA = 0x7fe00010;
/** Nested deeper than this, nothing is looked for any more: the rest of what surrounds it is one raw value. */
const MAX_RAW_DEPTH = 65_536;
/** How far behind the end of a sequence the end of its item is looked for, bytes. */
const LOOK_AHEAD = 65_536;
const EXPLICIT = LAYOUT_EXPLICIT | LAYOUT_LITTLE_ENDIAN;
const OB = vrIndexOf("OB");
const SQ = vrIndexOf("SQ");
const UN = vrIndexOf("UN");

export class Scanner {
  readonly table: ElementTable;
  /** Behind what has been read. */
  position: number;
  /** `until` or another group has been met. */
  isStopped = false;

  readonly #limits: ReadLimits;
  readonly #collector: DiagnosticCollector;
  readonly #stopAt: Tag;
  readonly #onlyGroup: number | undefined;
  readonly #stack: FrameStack;
  #elementCount = 0;
  /** Bytes that are there, and whether more will come. */
  #available = 0;
  #isLast = true;
  /** Frames from here on are read without being written down; 0 where all are. */
  #rawFrom = 0;
  #tag: Tag = 0;
  /** Behind the last byte that is known to be zero, with all others from where it was looked for. */
  #zeroEnd = 0;

  /** Begins at an offset of the bytes of the table, in its layout. */
  constructor(table: ElementTable, offset: number, options: ScanOptions) {
    this.table = table;
    this.position = offset;
    this.#limits = options.limits;
    this.#collector = options.collector;
    this.#stopAt = options.until ?? Number.POSITIVE_INFINITY;
    this.#onlyGroup = options.onlyGroup;
    this.#stack = new FrameStack(table.rootLayout);
  }

  /**
   * Reads on in the bytes of the table. Returns true at the end of the data set; false when an element is not all
   * there and more will come, which can only be where `isLast` is false: call again then.
   */
  scan(isLast = true): boolean {
    this.#available = this.table.bytes.length;
    this.#isLast = isLast;
    for (;;) {
      const frame = this.#stack.top;
      const end = Math.min(frame.end, this.#available);
      if (this.position >= end) {
        if (end < frame.end && !isLast) return false;
        if (this.#stack.depth === 0) return true;
        if (frame.isUndefined || end < frame.end) this.#reportCut(frame);
        this.#close(frame, this.position, this.position);
      } else if (!(frame.kind === RECORD_ITEM ? this.#element(frame, end) : this.#item(frame, end))) {
        return this.isStopped;
      }
    }
  }

  /** Records of sequences and items that are still open, outermost first: what is there of them is incomplete. */
  get openRecord(): number {
    return this.#stack.depth === 0 ? -1 : this.#stack.at(1).record;
  }

  /** Reads an element or the delimiter of an item; false where it is not all there, or where to stop. */
  #element(frame: Frame, end: number): boolean {
    const { view } = this.table;
    const at = this.position;
    if (end - at < 8) {
      if (this.#onlyGroup === undefined || this.#stack.depth > 0 || this.#mayCome(frame, end)) {
        return this.#rest(frame, end);
      }
      this.isStopped = true;
      return false;
    }
    const layout = frame.layout;
    const isLittleEndian = (layout & LAYOUT_LITTLE_ENDIAN) !== 0;
    const tag = tagAt(view, at, isLittleEndian);
    this.#tag = tag;
    if (tag >= 0xfffe0000 && tag <= 0xfffeffff) return this.#delimiter(frame, end, tag, isLittleEndian);
    if (this.#stack.depth === 0 && this.#isBeyond(tag)) {
      this.isStopped = true;
      return false;
    }
    if (tag === 0 && this.#isZeroTo(end)) return this.#rest(frame, end);
    this.#count();

    let vr: number;
    let length: number;
    let valueOffset = at + 8;
    if ((layout & LAYOUT_EXPLICIT) !== 0) {
      vr = vrIndexOfBytes(view.getUint8(at + 4), view.getUint8(at + 5));
      if (vr === NO_VR) return this.#unknownVr(frame, end);
      if (HAS_LONG_LENGTH[vr] === 1) {
        if (end - at < 12) return this.#rest(frame, end);
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

  #isBeyond(tag: Tag): boolean {
    return tag >= this.#stopAt || (this.#onlyGroup !== undefined && tag >>> 16 !== this.#onlyGroup);
  }

  #count(): void {
    this.#elementCount += 1;
    if (this.#elementCount > this.#limits.maxElementCount) {
      throw new LimitExceededError("maxElementCount", this.#limits.maxElementCount, this.#elementCount);
    }
  }

  /** Writes an element down, or opens a sequence. A VR of UN is what the dictionary decides. */
  #value(frame: Frame, end: number, sentVr: number, valueOffset: number, length: number): boolean {
    if (length === UNDEFINED_LENGTH) return this.#undefinedLength(frame, end, sentVr, valueOffset);
    const { table } = this;
    const tag = this.#tag;
    let vr = sentVr;
    if (vr === UN) {
      vr = vrByDictionary(tag, length, frame.layout, table, frame.creators);
      if (vr === SQ && length > 0) {
        if (end - valueOffset < 8 && this.#mayCome(frame, end)) return this.#wait();
        if (!this.#isItemAt(valueOffset, end, frame.layout)) vr = UN;
      }
    } else if (
      vr !== SQ &&
      length >= 8 &&
      this.#isItemAt(valueOffset, end, frame.layout) &&
      vrByDictionary(tag, length, frame.layout, table, undefined) === SQ
    ) {
      this.#report("DATASET_VR_MISMATCH", "a sequence sent with another VR");
      vr = SQ;
    }

    let valueEnd = valueOffset + length;
    let isCut = false;
    // A sequence may still be read as far as it is there.
    if (valueEnd > (vr === SQ ? frame.end : end)) {
      if (vr !== SQ && this.#mayCome(frame, end)) return this.#wait();
      this.#report(
        "DATASET_VALUE_TRUNCATED",
        `the length says ${length} bytes, ${end - valueOffset} are there`,
      );
      valueEnd = vr === SQ ? frame.end : end;
      isCut = true;
    }
    if ((length & 1) === 1) this.#report("DATASET_ODD_LENGTH", "a value of odd length");
    if (tag <= frame.lastTag) this.#unordered(frame, tag);
    else frame.lastTag = tag;
    const at = this.position;
    if (vr === SQ) {
      const isUnknown = sentVr === UN && (frame.layout & LAYOUT_EXPLICIT) !== 0;
      this.position = valueOffset;
      this.#open(RECORD_SEQUENCE, SQ, frame.layout, tag, at, valueOffset, valueEnd, false);
      if (isUnknown) this.#readAsUnknown();
      if (isCut) table.markBroken(this.#stack.top.record);
      return true;
    }
    if (this.#rawFrom === 0) {
      if (isPrivateCreatorTag(tag)) {
        frame.creators ??= new Map();
        frame.creators.set(tag, { start: valueOffset, end: valueEnd });
      }
      const record = table.add(tag, RECORD_ELEMENT, vr, frame.layout, at, valueOffset, valueEnd);
      if (isCut) table.markBroken(record);
    }
    this.position = valueEnd;
    return true;
  }

  /** Leaves an element for when more bytes are there. */
  #wait(): boolean {
    this.#elementCount -= 1;
    return false;
  }

  /** The items of the sequence just opened are in Implicit VR Little Endian. PS3.5 6.2.2 note 4 (CP-246). */
  #readAsUnknown(): void {
    this.#stack.top.layout = LAYOUT_LITTLE_ENDIAN;
    this.#stack.top.isUnknown = true;
  }

  #isItemAt(at: number, end: number, layout: number): boolean {
    if (end - at < 8) return false;
    const tag = tagAt(this.table.view, at, (layout & LAYOUT_LITTLE_ENDIAN) !== 0);
    return tag === ITEM || tag === SEQUENCE_DELIMITATION;
  }

  #undefinedLength(frame: Frame, end: number, vr: number, valueOffset: number): boolean {
    if (end - valueOffset < 8 && this.#mayCome(frame, end)) return this.#wait();
    const tag = this.#tag;
    const at = this.position;
    const isSequence = tag !== PIXEL_DATA && (vr === UN || VR_FACTS[vr]?.kind !== "bytes");
    const hasItems = this.#isItemAt(valueOffset, end, frame.layout);
    if (!isSequence && !hasItems && this.#mayCome(frame, end)) return this.#wait();
    if (tag <= frame.lastTag) this.#unordered(frame, tag);
    else frame.lastTag = tag;
    this.position = valueOffset;
    if (isSequence) {
      const isUnknown = vr === UN && (frame.layout & LAYOUT_EXPLICIT) !== 0;
      this.#open(RECORD_SEQUENCE, SQ, frame.layout, tag, at, valueOffset, frame.end, true);
      if (isUnknown) this.#readAsUnknown();
      return true;
    }
    const kept = vr === UN ? OB : vr;
    if (hasItems) {
      this.#open(RECORD_FRAGMENTS, kept, frame.layout, tag, at, valueOffset, frame.end, true);
      return true;
    }
    this.#report("DATASET_ITEM_EXPECTED", "no item where one belongs: the rest is one value");
    if (this.#rawFrom === 0) {
      this.table.markBroken(this.table.add(tag, RECORD_ELEMENT, kept, frame.layout, at, valueOffset, end));
    }
    this.position = end;
    return true;
  }

  /** Two bytes that are no VR: a VR of a later edition, a damaged one, or an element in Implicit VR. */
  #unknownVr(frame: Frame, end: number): boolean {
    if (this.#mayCome(frame, end) && end - this.position < LOOK_AHEAD) return this.#wait();
    const form = guessForm(this.table.view, this.position, end, frame.layout, this.#tag);
    if (form === undefined || (this.#stack.depth === 0 && this.#tag < frame.lastTag && !form.isVr)) {
      if (this.#mayCome(frame, end)) return this.#wait();
      return this.#rest(frame, end);
    }
    if (form.isImplicit) {
      this.#report("DATASET_IMPLICIT_ELEMENT", "an element in Implicit VR among explicit ones");
    } else {
      this.#report("DATASET_UNKNOWN_VR", "an unknown VR, read as UN");
    }
    return this.#value(frame, end, UN, form.valueOffset, form.length);
  }

  #delimiter(frame: Frame, end: number, tag: Tag, isLittleEndian: boolean): boolean {
    if (frame.isUndefined && tag !== ITEM_DELIMITATION) {
      this.#report("DATASET_DELIMITER_MISSING", "an item ends without its delimiter");
      this.table.markBroken(this.#stack.at(this.#stack.depth - 1).record);
      this.#close(frame, this.position, this.position);
      return true;
    }
    return this.#end(frame, end, this.table.view.getUint32(this.position + 4, isLittleEndian));
  }

  /** Reads the delimiter of a frame, or passes over one that does not belong there. */
  #end(frame: Frame, end: number, length: number): boolean {
    const contentEnd = this.position;
    if (length !== 0 && this.#mayCome(frame, end) && end - contentEnd < LOOK_AHEAD) return false;
    this.position += 8;
    if (frame.isUndefined) {
      if (length !== 0) this.#delimiterLength(frame, end, length);
      this.#close(frame, contentEnd, this.position);
    } else {
      this.#report("DATASET_DELIMITER_STRAY", "a delimiter where none belongs, passed over");
    }
    return true;
  }

  /** A delimiter says a length: its bytes are passed over where what follows them, and not they, can be read. */
  #delimiterLength(frame: Frame, end: number, length: number): void {
    this.#report("DATASET_DELIMITER_LENGTH", "a delimiter with a length other than 0");
    this.table.markBroken(frame.record);
    const behind = this.position + length;
    if (behind > end) return;
    const isItemEnd = frame.kind === RECORD_ITEM;
    const { layout } = this.#stack.at(this.#stack.depth - 1);
    const fits = (at: number) =>
      isItemEnd
        ? this.#isItemAt(at, end, layout)
        : looksLikeElement(this.table.view, at, end, layout, frame.tag);
    if (!fits(this.position) && fits(behind)) this.position = behind;
  }

  #item(frame: Frame, end: number): boolean {
    const { view } = this.table;
    const at = this.position;
    if (end - at < 8) return this.#rest(frame, end);
    const isLittleEndian = (frame.layout & LAYOUT_LITTLE_ENDIAN) !== 0;
    const tag = tagAt(view, at, isLittleEndian);
    const length = view.getUint32(at + 4, isLittleEndian);
    if (tag !== ITEM) return this.#sequenceEnd(frame, end, tag, length);
    const valueOffset = at + 8;
    const isUndefined = length === UNDEFINED_LENGTH && frame.kind === RECORD_SEQUENCE;
    let itemEnd = isUndefined ? frame.end : valueOffset + length;
    if (itemEnd > frame.end) {
      if (!this.#isLast && this.#available < itemEnd + 12 && itemEnd - frame.end <= LOOK_AHEAD) return false;
      this.#reportItem(frame, length, frame.end - valueOffset);
      this.table.markBroken(frame.record);
      itemEnd = this.#itemEnd(frame, itemEnd);
    }
    if (itemEnd > end && frame.kind === RECORD_FRAGMENTS) {
      if (!this.#isLast) return false;
      this.#reportItem(frame, length, end - valueOffset);
      itemEnd = end;
    }
    if (frame.isUnknown && !this.#isLast && this.#available < Math.min(valueOffset + 12, itemEnd))
      return false;
    frame.itemCount += 1;
    this.#count();
    if (frame.kind === RECORD_FRAGMENTS) {
      if ((length & 1) === 1) this.#report("DATASET_ODD_LENGTH", "a fragment of odd length");
      if (this.#rawFrom === 0) {
        this.table.add(ITEM, RECORD_FRAGMENT, OB, frame.layout, at, valueOffset, itemEnd);
      }
      this.position = itemEnd;
      return true;
    }
    let { layout } = frame;
    this.position = valueOffset;
    if (frame.isUnknown && looksLikeElement(view, valueOffset, this.#lookTo(itemEnd), EXPLICIT)) {
      this.#report("DATASET_IS_EXPLICIT", "an item in Explicit VR in a sequence sent as UN");
      layout = EXPLICIT;
    }
    this.#open(RECORD_ITEM, 0, layout, 0, at, valueOffset, itemEnd, isUndefined);
    return true;
  }

  /** Where an item could begin there is none: the delimiter of the sequence, or something else. */
  #sequenceEnd(frame: Frame, end: number, tag: Tag, length: number): boolean {
    if (tag !== SEQUENCE_DELIMITATION) {
      if (!frame.isUndefined && this.#mayCome(frame, end)) return false;
      this.#report("DATASET_ITEM_EXPECTED", "no item where one belongs: the rest is kept as read");
      if (frame.isUndefined) this.table.markBroken(frame.record);
      else this.position = end;
      this.#close(frame, this.position, this.position);
      return true;
    }
    return this.#end(frame, end, length);
  }

  /**
   * An item reaches over the end of its sequence: either length may be the wrong one. What follows the sequence tells,
   * and where the item's is right, the sequence ends with it.
   */
  #itemEnd(sequence: Frame, claimed: number): number {
    const { view } = this.table;
    const parent = this.#stack.at(this.#stack.depth - 1);
    const end = sequence.end;
    const parentEnd = this.#lookTo(parent.end);
    if (
      claimed <= parentEnd &&
      claimed <= this.#available &&
      claimed - end <= LOOK_AHEAD &&
      !looksLikeElement(view, end, parentEnd, parent.layout, sequence.tag) &&
      looksLikeElement(view, claimed, parentEnd, parent.layout, sequence.tag)
    ) {
      sequence.end = claimed;
      return claimed;
    }
    return end;
  }

  /** How far what is looked for may lie: in bytes that are still to come, too. */
  #lookTo(end: number): number {
    return this.#isLast ? Math.min(end, this.#available) : end;
  }

  /** The data ends within a frame. */
  #reportCut(frame: Frame): void {
    this.table.markBroken(frame.record);
    if (frame.isUndefined) {
      this.#report("DATASET_DELIMITER_MISSING", "the data ends before the delimiter");
    } else if (frame.kind === RECORD_ITEM) {
      this.#report("DATASET_ITEM_TRUNCATED", "the data ends before the item");
    } else {
      this.#report("DATASET_VALUE_TRUNCATED", "the data ends before the sequence");
    }
  }

  #reportItem(frame: Frame, length: number, left: number): void {
    frame.itemCount += 1;
    this.#report("DATASET_ITEM_TRUNCATED", `an item of ${length} bytes where ${left} are left`);
    frame.itemCount -= 1;
  }

  /** Fewer bytes than a header are left in a frame, or nothing that can be read. */
  #rest(frame: Frame, end: number): boolean {
    if (this.#mayCome(frame, end)) return false;
    this.#report("DATASET_TRAILING_BYTES", `${end - this.position} bytes at the end are no element`);
    this.position = end;
    return true;
  }

  /** Tells whether there are only zeros up to `end`. The position only ever moves on, so each is looked at once. */
  #isZeroTo(end: number): boolean {
    const { bytes } = this.table;
    let at = Math.max(this.position, this.#zeroEnd);
    while (at < end && bytes[at] === 0) at += 1;
    this.#zeroEnd = at;
    return at >= end;
  }

  /** Tells whether bytes behind `end` belong to the frame and are still to come. */
  #mayCome(frame: Frame, end: number): boolean {
    return !this.#isLast && end < frame.end;
  }

  #unordered(frame: Frame, tag: Tag): void {
    if (this.#rawFrom !== 0) return;
    if (noteUnordered(frame, this.table, tag)) {
      this.#report("DATASET_DUPLICATE_ELEMENT", "an element for the second time: it counts");
    } else {
      this.#report("DATASET_ORDER", "a tag lower than one before it");
    }
  }

  #open(
    kind: RecordKind,
    vr: number,
    layout: number,
    tag: Tag,
    start: number,
    valueOffset: number,
    end: number,
    isUndefined: boolean,
  ): void {
    const isTooDeep = this.#rawFrom === 0 && this.#stack.depth >= 2 * this.#limits.maxNestingDepth;
    if (isTooDeep) {
      this.#report("DATASET_NESTING_LIMIT", "deeper than maxNestingDepth: kept as raw bytes");
    }
    const record = this.#rawFrom === 0 ? this.table.add(tag, kind, vr, layout, start, valueOffset, end) : -1;
    this.#stack.push(kind, layout, tag, end, isUndefined, record);
    if (isTooDeep) this.#rawFrom = this.#stack.depth;
    if (this.#stack.depth >= MAX_RAW_DEPTH) this.#giveUp();
  }

  #close(frame: Frame, contentEnd: number, end: number): void {
    if (this.#rawFrom === this.#stack.depth) {
      this.#rawFrom = 0;
      this.table.flatten(frame.record, UN, end);
    } else if (this.#rawFrom === 0) {
      this.table.close(frame.record, frame.kind === RECORD_ITEM ? contentEnd : end);
    }
    this.#stack.pop();
  }

  /** Ends all raw frames at the end of what surrounds them. */
  #giveUp(): void {
    const outermost = this.#stack.at(this.#rawFrom);
    this.position = Math.min(outermost.end, this.#available);
    this.table.markBroken(outermost.record);
    while (this.#rawFrom !== 0) this.#close(this.#stack.top, this.position, this.position);
  }

  #report(code: string, message: string): void {
    if (this.#rawFrom !== 0 || this.#collector.isFull) return;
    this.#collector.warn(code, this.position, message, this.#stack.path(this.#tag));
  }
}
