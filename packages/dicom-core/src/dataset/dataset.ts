/** A data set: elements by tag, with values by keyword. PS3.5 7.1. */
import { decodeText } from "../charset/text-decoder.ts";
import { resolveVr, type VrContext } from "../codec/ambiguous-vr.ts";
import type { ElementTable } from "../codec/element-table.ts";
import type { Source } from "../codec/encoding.ts";
import { type Diagnostic, noteOnce } from "../diagnostic.ts";
import type { Keyword, KeywordTypes } from "../dictionary/keyword-types.generated.ts";
import { tagForKeyword } from "../dictionary/lookup.ts";
import { InvalidArgumentError } from "../errors.ts";
import { elementPath, parseTag, type Tag } from "../tag.ts";
import type { NumberArray } from "../value/binary-numbers.ts";
import { trimPadding } from "../value/text.ts";
import { OPEN_VR } from "../vr/vr-index.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import { noting } from "./decode-values.ts";
import { DataElement, type ElementContent, elementOfRecord, type Fragment } from "./element.ts";
import { ElementList } from "./element-list.ts";
import { findPrivateBlock, type PrivateBlock } from "./private-block.ts";
import { setRules } from "./set-rules.ts";
import { keptValue, type NormalizeOptions, numbersOf, valuesOf } from "./values.ts";

/** How an element is named: keyword, tag number, or eight hex digits. */
export type ElementKey = Keyword | number | (string & {});

/** What `set` takes for one value of a keyword. */
export type Settable<T> = T extends { readonly alphabetic: unknown }
  ? T | string
  : T extends number
    ? T | string
    : T;

/** How `set` takes a value. */
export interface SetOptions extends NormalizeOptions {
  /** Instead of the VR that the element has or the dictionary gives. */
  vr?: Vr;
}

/** A data set as it came, when its elements lie in something else: the stream that was inflated. */
export interface Origin {
  transferSyntaxUid: string;
  bytes: Uint8Array;
  /** Behind the stream, more than the byte that makes it even. */
  rest: Uint8Array;
}

/** From so many lookups on, all elements are made at once instead of searching for each. */
const MANY_LOOKUPS = 16;
const SPECIFIC_CHARACTER_SET = 0x00080005;
const PIXEL_REPRESENTATION = 0x00280103;
const LUT_DESCRIPTOR = 0x00283002;

/** The elements of a data set or item in ascending order, read by keyword, tag or path; a value is decoded when it is asked for. PS3.5 7. */
export class Dataset {
  /** What was noticed while reading; of the root data set only, nested ones included. */
  readonly diagnostics: Diagnostic[] = [];
  /** Elements that were set or looked at; all of them once `#isWhole`. */
  readonly #elements = new ElementList();
  #isWhole = true;
  #isModified = false;
  #lookupCount = 0;
  /** What it was read from: the records from `#first` to before `#last`, those of an item behind `#record`. */
  #table: ElementTable | undefined;
  #record = -1;
  #start = 0;
  #end = 0;
  #origin: Origin | undefined;
  #parent: Dataset | undefined;
  #inheritedTerms: readonly string[] = [];
  #termsAsRead: readonly string[] | undefined;

  /** @internal Used by elements: the data set of an item record of one of its sequences. */
  itemOf(table: ElementTable, record: number): Dataset {
    return Dataset.read(table, record, table.valueOffset(record), table.end(record), this);
  }

  /** @internal Used by the reader: the data set of a record, -1 for the root, which lies from `start` to `end`. */
  static read(
    table: ElementTable,
    record: number,
    start: number,
    end: number,
    parent?: Dataset,
    inheritedTerms: readonly string[] = [],
    origin?: Origin,
  ): Dataset {
    const dataset = new Dataset();
    dataset.#table = table;
    dataset.#record = record;
    dataset.#start = start;
    dataset.#end = end;
    dataset.#parent = parent;
    dataset.#inheritedTerms = inheritedTerms;
    dataset.#origin = origin;
    dataset.#isWhole = false;
    return dataset;
  }

  /** Number of elements. */
  get size(): number {
    return this.#whole().size;
  }

  /** Returns the first value of an element, `undefined` where it is absent or empty; for a sequence its items. */
  get<K extends Keyword>(key: K): KeywordTypes[K] | undefined;
  get(key: ElementKey): unknown;
  get(key: ElementKey): unknown {
    const element = this.element(key);
    if (element === undefined) return undefined;
    if (element.items) return element.items;
    const value = keptValue(element, this.characterSetAsRead, this);
    return Array.isArray(value) ? value[0] : value;
  }

  /** Returns all values of an element, `[]` where it is absent or empty; for a sequence its items. */
  getAll<K extends Keyword>(
    key: K,
  ): KeywordTypes[K] extends readonly unknown[] ? KeywordTypes[K] : KeywordTypes[K][];
  getAll(key: ElementKey): unknown[];
  getAll(key: ElementKey): unknown[] {
    const element = this.element(key);
    if (element === undefined) return [];
    return element.items ?? valuesOf(element, this.characterSetAsRead, this);
  }

  /**
   * Returns the whole value as text, as written (backslashes between values, numbers of DS and IS untouched) but
   * without padding; `undefined` where the element is absent or no text can be made of it.
   */
  getText(key: ElementKey): string | undefined {
    const element = this.element(key);
    if (element === undefined) return undefined;
    const { bytes, tag, vr, kept, isRead } = element;
    const { kind, unitBytes } = VR_TABLE[vr];
    if (kind === "bytes" || kind === "sequence") return undefined;
    if (isRead && unitBytes === 1) {
      const options = noting(this, tag, element.endOffset - bytes.length);
      return trimPadding(decodeText(bytes, this.characterSetAsRead, vr, options), vr);
    }
    const texts = isRead ? undefined : (kept as ElementContent).texts;
    return (texts ?? valuesOf(element, this.characterSetAsRead, this)).join("\\");
  }

  /**
   * Sets an element. Text with backslashes is split into values; `undefined`, `""` and `[]` give a zero-length value.
   *
   * The VR is `vr`, else the one the element has, else that of the dictionary, of a private element that of the private
   * dictionary by its creator in this data set.
   *
   * Values are checked, keys of queries included (see `dataset/normalize-values.ts`); `validate: false` takes text as it is.
   *
   * @throws InvalidArgumentError ARG_VALUE, ARG_VALUE_LENGTH, ARG_VALUE_REPERTOIRE, ARG_VALUE_FORMAT, ARG_VALUE_RANGE,
   *   ARG_VALUE_MULTIPLICITY, ARG_NUMBER for what the VR or the data dictionary does not allow, ARG_VR for a tag
   *   that no dictionary knows without `vr` and for a VR that does not exist, ARG_KEY for what can be no tag of an element.
   */
  set<K extends Keyword>(
    key: K,
    value: KeywordTypes[K] extends readonly unknown[]
      ? KeywordTypes[K] | undefined
      : Settable<KeywordTypes[K]> | readonly Settable<KeywordTypes[K]>[] | "" | undefined,
    options?: SetOptions,
  ): this;
  set(key: ElementKey, value: unknown, options?: SetOptions): this;
  set(key: ElementKey, value: unknown, options: SetOptions = {}): this {
    const tag = tagOfKey(key);
    const rules = setRules();
    const vr = options.vr ?? this.#element(tag)?.vr ?? rules.vrToSet(this, tag);
    const content = rules.contentToSet(tag, vr, value, options);
    return this.#put(new DataElement(tag, vr, content));
  }

  /**
   * Sets encapsulated Pixel Data: the Basic Offset Table, which may be empty, then the fragments. They are not copied.
   *
   * @see PS3.5 A.4
   */
  setFragments(key: ElementKey, fragments: readonly Fragment[], options: { vr?: "OB" | "OW" } = {}): this {
    return this.#put(new DataElement(tagOfKey(key), options.vr ?? "OB", { fragments }));
  }

  /** Removes an element; tells whether it was there. */
  delete(key: ElementKey): boolean {
    const wasThere = this.#whole().delete(tagOfKey(key));
    if (wasThere) this.#isModified = true;
    return wasThere;
  }

  /** Tells whether an element is there, empty or not. */
  has(key: ElementKey): boolean {
    return this.#has(tagOfKey(key));
  }

  /** Returns the element itself: its VR, its raw bytes, items or fragments. */
  element(key: ElementKey): DataElement | undefined {
    return this.#element(tagOfKey(key));
  }

  /** Returns the elements by ascending tag. */
  elements(): Iterable<DataElement> {
    return this.#whole().values();
  }

  /**
   * Returns access to the block that a private creator has reserved in an odd group, `undefined` where it has none.
   *
   * @see PS3.5 7.8.1
   */
  private(creator: string, group: number): PrivateBlock | undefined {
    return findPrivateBlock(this, creator, group);
  }

  /**
   * Returns access to the block of a private creator, after reserving the first free one where it has none.
   *
   * @throws InvalidArgumentError ARG_PRIVATE_BLOCK for an even group, a bad creator, or where no block is free
   * @see PS3.5 7.8.1
   */
  reservePrivate(creator: string, group: number): PrivateBlock {
    return setRules().reservePrivateBlock(this, creator, group);
  }

  /**
   * Returns the numbers of an element as a typed array, see {@link numbersOf}; `undefined` where it is absent or none.
   * A view into the input where that is aligned and in the machine's byte order, else a copy.
   */
  getNumbers(key: ElementKey): NumberArray | undefined {
    const element = this.element(key);
    return element && numbersOf(element);
  }

  /** Used by the writer: adds an element as it is, such as one of another data set in the same character set. */
  add(element: DataElement): void {
    this.#put(element);
  }

  /**
   * Returns a data set with the same elements, or with some of them, to be changed apart; items of sequences are shared.
   */
  clone(elements: Iterable<DataElement> = this.elements()): Dataset {
    const copy = new Dataset();
    for (const element of elements) copy.#elements.set(element);
    copy.#termsAsRead = this.characterSetAsRead;
    copy.#parent = this.#parent;
    return copy;
  }

  /** The character set in which text that was read is decoded: the data set's own, else that of the one around it. */
  get characterSetAsRead(): readonly string[] {
    if (this.#termsAsRead === undefined) {
      const own = this.#table && this.#element(SPECIFIC_CHARACTER_SET);
      this.#termsAsRead = own
        ? termsOf(own.items ?? valuesOf(own, []))
        : (this.#parent?.characterSetAsRead ?? this.#inheritedTerms);
    }
    return this.#termsAsRead;
  }

  /** Tells whether anything in it, nested items included, was changed since it was read. */
  get isModified(): boolean {
    if (this.#isModified || (!this.#table && this.#elements.size > 0)) return true;
    // What nobody has looked at cannot have been changed.
    for (const element of this.#elements.values()) {
      if (element.isModified) return true;
    }
    return false;
  }

  /** @internal Where an unedited data set lies in what it was read from, and its record there. */
  get span():
    | { source: Source; start: number; end: number; table: ElementTable; record: number }
    | undefined {
    const table = this.#table;
    if (!table) return undefined;
    const source = table.source(this.#layout(table));
    return { source, start: this.#start, end: this.#end, table, record: this.#record };
  }

  /**
   * Offset of the item's tag in the bytes that were read, as DICOMDIR records are addressed; `undefined` for the root
   * and for data sets that were not read.
   */
  get itemOffset(): number | undefined {
    return this.#record < 0 ? undefined : this.#table?.start(this.#record);
  }

  /** @internal Used by the writer: the deflated stream that a whole data set was read from. */
  get origin(): Origin | undefined {
    return this.#origin;
  }

  /** Used by values: something is wrong with the text of an element; kept in the root's diagnostics, once. */
  noteText(tag: Tag, diagnostic: Diagnostic): void {
    const { root, path } = this.#place();
    noteOnce(root.diagnostics, { ...diagnostic, path: elementPath(path, tag) });
  }

  /** The data set around all others, and the path of this one in it. Searched for: few data sets need it. */
  #place(): { root: Dataset; path: string } {
    const parent = this.#parent;
    if (!parent) return { root: this, path: "" };
    const outer = parent.#place();
    for (const { tag, items } of parent.#elements.values()) {
      const index = items?.indexOf(this) ?? -1;
      if (index >= 0) return { root: outer.root, path: `${elementPath(outer.path, tag)}[${index}]` };
    }
    return outer;
  }

  /** @internal Used where the dictionary leaves a choice: what decides between VRs. */
  vrContext(): VrContext {
    const isSigned = () => this.#pixelRepresentation() === 1;
    const lutEntryCount = () => this.get(LUT_DESCRIPTOR) as number | undefined;
    return { isSigned, lutEntryCount };
  }

  #pixelRepresentation(): number | undefined {
    const own = this.get(PIXEL_REPRESENTATION) as number | undefined;
    if (own !== undefined || this.#parent === undefined) return own;
    return this.#parent.#pixelRepresentation();
  }

  #layout(table: ElementTable): number {
    return this.#record < 0 ? table.rootLayout : table.layout(this.#record);
  }

  #has(tag: Tag): boolean {
    const table = this.#table;
    if (this.#elements.get(tag)) return true;
    if (this.#isWhole || !table) return false;
    if (table.isUnordered(this.#record)) return this.#whole().get(tag) !== undefined;
    return table.find(tag, this.#record) >= 0;
  }

  #element(tag: Tag): DataElement | undefined {
    const known = this.#elements.get(tag);
    const table = this.#table;
    if (known || this.#isWhole || !table) return known;
    this.#lookupCount += 1;
    if (this.#lookupCount > MANY_LOOKUPS || table.isUnordered(this.#record)) return this.#whole().get(tag);
    const record = table.find(tag, this.#record);
    if (record < 0) return undefined;
    const vr = table.vrIndex(record) === OPEN_VR ? resolveVr(tag, this.vrContext()) : undefined;
    const element = elementOfRecord(table, record, this, vr);
    this.#elements.set(element);
    return element;
  }

  /** Makes all elements; those that were made before stay what they are. */
  #whole(): ElementList {
    const table = this.#table;
    const elements = this.#elements;
    if (this.#isWhole || !table) return elements;
    const known = elements.values();
    const open: DataElement[] = [];
    const all = table.children(this.#record).map((record) => {
      const isOpen = table.vrIndex(record) === OPEN_VR;
      const element = elementOfRecord(table, record, this, isOpen ? "UN" : undefined);
      if (isOpen) open.push(element);
      return element;
    });
    elements.fill(all, !table.isUnordered(this.#record));
    for (const element of known) elements.set(element);
    this.#isWhole = true;
    for (const element of open) (element as { vr: Vr }).vr = resolveVr(element.tag, this.vrContext());
    // The terms belong to what was read: they are looked up before anything can be changed.
    void this.characterSetAsRead;
    return elements;
  }

  #put(element: DataElement): this {
    this.#whole().set(element);
    this.#isModified = true;
    return this;
  }
}

/**
 * Returns the tag of a key.
 *
 * @throws InvalidArgumentError ARG_KEY
 */
export function tagOfKey(key: ElementKey): Tag {
  if (typeof key === "number") return key;
  const tag = tagForKeyword(key);
  if (tag !== undefined) return tag;
  if (/^\(?[0-9a-f]{4},?[0-9a-f]{4}\)?$/i.test(key)) return parseTag(key);
  throw new InvalidArgumentError("ARG_KEY", "neither a keyword nor a tag");
}

/** The values of a Specific Character Set that was sent with a VR other than text are no terms. */
export function termsOf(values: readonly unknown[]): readonly string[] {
  return values.every((value) => typeof value === "string") ? values : [];
}
