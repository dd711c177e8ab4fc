/** Data element tags as unsigned 32-bit numbers: group in the upper, element in the lower 16 bits. PS3.5 7.1. */
import { InvalidArgumentError } from "./errors.ts";

/** A tag, e.g. 0x00100010 for (0010,0010). */
export type Tag = number;

/** Returns the tag of a group and an element number. */
export function tagOf(group: number, element: number): Tag {
  return ((group << 16) | element) >>> 0;
}

/** Returns the group number, the upper 16 bits. */
export function groupOf(tag: Tag): number {
  return tag >>> 16;
}

/** Returns the element number, the lower 16 bits. */
export function elementOf(tag: Tag): number {
  return tag & 0xffff;
}

/** Tells whether the tag lies in an odd group. PS3.5 7.8. */
export function isPrivateTag(tag: Tag): boolean {
  return (tag & 0x10000) !== 0;
}

/** Tells whether the tag is a Private Creator, (gggg,0010-00FF) of an odd group. PS3.5 7.8.1. */
export function isPrivateCreatorTag(tag: Tag): boolean {
  return isPrivateTag(tag) && elementOf(tag) >= 0x10 && elementOf(tag) <= 0xff;
}

/** Returns eight upper-case hex digits, `00100010`. */
export function formatTagHex(tag: Tag): string {
  return tag.toString(16).toUpperCase().padStart(8, "0");
}

/** Returns `(0010,0010)`. */
export function formatTag(tag: Tag): string {
  const hex = formatTagHex(tag);
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

/** Returns the path of an element, `0040,0100[0].0010,0010`; `itemPath` is that of the item around it, empty at the root. */
export function elementPath(itemPath: string, tag: Tag): string {
  const own = formatTag(tag).slice(1, -1);
  return itemPath === "" ? own : `${itemPath}.${own}`;
}

/**
 * Reads `00100010`, `0010,0010` or `(0010,0010)`.
 *
 * @throws InvalidArgumentError ARG_TAG
 */
export function parseTag(text: string): Tag {
  const match = /^\(?([0-9a-f]{4}),?([0-9a-f]{4})\)?$/i.exec(text.trim());
  if (!match) throw new InvalidArgumentError("ARG_TAG", "not a tag: eight hex digits are expected");
  return Number.parseInt(`${match[1]}${match[2]}`, 16);
}

/** Tags in which some hex digits may be any: repeating groups, private elements of any block. PS3.5 7.6, 7.8. */
export interface TagPattern {
  /** A tag fits where `(tag & mask) >>> 0 === bits`. */
  mask: number;
  /** The digits that are fixed; the others are zero. */
  bits: number;
}

/** Returns the pattern of eight hex digits of which some are `x`. */
export function maskOfPattern(digits: string): TagPattern {
  return {
    mask: Number.parseInt(digits.replace(/[^x]/g, "F").replace(/x/g, "0"), 16),
    bits: Number.parseInt(digits.replace(/x/g, "0"), 16),
  };
}
