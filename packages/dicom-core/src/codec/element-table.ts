/**
 * What a scan finds, as numbers: one record an element, sequence, item or fragment, in the order of the bytes, what
 * is nested behind what holds it. Elements and data sets are made from it when they are asked for.
 */
import type { Tag } from "../tag.ts";
import { createSource, type Source, viewOf } from "./encoding.ts";

/** Kinds of records; constants one by one, because they end in the code as numbers. */
export const RECORD_ELEMENT = 0;
export const RECORD_SEQUENCE = 1;
export const RECORD_ITEM = 2;
export const RECORD_FRAGMENTS = 3;
export const RECORD_FRAGMENT = 4;
export type RecordKind = 0 | 1 | 2 | 3 | 4;

/** Layout of a data set as bits, as {@link ElementTable.source} takes it. */
export const LAYOUT_EXPLICIT = 1;
export const LAYOUT_LITTLE_ENDIAN = 2;

export function layoutBits({
  isExplicit,
  isLittleEndian,
}: Pick<Source, "isExplicit" | "isLittleEndian">): number {
  return (isExplicit ? LAYOUT_EXPLICIT : 0) | (isLittleEndian ? LAYOUT_LITTLE_ENDIAN : 0);
}

/** Tags of the data set that an item record begins do not ascend, or come twice. */
const UNORDERED = 1 << 12;
/** Its own header and delimiters do not tell where it ends: something is cut, missing or wrong. */
const BROKEN = 1 << 13;
const WORDS = 6;
/** Scans write here first, so that a table is allocated once, in its final size. Not kept when very large. */
const SCRATCH_RECORDS = 16_384;
let scratch: Uint32Array | undefined = new Uint32Array(512 * WORDS);

export class ElementTable {
  bytes: Uint8Array;
  view: DataView;
  count = 0;
  /** Layout of the root. */
  rootLayout: number;
  /** Tags at the root do not ascend, or come twice. */
  isRootUnordered = false;
  #words: Uint32Array;
  readonly #sources: (Source | undefined)[] = [undefined, undefined, undefined, undefined];

  constructor(bytes: Uint8Array, view: DataView, rootLayout: number) {
    this.bytes = bytes;
    this.view = view;
    this.rootLayout = rootLayout;
    this.#words = scratch ?? new Uint32Array(512 * WORDS);
    scratch = undefined;
  }

  /** The bytes are now in another place, or there are more of them. */
  replaceBytes(bytes: Uint8Array): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** Adds a record and returns its index; `end` and `next` are those of something that holds nothing. */
  add(
    tag: Tag,
    kind: RecordKind,
    vrIndex: number,
    layout: number,
    start: number,
    valueOffset: number,
    end: number,
  ): number {
    const index = this.count;
    const at = index * WORDS;
    if (at + WORDS > this.#words.length) this.#grow();
    const words = this.#words;
    words[at] = tag;
    words[at + 1] = vrIndex | (kind << 6) | (layout << 9);
    words[at + 2] = start;
    words[at + 3] = valueOffset;
    words[at + 4] = end;
    words[at + 5] = index + 1;
    this.count = index + 1;
    return index;
  }

  /** Ends a record that holds others: all added since belong to it. */
  close(index: number, end: number): void {
    this.#words[index * WORDS + 4] = end;
    this.#words[index * WORDS + 5] = this.count;
  }

  /** Makes a record an element of the given VR without anything in it. */
  flatten(index: number, vrIndex: number, end: number): void {
    const at = index * WORDS + 1;
    this.#words[at] = vrIndex | (RECORD_ELEMENT << 6) | ((this.#words[at] as number) & ((3 << 9) | BROKEN));
    this.count = index + 1;
    this.close(index, end);
  }

  markUnordered(itemIndex: number): void {
    if (itemIndex < 0) this.isRootUnordered = true;
    else this.#words[itemIndex * WORDS + 1] = (this.#words[itemIndex * WORDS + 1] as number) | UNORDERED;
  }

  /** What is written down here can only be written anew: other bytes behind it would be taken for its own. */
  markBroken(index: number): void {
    if (index >= 0) this.#words[index * WORDS + 1] = (this.#words[index * WORDS + 1] as number) | BROKEN;
  }

  /** Forgets the records from an index on. */
  truncate(count: number): void {
    this.count = count;
  }

  /** Gives the working memory back; nothing can be added afterwards. */
  finish(): void {
    const words = this.#words;
    this.#words = words.slice(0, this.count * WORDS);
    if (words.length <= SCRATCH_RECORDS * WORDS) scratch = words;
  }

  tag(index: number): Tag {
    return this.#words[index * WORDS] as number;
  }
  kind(index: number): RecordKind {
    return (((this.#words[index * WORDS + 1] as number) >> 6) & 7) as RecordKind;
  }
  vrIndex(index: number): number {
    return (this.#words[index * WORDS + 1] as number) & 63;
  }
  layout(index: number): number {
    return ((this.#words[index * WORDS + 1] as number) >> 9) & 3;
  }
  /** Tells whether a record was read in a layout and is not broken. */
  isIntact(index: number, layout: number): boolean {
    return ((this.#words[index * WORDS + 1] as number) & ((3 << 9) | BROKEN)) === layout << 9;
  }
  isUnordered(itemIndex: number): boolean {
    if (itemIndex < 0) return this.isRootUnordered;
    return ((this.#words[itemIndex * WORDS + 1] as number) & UNORDERED) !== 0;
  }
  /** First byte of the header. */
  start(index: number): number {
    return this.#words[index * WORDS + 2] as number;
  }
  valueOffset(index: number): number {
    return this.#words[index * WORDS + 3] as number;
  }
  /** Behind the value; of a sequence behind its delimiter, of an item before it. */
  end(index: number): number {
    return this.#words[index * WORDS + 4] as number;
  }
  /** The record behind this one and all that it holds. */
  next(index: number): number {
    return this.#words[index * WORDS + 5] as number;
  }

  /** Returns the records that one holds, -1 for the root, without those inside them. */
  children(index: number): number[] {
    const records: number[] = [];
    const end = index < 0 ? this.count : this.next(index);
    for (let record = index + 1; record < end; record = this.next(record)) records.push(record);
    return records;
  }

  /** Returns the first record with this tag of those that one holds, -1 for the root; -1 for none. */
  find(tag: Tag, index: number): number {
    const words = this.#words;
    const last = (index < 0 ? this.count : this.next(index)) * WORDS;
    for (let at = (index + 1) * WORDS; at < last; at = (words[at + 5] as number) * WORDS) {
      const found = words[at] as number;
      if (found === tag) return at / WORDS;
      if (found > tag) return -1;
    }
    return -1;
  }

  /** The bytes with a layout, shared by all elements written in it. */
  source(layout: number): Source {
    const known = this.#sources[layout];
    if (known && known.bytes === this.bytes) return known;
    const source = createSource(
      this.bytes,
      (layout & LAYOUT_EXPLICIT) !== 0,
      (layout & LAYOUT_LITTLE_ENDIAN) !== 0,
      this.view,
    );
    this.#sources[layout] = source;
    return source;
  }

  #grow(): void {
    const grown = new Uint32Array(this.#words.length * 2);
    grown.set(this.#words);
    this.#words = grown;
  }
}
