/** What a scan is inside of: the root, sequences, their items, fragments. */
import { elementPath, type Tag } from "../tag.ts";
import { type ElementTable, RECORD_ITEM, type RecordKind } from "./element-table.ts";
import type { CreatorOffsets } from "./scan-vr.ts";

/** Frames of either end of a path that is not written out. */
const PATH_END_FRAMES = 16;

export interface Frame {
  /** RECORD_ITEM, also for the root, RECORD_SEQUENCE or RECORD_FRAGMENTS. */
  kind: RecordKind;
  layout: number;
  /** Of the sequence or the fragments. */
  tag: Tag;
  /** First byte behind the frame; for an undefined length the end of what surrounds it. */
  end: number;
  isUndefined: boolean;
  /** In the table; -1 for the root. */
  record: number;
  /** Highest tag read, -1 before the first. */
  lastTag: number;
  itemCount: number;
  /** Tags read, from when they have not ascended. */
  seen: Set<Tag> | undefined;
  creators: CreatorOffsets | undefined;
  /** A sequence that was sent as UN: its items are in Implicit VR, whatever surrounds them. */
  isUnknown: boolean;
}

export class FrameStack {
  /** Frames around the top one. */
  depth = -1;
  top: Frame;
  readonly #frames: Frame[] = [];

  constructor(layout: number) {
    this.top = this.push(RECORD_ITEM, layout, 0, Number.POSITIVE_INFINITY, false, -1);
  }

  push(kind: RecordKind, layout: number, tag: Tag, end: number, isUndefined: boolean, record: number): Frame {
    this.depth += 1;
    const frame: Frame = {
      kind,
      layout,
      tag,
      end,
      isUndefined,
      record,
      lastTag: -1,
      itemCount: 0,
      seen: undefined,
      creators: undefined,
      isUnknown: false,
    };
    this.top = frame;
    this.#frames[this.depth] = frame;
    return frame;
  }

  pop(): void {
    this.depth -= 1;
    this.top = this.at(this.depth);
  }

  /** The frame at a depth, 0 for the root. */
  at(depth: number): Frame {
    return this.#frames[depth] as Frame;
  }

  /** Path of an element of the top frame, e.g. `0040,0100[0].0010,0010`; of a very deep one the ends. */
  path(tag: Tag): string {
    const parts: string[] = [];
    for (let depth = 1; depth <= this.depth; depth += 1) {
      if (depth === PATH_END_FRAMES && this.depth > 3 * PATH_END_FRAMES) {
        parts.push("…");
        depth = this.depth - PATH_END_FRAMES;
      }
      const frame = this.at(depth);
      if (frame.kind !== RECORD_ITEM)
        parts.push(`${elementPath("", frame.tag)}[${Math.max(0, frame.itemCount - 1)}]`);
    }
    if (this.top.kind === RECORD_ITEM) parts.push(elementPath("", tag));
    return parts.join(".");
  }
}

/** Notes a tag that is not above all before it; tells whether it was there already. */
export function noteUnordered(frame: Frame, table: ElementTable, tag: Tag): boolean {
  if (frame.seen === undefined) {
    frame.seen = new Set();
    table.markUnordered(frame.record);
    for (let index = frame.record + 1; index < table.count; index = table.next(index)) {
      frame.seen.add(table.tag(index));
    }
  }
  const isDuplicate = frame.seen.has(tag);
  frame.seen.add(tag);
  return isDuplicate;
}
