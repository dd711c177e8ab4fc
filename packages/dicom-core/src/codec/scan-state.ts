/** Where a scan is: what it stands in, how far it has come, what it has written down and told. PS3.5 7.5. */
import type { DiagnosticCollector } from "../diagnostic.ts";
import { LimitExceededError } from "../errors.ts";
import type { Tag } from "../tag.ts";
import { vrIndexOf } from "../vr/vr-index.ts";
import { type ElementTable, RECORD_ITEM, type RecordKind } from "./element-table.ts";
import { type Frame, FrameStack, noteUnordered } from "./frame-stack.ts";
import type { ReadLimits } from "./limits.ts";

/** Nested deeper than this, nothing is looked for any more: the rest of what surrounds it is one raw value. */
const MAX_RAW_DEPTH = 65_536;
const UN = vrIndexOf("UN");

export class ScanState {
  readonly table: ElementTable;
  /** Behind what has been read. */
  position: number;
  readonly stack: FrameStack;
  /** Bytes that are there, and whether no more will come. */
  available = 0;
  isLast = true;
  /** Of the element that is read. */
  tag: Tag = 0;
  readonly #limits: ReadLimits;
  readonly #collector: DiagnosticCollector;
  #elementCount = 0;
  /** Frames from here on are read without being written down; 0 where all are. */
  #rawFrom = 0;
  /** Behind the last byte that is known to be zero, with all others from where it was looked for. */
  #zeroEnd = 0;

  /** Begins at an offset of the bytes of the table, in its layout. */
  constructor(table: ElementTable, offset: number, limits: ReadLimits, collector: DiagnosticCollector) {
    this.table = table;
    this.position = offset;
    this.stack = new FrameStack(table.rootLayout);
    this.#limits = limits;
    this.#collector = collector;
  }

  /** Counts an element or item. */
  count(): void {
    this.#elementCount += 1;
    if (this.#elementCount > this.#limits.maxElementCount) {
      throw new LimitExceededError("maxElementCount", this.#limits.maxElementCount, this.#elementCount);
    }
  }

  /** Leaves an element, which was counted, for when more bytes are there. */
  wait(): boolean {
    this.#elementCount -= 1;
    return false;
  }

  /** How far what is looked for may lie: in bytes that are still to come, too. */
  lookTo(end: number): number {
    return this.isLast ? Math.min(end, this.available) : end;
  }

  /** Fewer bytes than a header are left in a frame, or nothing that can be read. */
  rest(frame: Frame, end: number): boolean {
    if (this.mayCome(frame, end)) return false;
    this.report("DATASET_TRAILING_BYTES", `${end - this.position} bytes at the end are no element`);
    this.position = end;
    return true;
  }

  /** Tells whether there are only zeros up to `end`. The position only ever moves on, so each is looked at once. */
  isZeroTo(end: number): boolean {
    const { bytes } = this.table;
    let at = Math.max(this.position, this.#zeroEnd);
    while (at < end && bytes[at] === 0) at += 1;
    this.#zeroEnd = at;
    return at >= end;
  }

  /** Tells whether bytes behind `end` belong to the frame and are still to come. */
  mayCome(frame: Frame, end: number): boolean {
    return !this.isLast && end < frame.end;
  }

  /** Writes a record down and returns its index, -1 where nothing is written down. */
  add(
    tag: Tag,
    kind: RecordKind,
    vr: number,
    layout: number,
    start: number,
    valueOffset: number,
    end: number,
  ): number {
    return this.#rawFrom === 0 ? this.table.add(tag, kind, vr, layout, start, valueOffset, end) : -1;
  }

  /** A tag is not above all before it. */
  unordered(frame: Frame, tag: Tag): void {
    if (this.#rawFrom !== 0) return;
    if (noteUnordered(frame, this.table, tag)) {
      this.report("DATASET_DUPLICATE_ELEMENT", "an element for the second time: it counts");
    } else {
      this.report("DATASET_ORDER", "a tag lower than one before it");
    }
  }

  /** Opens a sequence, item or fragments, which are written down but where they are too deep. */
  open(
    kind: RecordKind,
    vr: number,
    layout: number,
    tag: Tag,
    start: number,
    valueOffset: number,
    end: number,
    isUndefined: boolean,
  ): void {
    const isTooDeep = this.#rawFrom === 0 && this.stack.depth >= 2 * this.#limits.maxNestingDepth;
    if (isTooDeep) {
      this.report("DATASET_NESTING_LIMIT", "deeper than maxNestingDepth: kept as raw bytes");
    }
    const record = this.add(tag, kind, vr, layout, start, valueOffset, end);
    this.stack.push(kind, layout, tag, end, isUndefined, record);
    if (isTooDeep) this.#rawFrom = this.stack.depth;
    if (this.stack.depth >= MAX_RAW_DEPTH) this.#giveUp();
  }

  /** Ends the top frame; of an item `contentEnd` is before its delimiter, `end` behind. */
  close(frame: Frame, contentEnd: number, end: number): void {
    if (this.#rawFrom === this.stack.depth) {
      this.#rawFrom = 0;
      this.table.flatten(frame.record, UN, end);
    } else if (this.#rawFrom === 0) {
      this.table.close(frame.record, frame.kind === RECORD_ITEM ? contentEnd : end);
    }
    this.stack.pop();
  }

  /** Ends all raw frames at the end of what surrounds them. */
  #giveUp(): void {
    const outermost = this.stack.at(this.#rawFrom);
    this.position = Math.min(outermost.end, this.available);
    this.table.markBroken(outermost.record);
    while (this.#rawFrom !== 0) this.close(this.stack.top, this.position, this.position);
  }

  report(code: string, message: string): void {
    if (this.#rawFrom !== 0 || this.#collector.isFull) return;
    this.#collector.warn(code, this.position, message, this.stack.path(this.tag));
  }
}
