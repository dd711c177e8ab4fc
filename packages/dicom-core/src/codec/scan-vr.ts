/** The VR of elements that come without one, in Implicit VR or as UN. PS3.5 A.1, 6.2.2. */
import { hasDictionary, vrsOfTag } from "../dictionary/lookup.ts";
import { lookupPrivateElement, withoutPadding } from "../dictionary/private-blocks.ts";
import { isPrivateCreatorTag, isPrivateTag, type Tag } from "../tag.ts";
import { OPEN_VR, VR_FACTS, vrIndexOf } from "../vr/vr-index.ts";
import { type ElementTable, LAYOUT_EXPLICIT } from "./element-table.ts";

/** Where the Private Creators of one data set lie in the bytes. */
export type CreatorOffsets = Map<Tag, { start: number; end: number; text?: string }>;

const UN = vrIndexOf("UN");
const LO = vrIndexOf("LO");
const UL = vrIndexOf("UL");

/**
 * Returns the index of a VR, OPEN_VR where other elements decide, UN for what no dictionary knows or cannot be.
 *
 * @throws InvalidStateError STATE_DICTIONARY_MISSING in Implicit VR, which cannot be read without one
 */
export function vrByDictionary(
  tag: Tag,
  length: number,
  layout: number,
  table: ElementTable,
  creators: CreatorOffsets | undefined,
): number {
  if ((layout & LAYOUT_EXPLICIT) !== 0 && !hasDictionary()) return UN;
  const vr = isPrivateTag(tag) ? privateVr(tag, table, creators) : publicVr(tag);
  if (vr === UN || vr === OPEN_VR) return vr;
  // A length that the VR cannot have says that the sender meant something else.
  const { kind, unitBytes } = VR_FACTS[vr] as (typeof VR_FACTS)[number];
  return length % (kind === "tag" ? 4 : unitBytes) !== 0 ? UN : vr;
}

/** Answers of the dictionary, 4096 places by the low bits of the tag: the last one found keeps the place. */
const PLACES = 4096;
const placeTags = new Uint32Array(PLACES);
const placeVrs = new Uint8Array(PLACES);

function publicVr(tag: Tag): number {
  // The group decides too: 0008,0010 and 0010,0010 are asked for in turn.
  const place = (tag ^ (tag >>> 13)) & (PLACES - 1);
  if (placeTags[place] === tag && tag !== 0) return placeVrs[place] as number;
  const vr = lookUp(tag);
  placeTags[place] = tag;
  placeVrs[place] = vr;
  return vr;
}

function lookUp(tag: Tag): number {
  const choices = vrsOfTag(tag);
  const [only] = choices;
  if (only === undefined) return UN;
  return choices.length > 1 ? OPEN_VR : vrIndexOf(only);
}

function privateVr(tag: Tag, table: ElementTable, creators: CreatorOffsets | undefined): number {
  if (isPrivateCreatorTag(tag)) return LO;
  if ((tag & 0xffff) === 0) return UL;
  const at = creators?.get(((tag & 0xffff0000) | ((tag >>> 8) & 0xff)) >>> 0);
  if (at === undefined) return UN;
  // Once: a long one would be gone through for each of its elements.
  at.text ??= withoutPadding(textAt(table.bytes, at.start, at.end));
  const vr = lookupPrivateElement(at.text, tag)?.vr;
  return vr === undefined ? UN : vrIndexOf(vr);
}

function textAt(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] as number);
  return text;
}
