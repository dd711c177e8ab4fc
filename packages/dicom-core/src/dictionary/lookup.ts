/**
 * Data elements and UIDs by tag, keyword and UID. PS3.6. The tables are put in by `install.ts` with
 * the main entry, by `loadDictionary()` with the `reader` entry.
 */
import { InvalidStateError } from "../errors.ts";
import { elementPath, type Tag } from "../tag.ts";
import type { Vr } from "../vr/vr-table.ts";

/** One row of the data dictionary. */
export interface ElementEntry {
  /** For a repeating group the tag that was asked for. */
  tag: Tag;
  keyword: string;
  name: string;
  /** More than one where it depends on other elements; empty for items and delimiters. */
  vr: readonly Vr[];
  /** Value multiplicity as PS3.6 prints it, e.g. `1`, `1-n`, `2-2n`. */
  vm: string;
  retired: boolean;
}

/** One row of the UID registry. PS3.6 Annex A. */
export interface UidEntry {
  uid: string;
  name: string;
  keyword: string;
  type: string;
  retired: boolean;
}

/** What the data dictionary answers. */
export interface ElementTable {
  vrsOfTag(tag: Tag): readonly Vr[];
  lookupElement(tag: Tag): ElementEntry | undefined;
  tagForKeyword(keyword: string): Tag | undefined;
  keywords(): readonly string[];
}

/** What the UID registry answers. */
export interface UidTable {
  lookupUid(uid: string): UidEntry | undefined;
  uids(): Iterable<UidEntry>;
}

let elementTable: ElementTable | undefined;
let uidTable: UidTable | undefined;

/** Used by `install.ts` and `load.ts`. */
export function installElements(table: ElementTable): void {
  elementTable = table;
}

/** Used by `install.ts` and `load.ts`. */
export function installUids(table: UidTable): void {
  uidTable = table;
}

/** Tells whether the data dictionary is there: always with the main entry, after `loadDictionary()` with `reader`. */
export function hasDictionary(): boolean {
  return elementTable !== undefined;
}

/**
 * Returns the VRs that an element can have: one for most, several where other elements decide, none for private and
 * unknown tags, items and delimiters. Repeating groups and group lengths are known. Allocates nothing.
 *
 * @throws InvalidStateError STATE_DICTIONARY_MISSING
 */
export function vrsOfTag(tag: Tag): readonly Vr[] {
  return (elementTable ?? missing()).vrsOfTag(tag);
}

/**
 * Returns the dictionary row of a tag: repeating groups and group lengths too; `undefined` for private and unknown tags.
 *
 * @throws InvalidStateError STATE_DICTIONARY_MISSING
 */
export function lookupElement(tag: Tag): ElementEntry | undefined {
  return (elementTable ?? missing()).lookupElement(tag);
}

/**
 * Returns the tag of a keyword; for a repeating group its first tag.
 *
 * @throws InvalidStateError STATE_DICTIONARY_MISSING
 */
export function tagForKeyword(keyword: string): Tag | undefined {
  return (elementTable ?? missing()).tagForKeyword(keyword);
}

/**
 * Returns all keywords once, retired ones too; made anew by each call.
 *
 * @throws InvalidStateError STATE_DICTIONARY_MISSING
 */
export function allKeywords(): readonly string[] {
  return (elementTable ?? missing()).keywords();
}

/**
 * Returns the keyword of a tag, `undefined` for private and unknown tags.
 *
 * @throws InvalidStateError STATE_DICTIONARY_MISSING
 */
export function keywordForTag(tag: Tag): string | undefined {
  return lookupElement(tag)?.keyword;
}

/** Returns `PatientName` for known tags, `(0009,0010)` for others: what messages call an element. */
export function describeTag(tag: Tag): string {
  return elementTable?.lookupElement(tag)?.keyword ?? `(${elementPath("", tag)})`;
}

/** Returns the registry row of a UID. */
export function lookupUid(uid: string): UidEntry | undefined {
  return (uidTable ?? missing()).lookupUid(uid);
}

/** Returns the UID of a keyword, e.g. `CTImageStorage`. */
export function uidForKeyword(keyword: string): string | undefined {
  for (const entry of (uidTable ?? missing()).uids()) if (entry.keyword === keyword) return entry.uid;
  return undefined;
}

/** Returns all UIDs of a type as the registry prints it, e.g. `SOP Class`, `Transfer Syntax`. */
export function uidsOfType(type: string): readonly UidEntry[] {
  return [...(uidTable ?? missing()).uids()].filter((entry) => entry.type === type);
}

/** Returns the registry's name of a UID, the UID itself where there is none or the registry is not loaded. */
export function describeUid(uid: string): string {
  return uidTable?.lookupUid(uid)?.name ?? uid;
}

function missing(): never {
  throw new InvalidStateError(
    "STATE_DICTIONARY_MISSING",
    "keywords and Implicit VR need `await loadDictionary()` first",
  );
}
