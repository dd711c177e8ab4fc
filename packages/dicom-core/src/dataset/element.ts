/** One data element: a view into what was read, or values that were set. PS3.5 7.1. */
import type { Source } from "../codec/encoding.ts";
import type { Tag } from "../tag.ts";
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

export class DataElement {
  readonly tag: Tag;
  readonly vr: Vr;
  /** Undefined for elements that were set. */
  readonly span: ElementSpan | undefined;
  /** The items of a sequence. */
  readonly items: Dataset[] | undefined;
  /** The fragments of encapsulated Pixel Data. */
  readonly fragments: readonly Fragment[] | undefined;
  /** What `set` was given, or what has been decoded; see `dataset/values.ts`. */
  values: readonly unknown[] | undefined;

  constructor(init: {
    tag: Tag;
    vr: Vr;
    span?: ElementSpan | undefined;
    items?: Dataset[] | undefined;
    fragments?: readonly Fragment[] | undefined;
    values?: readonly unknown[] | undefined;
  }) {
    this.tag = init.tag;
    this.vr = init.vr;
    this.span = init.span;
    this.items = init.items;
    this.fragments = init.fragments;
    this.values = init.values;
  }

  /** The value as read: a view into the input, in its byte order. Empty for elements that were set and for sequences. */
  get bytes(): Uint8Array {
    if (this.span === undefined || this.items !== undefined || this.fragments !== undefined) return NOTHING;
    return this.span.source.bytes.subarray(this.span.valueOffset, this.span.end);
  }

  /** Tells whether the element holds no value. */
  get isEmpty(): boolean {
    if (this.items) return this.items.length === 0;
    if (this.fragments) return this.fragments.length === 0;
    if (this.span) return this.span.end === this.span.valueOffset;
    return (this.values?.length ?? 0) === 0;
  }
}
