/** One data element: a view into what was read, or values that were set. PS3.5 7.1. */
import { type ElementTable, RECORD_ELEMENT, RECORD_FRAGMENTS } from "../codec/element-table.ts";
import type { Source } from "../codec/encoding.ts";
import type { Tag } from "../tag.ts";
import { VR_FACTS } from "../vr/vr-index.ts";
import type { Vr } from "../vr/vr-table.ts";
import type { Dataset } from "./dataset.ts";

/** Where an element lies in its source; offsets in bytes. */
export interface ElementSpan {
  source: Source;
  /** Of the header. */
  start: number;
  /** Of the value. */
  valueOffset: number;
  /** After the value, its delimiter included. */
  end: number;
}

/** One fragment of encapsulated Pixel Data; a view into the input. The first one is the Basic Offset Table. PS3.5 A.4. */
export type Fragment = Uint8Array;

const NOTHING = new Uint8Array(0);

/** One of these, of an element that is set. */
export interface ElementContent {
  values?: readonly unknown[];
  /** Of DS and IS, as they are written. */
  texts?: readonly string[];
  items?: Dataset[];
  fragments?: readonly Fragment[];
}

/** One element: tag, VR, and its value as it came and decoded. PS3.5 7.1. */
export class DataElement {
  declare readonly tag: Tag;
  declare readonly vr: Vr;
  /**
   * What `set` was given; of what was read the items or fragments, or what has been decoded: see `dataset/values.ts`.
   */
  kept: unknown;
  /** Where it was read, with its data set and its record; else what it was set to. */
  readonly #table: ElementTable | undefined;
  readonly #record: number;
  readonly #owner: Dataset | undefined;

  /** @internal For elements that are set `content`; for those that are read the record, and the data set they are read for. */
  constructor(
    tag: Tag,
    vr: Vr,
    content: ElementContent | undefined,
    table?: ElementTable,
    record = -1,
    owner?: Dataset,
  ) {
    this.tag = tag;
    this.vr = vr;
    this.kept = content;
    this.#table = table;
    this.#record = record;
    this.#owner = owner;
  }

  /** The items of a sequence, `undefined` for anything else. */
  get items(): Dataset[] | undefined {
    if (this.vr !== "SQ") return undefined;
    const table = this.#table;
    if (table === undefined) return (this.kept as ElementContent).items;
    this.kept ??= table.children(this.#record).map((record) => this.#owner!.itemOf(table, record));
    return this.kept as Dataset[];
  }

  /** The fragments of encapsulated Pixel Data, `undefined` for anything else. */
  get fragments(): readonly Fragment[] | undefined {
    const table = this.#table;
    if (table === undefined) return (this.kept as ElementContent).fragments;
    if (table.kind(this.#record) !== RECORD_FRAGMENTS) return undefined;
    this.kept ??= table
      .children(this.#record)
      .map((record) => table.bytes.subarray(table.valueOffset(record), table.end(record)));
    return this.kept as Fragment[];
  }

  /** The value as read: a view into the input, in its byte order. Empty for elements that were set and for sequences. */
  get bytes(): Uint8Array {
    const start = this.valueOffset;
    return this.input.subarray(start, start + this.length);
  }

  /** Length of the value as read, in bytes, 0 where {@link bytes} is empty. */
  get length(): number {
    const isValue = this.#table?.kind(this.#record) === RECORD_ELEMENT;
    return isValue ? this.endOffset - this.valueOffset : 0;
  }

  /** Tells whether it was read, not set. */
  get isRead(): boolean {
    return this.#table !== undefined;
  }

  /** Byte order of {@link bytes}. */
  get isLittleEndian(): boolean {
    return this.source?.isLittleEndian ?? true;
  }

  /** Tells whether it was read in a layout, and not cut, so that its bytes can be written in it as they stand. */
  isLaidOut(layout: number): boolean {
    return this.#table?.isIntact(this.#record, layout) === true;
  }

  /** What it was read from; empty for elements that were set. */
  get input(): Uint8Array {
    return this.#table?.bytes ?? NOTHING;
  }

  /** What it was read from, with its layout; `undefined` for elements that were set. */
  get source(): Source | undefined {
    const table = this.#table;
    return table?.source(table.layout(this.#record));
  }

  /** Offset of the value in {@link input}. */
  get valueOffset(): number {
    return this.#table?.valueOffset(this.#record) ?? 0;
  }

  /** Offset of the header in {@link input}. */
  get startOffset(): number {
    return this.#table?.start(this.#record) ?? 0;
  }

  /** Offset in {@link input} behind the value, items and delimiters included. */
  get endOffset(): number {
    return this.#table?.end(this.#record) ?? 0;
  }

  /** Where it lies in what was read, `undefined` for elements that were set. */
  get span(): ElementSpan | undefined {
    const { source, startOffset, valueOffset, endOffset } = this;
    return source && { source, start: startOffset, valueOffset, end: endOffset };
  }

  /** Tells whether the element holds no value. */
  get isEmpty(): boolean {
    if (this.items) return this.items.length === 0;
    if (this.fragments) return this.fragments.length === 0;
    if (this.#table) return this.length === 0;
    return !(this.kept as ElementContent).values?.length;
  }

  /** Tells whether an element, or anything in its items, is other than it was read. */
  get isModified(): boolean {
    if (this.#table === undefined) return true;
    const items = this.vr === "SQ" && (this.kept as Dataset[] | undefined);
    // Items that nobody has looked at cannot have been changed.
    if (!items) return false;
    const records = this.#table.children(this.#record);
    if (records.length !== items.length) return true;
    return items.some(({ span, isModified }, index) => {
      return span?.table !== this.#table || span?.record !== records[index] || isModified;
    });
  }
}

/** Returns the element of a record; `vr` where the record leaves it open. */
export function elementOfRecord(table: ElementTable, record: number, owner: Dataset, vr?: Vr): DataElement {
  const known = vr ?? VR_FACTS[table.vrIndex(record)]!.vr;
  return new DataElement(table.tag(record), known, undefined, table, record, owner);
}
