/** A data set: elements by tag, with values by keyword. PS3.5 7.1. */
import { normalizeCharacterSet } from "../charset/defined-terms.ts";
import { decodeText } from "../charset/text-codec.ts";
import { resolveVr, type VrContext } from "../codec/ambiguous-vr.ts";
import type { Source } from "../codec/encoding.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Keyword, KeywordTypes } from "../dictionary/keyword-types.generated.ts";
import { describeTag, lookupElement, tagForKeyword } from "../dictionary/lookup.ts";
import { InvalidArgumentError } from "../errors.ts";
import { isPrivateCreatorTag, isPrivateTag, parseTag, type Tag, tagOf } from "../tag.ts";
import { trimPadding } from "../value/text.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import { DataElement } from "./element.ts";
import { type NormalizeOptions, type NumberText, normalizeValues, valuesOf } from "./values.ts";

/** How an element is named: keyword, tag number, or eight hex digits. */
export type ElementKey = Keyword | number | (string & {});

/** What `set` takes for one value of a keyword. */
export type Settable<T> = T extends { readonly alphabetic: unknown }
  ? T | string
  : T extends number
    ? T | string
    : T;

export interface SetOptions extends NormalizeOptions {
  /** Instead of the VR that the element has or the dictionary gives. */
  vr?: Vr;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const PIXEL_REPRESENTATION = 0x00280103;
const LUT_DESCRIPTOR = 0x00283002;

export class Dataset {
  /** What was noticed while reading; of the root data set only, nested ones included. */
  readonly diagnostics: Diagnostic[] = [];
  readonly #elements = new Map<Tag, DataElement>();
  #isSorted = true;
  #lastTag = -1;
  #isModified = false;
  #source: Source | undefined;
  #start = 0;
  #end = 0;
  #inheritedTerms: readonly string[] = [];
  #termsAsRead: readonly string[] | undefined;
  #parent: Dataset | undefined;

  /** Used by the reader: an empty data set that elements are read into. */
  static fromSource(
    source: Source,
    start: number,
    inheritedTerms: readonly string[],
    parent: Dataset | undefined,
  ): Dataset {
    const dataset = new Dataset();
    dataset.#source = source;
    dataset.#start = start;
    dataset.#inheritedTerms = inheritedTerms;
    dataset.#parent = parent;
    return dataset;
  }

  /** Used by the reader. */
  endSource(end: number): void {
    this.#end = end;
  }

  /** Used by the reader: adds an element without marking the data set as edited. */
  addRead(element: DataElement): void {
    this.#insert(element);
    if (element.tag === SPECIFIC_CHARACTER_SET) this.#termsAsRead = valuesOf(element, []) as string[];
  }

  /** Number of elements. */
  get size(): number {
    return this.#elements.size;
  }

  /** Returns the first value of an element, `undefined` where it is absent or empty; for a sequence its items. */
  get<K extends Keyword>(key: K): KeywordTypes[K] | undefined;
  get(key: ElementKey): unknown;
  get(key: ElementKey): unknown {
    const element = this.element(key);
    if (element === undefined) return undefined;
    if (element.items) return element.items;
    return plain(valuesOf(element, this.characterSetAsRead)[0]);
  }

  /** Returns all values of an element, `[]` where it is absent or empty; for a sequence its items. */
  getAll<K extends Keyword>(
    key: K,
  ): KeywordTypes[K] extends readonly unknown[] ? KeywordTypes[K] : KeywordTypes[K][];
  getAll(key: ElementKey): unknown[];
  getAll(key: ElementKey): unknown[] {
    const element = this.element(key);
    if (element === undefined) return [];
    if (element.items) return element.items;
    return valuesOf(element, this.characterSetAsRead).map(plain);
  }

  /**
   * Returns the whole value as text, as written (backslashes between values, numbers of DS and IS untouched) but
   * without padding; `undefined` where the element is absent or no text can be made of it.
   */
  getText(key: ElementKey): string | undefined {
    const element = this.element(key);
    if (element === undefined || element.items || VR_TABLE[element.vr].kind === "bytes") return undefined;
    const { kind } = VR_TABLE[element.vr];
    if (element.span && kind !== "number" && kind !== "bigint" && kind !== "tag") {
      return trimPadding(decodeText(element.bytes, this.characterSetAsRead, element.vr), element.vr);
    }
    return valuesOf(element, this.characterSetAsRead)
      .map((value) => (isNumberText(value) ? value.text : String(value)))
      .join("\\");
  }

  /**
   * Sets an element. Text with backslashes is split into values; `undefined`, `""` and `[]` give a zero-length value.
   *
   * The VR is `vr`, else the one the element has, else the dictionary's.
   *
   * Values are checked, keys of queries included (see {@link normalizeValues}); `validate: false` takes text as it is.
   *
   * @throws InvalidArgumentError ARG_VALUE, ARG_VALUE_LENGTH, ARG_VALUE_REPERTOIRE, ARG_VALUE_FORMAT, ARG_VALUE_RANGE,
   *   ARG_VALUE_MULTIPLICITY, ARG_NUMBER for what the VR or the data dictionary does not allow, ARG_VR for a private or
   *   unknown tag without `vr`.
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
    const vr = options.vr ?? this.#elements.get(tag)?.vr ?? this.#dictionaryVr(tag);
    if (vr === "SQ") {
      const items = value === undefined || value === "" ? [] : value;
      if (!Array.isArray(items) || !items.every((item) => item instanceof Dataset)) {
        throw new InvalidArgumentError(
          "ARG_VALUE",
          `${describeTag(tag)} (SQ): an array of data sets is expected`,
        );
      }
      this.#insert(new DataElement({ tag, vr, items }));
    } else {
      this.#insert(new DataElement({ tag, vr, values: normalizeValues(tag, vr, value, options) }));
    }
    this.#isModified = true;
    return this;
  }

  /** Removes an element; tells whether it was there. */
  delete(key: ElementKey): boolean {
    const wasThere = this.#elements.delete(tagOfKey(key));
    if (wasThere) this.#isModified = true;
    return wasThere;
  }

  /** Tells whether an element is there, empty or not. */
  has(key: ElementKey): boolean {
    return this.#elements.has(tagOfKey(key));
  }

  /** Returns the element itself: its VR, its raw bytes, items or fragments. */
  element(key: ElementKey): DataElement | undefined {
    return this.#elements.get(tagOfKey(key));
  }

  /** Returns the elements by ascending tag. */
  elements(): Iterable<DataElement> {
    if (!this.#isSorted) {
      const sorted = [...this.#elements.values()].sort((a, b) => a.tag - b.tag);
      this.#elements.clear();
      for (const element of sorted) this.#elements.set(element.tag, element);
      this.#isSorted = true;
      this.#lastTag = sorted.at(-1)?.tag ?? -1;
    }
    return this.#elements.values();
  }

  /**
   * Returns access to the block that a private creator reserves in an odd group, `undefined` where it reserves none.
   * Elements are numbered from 00 to FF within the block. PS3.5 7.8.1.
   */
  private(
    creator: string,
    group: number,
  ):
    | { tagOf(element: number): Tag; get(element: number): unknown; getAll(element: number): unknown[] }
    | undefined {
    for (const element of this.#elements.values()) {
      if (element.tag >>> 16 !== group || !isPrivateCreatorTag(element.tag)) continue;
      if (this.get(element.tag) !== creator) continue;
      const block = (element.tag & 0xff) << 8;
      const tagInBlock = (number: number) => tagOf(group, block | (number & 0xff));
      return {
        tagOf: tagInBlock,
        get: (number) => this.get(tagInBlock(number)),
        getAll: (number) => this.getAll(tagInBlock(number)),
      };
    }
    return undefined;
  }

  /** Returns a data set with the same elements, to be changed apart; items of sequences are shared. */
  clone(): Dataset {
    const copy = new Dataset();
    copy.#inheritedTerms = this.characterSetAsRead;
    copy.#parent = this.#parent;
    for (const element of this.elements()) copy.#insert(element);
    return copy;
  }

  /** The character set in which text that was read is decoded: the data set's own, else that of the one around it. */
  get characterSetAsRead(): readonly string[] {
    return this.#termsAsRead ?? this.#inheritedTerms;
  }

  /** The character set in which text is written: (0008,0005) as it is now, else `inherited`. */
  characterSetToWrite(inherited: readonly string[]): readonly string[] {
    return this.has(SPECIFIC_CHARACTER_SET) ? (this.getAll(SPECIFIC_CHARACTER_SET) as string[]) : inherited;
  }

  /** Tells whether anything in it, nested items included, was changed since it was read. */
  get isModified(): boolean {
    if (this.#isModified || (this.#source === undefined && this.size > 0)) return true;
    for (const element of this.#elements.values()) {
      if (element.items?.some((item) => item.isModified)) return true;
    }
    return false;
  }

  /** Where an unedited data set lies in what it was read from. */
  get span(): { source: Source; start: number; end: number } | undefined {
    return this.#source && { source: this.#source, start: this.#start, end: this.#end };
  }

  /** Used by the reader and by `set`: what decides between VRs. */
  vrContext(): VrContext {
    return {
      isSigned: this.#pixelRepresentation() === 1,
      lutEntryCount: this.has(LUT_DESCRIPTOR) ? (this.get(LUT_DESCRIPTOR) as number) : undefined,
    };
  }

  #pixelRepresentation(): number | undefined {
    const own = this.get(PIXEL_REPRESENTATION) as number | undefined;
    if (own !== undefined || this.#parent === undefined) return own;
    return this.#parent.#pixelRepresentation();
  }

  #dictionaryVr(tag: Tag): Vr {
    if (isPrivateCreatorTag(tag)) return "LO";
    if (isPrivateTag(tag) || !lookupElement(tag)) {
      throw new InvalidArgumentError(
        "ARG_VR",
        `${describeTag(tag)}: a private or unknown element needs a VR`,
      );
    }
    return resolveVr(tag, this.vrContext());
  }

  #insert(element: DataElement): void {
    if (element.tag > this.#lastTag) this.#lastTag = element.tag;
    else if (!this.#elements.has(element.tag)) this.#isSorted = false;
    this.#elements.set(element.tag, element);
  }
}

/** Values for {@link createDataset}: keywords or tags; sequences as arrays of such objects or of data sets. */
export type DatasetInit = { [K in Keyword]?: InitValue<KeywordTypes[K]> };

type InitValue<T> = T extends readonly unknown[]
  ? readonly (Dataset | DatasetInit)[] | undefined
  : Settable<T> | readonly Settable<T>[] | "" | undefined;

/**
 * Returns a new data set with these values; `undefined` gives a zero-length element.
 *
 * @throws InvalidArgumentError as {@link Dataset.set} does, ARG_KEY
 */
export function createDataset(values: DatasetInit = {}, options: NormalizeOptions = {}): Dataset {
  const dataset = new Dataset();
  for (const [key, value] of Object.entries(values)) {
    const isSequence = Array.isArray(value) && lookupElement(tagOfKey(key))?.vr[0] === "SQ";
    dataset.set(
      key,
      isSequence
        ? (value as readonly (Dataset | DatasetInit)[]).map((item) =>
            item instanceof Dataset ? item : createDataset(item, options),
          )
        : value,
      options,
    );
  }
  return dataset;
}

/** Returns the terms of (0008,0005) of a data set without padding and empty ones. */
export function declaredCharacterSet(dataset: Dataset): string[] {
  return normalizeCharacterSet(dataset.getAll("SpecificCharacterSet"));
}

function tagOfKey(key: ElementKey): Tag {
  if (typeof key === "number") return key;
  const tag = tagForKeyword(key);
  if (tag !== undefined) return tag;
  if (/^\(?[0-9a-f]{4},?[0-9a-f]{4}\)?$/i.test(key)) return parseTag(key);
  throw new InvalidArgumentError("ARG_KEY", "neither a keyword of the data dictionary nor a tag");
}

function plain(value: unknown): unknown {
  return isNumberText(value) ? value.number : value;
}

function isNumberText(value: unknown): value is NumberText {
  return typeof value === "object" && value !== null && "number" in value && "text" in value;
}
