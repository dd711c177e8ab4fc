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
