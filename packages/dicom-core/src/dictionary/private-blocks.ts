/** Private elements by private creator: what vendors have published, and what users register. PS3.5 7.8. */
import { InvalidArgumentError } from "../errors.ts";
import { isPrivateTag, maskOfPattern, type Tag, type TagPattern } from "../tag.ts";
import { trimPadding } from "../value/text.ts";
import { isVr, type Vr } from "../vr/vr-table.ts";

/** What is known of a private element. */
export interface PrivateElementEntry {
  vr: Vr;
  /** Value multiplicity, e.g. `1`, `1-n`. */
  vm: string;
  name: string;
}

/** The elements of one creator, by how they are named. */
export interface PrivateElements {
  /** By group and low byte, `group << 8 | low byte`: elements of whichever block the creator has reserved. */
  inBlock: Map<number, PrivateElementEntry>;
  byTag: Map<Tag, PrivateElementEntry>;
  patterns: (TagPattern & { entry: PrivateElementEntry })[];
}

/** Creators asked for so far; `undefined` for those that the dictionary does not know. */
const published = new Map<string, PrivateElements>();
const registered = new Map<string, PrivateElements>();
let findPublished: ((creator: string) => PrivateElements | undefined) | undefined;

/** Used by `install.ts` and `load.ts`. */
export function installPrivateElements(find: (creator: string) => PrivateElements | undefined): void {
  findPublished = find;
}

/**
 * Returns what is known of a private element: first from what was registered, then from the private dictionary.
 * `undefined` for unknown creators and elements, and for tags outside of a private block.
 *
 * @param creator the value of the Private Creator element; padding around it does not count
 * @param tag the tag as it stands in the data set, e.g. 0x00291010
 * @see PS3.5 7.8.1
 */
export function lookupPrivateElement(creator: string, tag: Tag): PrivateElementEntry | undefined {
  if (!isPrivateTag(tag) || (tag & 0xffff) < 0x1000) return undefined;
  const name = withoutPadding(creator);
  const own = registered.get(name);
  const entry = own && find(own, tag);
  if (entry !== undefined) return entry;
  const elements = published.get(name) ?? publishedOf(name);
  return elements && find(elements, tag);
}

/**
 * Adds elements of a creator; what is named again is replaced. They stay for as long as the program runs.
 *
 * @param entries by key: `0029xx10` for an element of whichever block the creator reserves, `00291010` for this very
 *   tag, `60xxxx10` for any tag that fits
 * @throws InvalidArgumentError ARG_PRIVATE_ELEMENT for a key that names no private element, or a VR that does not exist
 */
export function registerPrivateElements(
  creator: string,
  entries: Readonly<Record<string, { vr: Vr; vm?: string; name?: string }>>,
): void {
  const name = withoutPadding(creator);
  if (name === "") throw invalid("a private creator has a name");
  const elements = registered.get(name) ?? emptyElements();
  const added = Object.entries(entries).map(([key, { vr, vm = "1", name = "" }]) => {
    if (!isVr(vr)) throw invalid(`${key}: not a VR`);
    return [checkedKey(key), { vr, vm, name }] as const;
  });
  for (const [key, entry] of added) addPrivateElement(elements, key, entry);
  registered.set(name, elements);
}

function emptyElements(): PrivateElements {
  return { inBlock: new Map(), byTag: new Map(), patterns: [] };
}

function addPrivateElement(elements: PrivateElements, key: string, entry: PrivateElementEntry): void {
  if (/^[0-9A-F]{4}xx[0-9A-F]{2}$/.test(key)) {
    elements.inBlock.set(Number.parseInt(key.slice(0, 4) + key.slice(6), 16), entry);
  } else if (!key.includes("x")) {
    elements.byTag.set(Number.parseInt(key, 16), entry);
  } else {
    elements.patterns.unshift({ ...maskOfPattern(key), entry });
  }
}

function find(elements: PrivateElements, tag: Tag): PrivateElementEntry | undefined {
  const entry = elements.byTag.get(tag) ?? elements.inBlock.get((tag >>> 16) * 256 + (tag & 0xff));
  if (entry !== undefined || elements.patterns.length === 0) return entry;
  return elements.patterns.find(({ mask, bits }) => (tag & mask) >>> 0 === bits)?.entry;
}

function publishedOf(creator: string): PrivateElements | undefined {
  const elements = findPublished?.(creator);
  if (elements !== undefined) published.set(creator, elements);
  return elements;
}

/** Spaces around a creator, and NULs that some write behind it, are padding. */
export function withoutPadding(creator: string): string {
  return trimPadding(creator, "LO");
}

function checkedKey(key: string): string {
  const digits = key.toUpperCase().replace(/X/g, "x");
  if (!/^[0-9A-Fx]{8}$/.test(digits)) throw invalid(`${key}: eight hex digits are expected, x for any`);
  if (/^...[02468ACE]/.test(digits)) throw invalid(`${key}: the group is even`);
  if (/^....0/.test(digits)) throw invalid(`${key}: private blocks begin at element 1000`);
  return digits;
}

function invalid(message: string): InvalidArgumentError {
  return new InvalidArgumentError("ARG_PRIVATE_ELEMENT", message);
}
