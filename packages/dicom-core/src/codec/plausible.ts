/** What bytes look like where their label, or the length before them, may be wrong. */
import { lookupElement } from "../dictionary/lookup.ts";
import { isPrivateTag, type Tag } from "../tag.ts";
import { HAS_LONG_LENGTH, NO_VR, vrIndexOfBytes } from "../vr/vr-index.ts";
import { LAYOUT_EXPLICIT, LAYOUT_LITTLE_ENDIAN } from "./element-table.ts";

export const UNDEFINED_LENGTH = 0xffffffff;
export const ITEM = 0xfffee000;
export const SEQUENCE_DELIMITATION = 0xfffee0dd;

/** Returns the tag at an offset. PS3.5 7.1: group, then element, each in the byte order of the data set. */
export function tagAt(view: DataView, at: number, isLittleEndian: boolean): Tag {
  const word = view.getUint32(at, isLittleEndian);
  return isLittleEndian ? ((word << 16) | (word >>> 16)) >>> 0 : word;
}

/** Tells whether an item, or the end of a sequence, begins at an offset. */
export function isItemAt(view: DataView, at: number, end: number, layout: number): boolean {
  if (end - at < 8) return false;
  const tag = tagAt(view, at, (layout & LAYOUT_LITTLE_ENDIAN) !== 0);
  return tag === ITEM || tag === SEQUENCE_DELIMITATION;
}

/**
 * Tells whether an element in the given layout could begin at `at`: a VR or a known tag, a tag not below `lowest`,
 * and a value that ends before `end`. Item delimiters, and the end itself, are as good.
 */
export function looksLikeElement(
  view: DataView,
  at: number,
  end: number,
  layout: number,
  lowest: Tag = 0,
): boolean {
  if (at === end) return true;
  if (end - at < 8 || view.byteLength - at < 8) return false;
  const isLittleEndian = (layout & LAYOUT_LITTLE_ENDIAN) !== 0;
  const tag = tagAt(view, at, isLittleEndian);
  if (tag >>> 16 === 0xfffe) return tag === 0xfffee00d || tag === SEQUENCE_DELIMITATION;
  if (tag < lowest) return false;
  let length: number;
  let header = 8;
  if ((layout & LAYOUT_EXPLICIT) !== 0) {
    const vr = vrIndexOfBytes(view.getUint8(at + 4), view.getUint8(at + 5));
    if (vr === NO_VR) return false;
    if (HAS_LONG_LENGTH[vr] === 1) {
      if (end - at < 12 || view.byteLength - at < 12) return false;
      header = 12;
      length = view.getUint32(at + 8, isLittleEndian);
    } else {
      length = view.getUint16(at + 6, isLittleEndian);
    }
  } else {
    if (!isPrivateTag(tag) && lookupElement(tag) === undefined) return false;
    length = view.getUint32(at + 4, isLittleEndian);
  }
  return length === UNDEFINED_LENGTH || at + header + length <= end;
}

/**
 * Returns the layout of the data set that begins at `at`: the one of its label, unless its first element cannot be
 * read so and can be read in another. Big endian is looked for in Explicit VR only, there is no other. PS3.5 A.3.
 */
export function layoutAt(view: DataView, at: number, end: number, labelled: number): number {
  if (end - at < 8 || looksLikeFirst(view, at, end, labelled)) return labelled;
  for (const layout of [LAYOUT_EXPLICIT | LAYOUT_LITTLE_ENDIAN, LAYOUT_LITTLE_ENDIAN, LAYOUT_EXPLICIT]) {
    if (layout !== labelled && looksLikeFirst(view, at, end, layout)) return layout;
  }
  return labelled;
}

/** Tells whether a data set in the given layout could begin at `at`, with a group up to `highestGroup`. */
export function looksLikeFirst(
  view: DataView,
  at: number,
  end: number,
  layout: number,
  highestGroup = 0xffff,
): boolean {
  const isLittleEndian = (layout & LAYOUT_LITTLE_ENDIAN) !== 0;
  const tag = tagAt(view, at, isLittleEndian);
  const isExplicit = (layout & LAYOUT_EXPLICIT) !== 0;
  const hasVr = vrIndexOfBytes(view.getUint8(at + 4), view.getUint8(at + 5)) !== NO_VR;
  const group = tag >>> 16;
  if (group === 0xfffe) return highestGroup === 0xffff;
  if (isExplicit !== hasVr || group > highestGroup) return false;
  // A first group such as 0800 or 1000 is 0008 or 0010 in the other byte order.
  if (isExplicit) return (group & 0xff) !== 0 || group === 0;
  const length = view.getUint32(at + 4, isLittleEndian);
  return group > 0 && (length === UNDEFINED_LENGTH || length <= end - at - 8);
}

/** How an element with two bytes in the place of its VR that are none may be meant. */
export interface GuessedForm {
  valueOffset: number;
  length: number;
  /** The bytes could be the VR of a later edition. */
  isVr: boolean;
  isImplicit: boolean;
}

/** Returns the form whose value fits and is followed by something that can be read, or at least fits. */
export function guessForm(
  view: DataView,
  at: number,
  end: number,
  layout: number,
  tag: Tag,
): GuessedForm | undefined {
  const isLittleEndian = (layout & LAYOUT_LITTLE_ENDIAN) !== 0;
  const isVr = isVrLike(view.getUint8(at + 4), view.getUint8(at + 5));
  const forms: GuessedForm[] = [];
  const add = (valueOffset: number, length: number, isImplicit = false) => {
    const isUndefined = length === UNDEFINED_LENGTH && valueOffset + 8 <= end;
    const fits = isUndefined ? tagAt(view, valueOffset, true) === ITEM : valueOffset + length <= end;
    if (fits) forms.push({ valueOffset, length, isVr, isImplicit });
  };
  if (!isVr) add(at + 8, view.getUint32(at + 4, isLittleEndian), true);
  // VRs added since 1993 have the long form; its reserved bytes are zero. PS3.5 7.1.2.
  if (end - at >= 12 && view.getUint16(at + 6, isLittleEndian) === 0) {
    add(at + 12, view.getUint32(at + 8, isLittleEndian));
  }
  add(at + 8, view.getUint16(at + 6, isLittleEndian));
  const isFollowed = ({ valueOffset, length }: GuessedForm) =>
    length === UNDEFINED_LENGTH ||
    looksLikeElement(view, valueOffset + length, end, layout, tag) ||
    looksLikeElement(view, valueOffset + length, end, layout & ~LAYOUT_EXPLICIT, tag);
  return forms.find(isFollowed) ?? forms[0];
}

function isVrLike(first: number, second: number): boolean {
  return /^([A-Z]{2}|\?\?)$/.test(String.fromCharCode(first, second));
}
