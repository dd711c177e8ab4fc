/** Data elements and UIDs by tag, keyword and UID, decoded from the generated tables on first use. PS3.6. */
import { formatTagHex, isPrivateTag, type Tag } from "../tag.ts";
import type { Vr } from "../vr/vr-table.ts";
import { ELEMENT_ROWS, REPEATING_ROWS } from "./elements.generated.ts";
import { UID_ROWS } from "./uids.generated.ts";

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

interface Pattern {
  mask: number;
  bits: number;
  line: string;
}

let lineByTag: Map<Tag, string> | undefined;
let tagByKeyword: Map<string, Tag> | undefined;
let patterns: Pattern[] | undefined;
let uidTable: Map<string, UidEntry> | undefined;
const entries = new Map<Tag, ElementEntry>();

/** Returns the dictionary row of a tag: repeating groups and group lengths too; `undefined` for private and unknown tags. */
export function lookupElement(tag: Tag): ElementEntry | undefined {
  const known = entries.get(tag);
  if (known) return known;
  const line = lines().get(tag) ?? repeatingLine(tag);
  if (line === undefined) {
    if ((tag & 0xffff) !== 0 || isPrivateTag(tag)) return undefined;
    return {
      tag,
      keyword: "GenericGroupLength",
      name: "Generic Group Length",
      vr: ["UL"],
      vm: "1",
      retired: true,
    };
  }
  const entry = parseLine(tag, line);
  entries.set(tag, entry);
  return entry;
}

/** Returns the tag of a keyword; for a repeating group its first tag. */
export function tagForKeyword(keyword: string): Tag | undefined {
  if (tagByKeyword === undefined) {
    tagByKeyword = new Map();
    for (const [tag, line] of lines()) tagByKeyword.set(keywordOf(line), tag);
    for (const line of rows(REPEATING_ROWS)) {
      const keyword = keywordOf(line);
      if (!tagByKeyword.has(keyword))
        tagByKeyword.set(keyword, Number.parseInt(line.slice(0, 8).replace(/x/g, "0"), 16));
    }
  }
  return tagByKeyword.get(keyword);
}

/** Returns the keyword of a tag, `undefined` for private and unknown tags. */
export function keywordForTag(tag: Tag): string | undefined {
  return lookupElement(tag)?.keyword;
}

/** Returns all rows of the dictionary with a fixed tag, in ascending order. */
export function dictionaryElements(): ElementEntry[] {
  return [...lines().keys()].map((tag) => lookupElement(tag) as ElementEntry);
}

/** Returns the registry row of a UID. */
export function lookupUid(uid: string): UidEntry | undefined {
  return uids().get(uid);
}

/** Returns the UID of a keyword, e.g. `CTImageStorage`. */
export function uidForKeyword(keyword: string): string | undefined {
  for (const entry of uids().values()) if (entry.keyword === keyword) return entry.uid;
  return undefined;
}

/** Returns all UIDs of a type as the registry prints it, e.g. `SOP Class`, `Transfer Syntax`. */
export function uidsOfType(type: string): readonly UidEntry[] {
  return [...uids().values()].filter((entry) => entry.type === type);
}

function rows(table: string): string[] {
  return table.slice(1, -1).split("\n");
}

function keywordOf(line: string): string {
  const end = line.indexOf("|", 9);
  return end < 0 ? line.slice(9) : line.slice(9, end);
}

function lines(): Map<Tag, string> {
  if (lineByTag === undefined) {
    lineByTag = new Map();
    for (const line of rows(ELEMENT_ROWS)) lineByTag.set(Number.parseInt(line.slice(0, 8), 16), line);
  }
  return lineByTag;
}

function repeatingLine(tag: Tag): string | undefined {
  patterns ??= rows(REPEATING_ROWS).map((line) => ({
    mask: Number.parseInt(line.slice(0, 8).replace(/[^x]/g, "F").replace(/x/g, "0"), 16),
    bits: Number.parseInt(line.slice(0, 8).replace(/x/g, "0"), 16),
    line,
  }));
  // Repeating groups are even; their odd neighbours are private. PS3.5 7.6.
  if (isPrivateTag(tag)) return undefined;
  return patterns.find(({ mask, bits }) => (tag & mask) >>> 0 === bits)?.line;
}

function parseLine(tag: Tag, line: string): ElementEntry {
  const [, keyword = "", name = "", vrs = "", vm = "", retired] = line.split("|");
  return {
    tag,
    keyword,
    name: name || splitKeyword(keyword),
    vr: vrs === "" ? [] : (vrs.split("/") as Vr[]),
    vm: vm || "1",
    retired: retired === "R",
  };
}

function splitKeyword(keyword: string): string {
  return keyword.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
}

function uids(): Map<string, UidEntry> {
  if (uidTable === undefined) {
    uidTable = new Map();
    for (const line of rows(UID_ROWS)) {
      const [short = "", keyword = "", name = "", type = "", retired] = line.split("|");
      const uid = short.replace(/^~/, "1.2.840.10008.");
      uidTable.set(uid, { uid, name, keyword, type, retired: retired === "R" });
    }
  }
  return uidTable;
}

/** Returns `PatientName` for known tags, `(0009,0010)` for others: what messages call an element. */
export function describeTag(tag: Tag): string {
  const hex = formatTagHex(tag);
  return keywordForTag(tag) ?? `(${hex.slice(0, 4)},${hex.slice(4)})`;
}
