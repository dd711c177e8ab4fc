/** The data dictionary, decoded from the generated columns piece by piece, each when it is first asked for. PS3.6. */
import { isPrivateTag, maskOfPattern, type Tag, type TagPattern } from "../tag.ts";
import type { Vr } from "../vr/vr-table.ts";
import {
  BLOCK_STARTS,
  FIXED_COUNT,
  NAMES,
  PATTERNS,
  SINGLE_COUNT,
  TAGS,
  TAGS_PER_BLOCK,
  VM_CHOICES,
  VM_CODES,
  VR_CHOICES,
  VR_CODES,
  WORDS,
} from "./elements.generated.ts";
import type { ElementEntry, ElementTable } from "./lookup.ts";
import { unpackAscending, unpackWords, valueAt, wordAt } from "./packed-text.ts";
import { keywordPart } from "./word-list.ts";

const NO_VRS: readonly Vr[] = Object.freeze([]);
const UL: readonly Vr[] = Object.freeze<Vr[]>(["UL"]);

/** Where rows were found: 4096 places by a hash of the tag, the last one found keeps the place. */
const PLACE_BITS = 12;
const placeTags = new Uint32Array(1 << PLACE_BITS);
/** Row number plus one; 0 is an empty place. */
const placeRows = new Uint16Array(1 << PLACE_BITS);

let blocks: { first: Uint32Array; deltas: readonly string[] } | undefined;
let patterns: readonly TagPattern[] | undefined;
let vrChoices: readonly (readonly Vr[])[] | undefined;
let vmChoices: readonly string[] | undefined;
let names: readonly string[] | undefined;
let words: readonly string[] | undefined;
const wordParts: string[] = [];
let rowsOfWord: readonly (readonly number[])[] | undefined;
/** By their first letter, large; at 0 those without one. */
let wordsOfLetter: Map<number, number[]> | undefined;
const entries = new Map<Tag, ElementEntry>();
const tagByKeyword = new Map<string, Tag>();

export const ELEMENT_TABLE: ElementTable = { vrsOfTag, lookupElement, tagForKeyword, keywords };

function vrsOfTag(tag: Tag): readonly Vr[] {
  const row = rowOf(tag);
  if (row >= 0) return vrsOfRow(row);
  return isGroupLength(tag) ? UL : NO_VRS;
}

function lookupElement(tag: Tag): ElementEntry | undefined {
  const known = entries.get(tag);
  if (known) return known;
  const row = rowOf(tag);
  if (row < 0) return isGroupLength(tag) ? groupLength(tag) : undefined;
  const numbers = wordsOfRow(row);
  vmChoices ??= VM_CHOICES.split(" ");
  const vm = vmChoices[valueAt(VM_CODES, row)]!;
  const retired = vm.endsWith("R");
  const entry: ElementEntry = {
    tag,
    keyword: numbers.map(partOfWord).join(""),
    name: numbers.map(nameOfWord).join(" "),
    vr: vrsOfRow(row),
    vm: retired ? vm.slice(0, -1) : vm,
    retired,
  };
  entries.set(tag, entry);
  return entry;
}

function tagForKeyword(keyword: string): Tag | undefined {
  let tag = tagByKeyword.get(keyword);
  if (tag !== undefined) return tag;
  for (const word of wordsThatBegin(keyword)) {
    for (const row of rowsByFirstWord()[word] ?? []) {
      if (!isKeywordOf(row, keyword)) continue;
      tag = tagOfRow(row);
      tagByKeyword.set(keyword, tag);
      return tag;
    }
  }
  return undefined;
}

function keywords(): string[] {
  // Several patterns of repeating groups have the same one.
  return [...new Set(nameLines().map((_, row) => wordsOfRow(row).map(partOfWord).join("")))];
}

/** Returns the rows whose names begin with each word. */
function rowsByFirstWord(): readonly (readonly number[])[] {
  if (rowsOfWord !== undefined) return rowsOfWord;
  const rows: number[][] = [];
  const lines = nameLines();
  for (let row = 0; row < lines.length; row += 1) {
    const word = wordAt(lines[row]!, 0, SINGLE_COUNT);
    const known = rows[word];
    if (known) known.push(row);
    else rows[word] = [row];
  }
  rowsOfWord = rows;
  return rows;
}

/** Returns the words that a keyword could begin with. */
function wordsThatBegin(keyword: string): number[] {
  if (wordsOfLetter === undefined) {
    wordsOfLetter = new Map();
    words ??= WORDS.split(" ");
    for (let number = 0; number < words.length; number += 1) {
      // Marks, digits, and words with a form of their own may become anything.
      const letter = /^[A-Za-z][^=]*$/.test(words[number]!) ? words[number]!.charCodeAt(0) & ~0x20 : 0;
      const known = wordsOfLetter.get(letter);
      if (known) known.push(number);
      else wordsOfLetter.set(letter, [number]);
    }
  }
  return [keyword.charCodeAt(0) & ~0x20, 0].flatMap(
    (letter) => wordsOfLetter!.get(letter)?.filter((number) => keyword.startsWith(partOfWord(number))) ?? [],
  );
}

/** Compares the name of a row word by word. */
function isKeywordOf(row: number, keyword: string): boolean {
  const line = nameLines()[row]!;
  let length = 0;
  for (let i = 0; i < line.length; ) {
    const word = wordAt(line, i, SINGLE_COUNT);
    const part = partOfWord(word);
    if (!keyword.startsWith(part, length)) return false;
    length += part.length;
    i += word < SINGLE_COUNT ? 1 : 2;
  }
  return length === keyword.length;
}

/** Returns the row of a tag, -1 for private and unknown ones. */
function rowOf(tag: Tag): number {
  // Multiplication by 2^32 over the golden ratio spreads neighbours.
  const place = Math.imul(tag, 0x9e3779b1) >>> (32 - PLACE_BITS);
  if (placeTags[place] === tag && placeRows[place] !== 0) return placeRows[place]! - 1;
  let row = fixedRow(tag);
  if (row < 0) row = repeatingRow(tag);
  if (row >= 0) {
    placeTags[place] = tag;
    placeRows[place] = row + 1;
  }
  return row;
}

/** Finds the block by halving, the row by adding up the differences within it. */
function fixedRow(tag: Tag): number {
  const { first, deltas } = tagBlocks();
  let low = 0;
  let high = first.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (first[middle]! <= tag) low = middle;
    else high = middle - 1;
  }
  const inBlock = unpackAscending(deltas[low]!, first[low]).indexOf(tag);
  return inBlock < 0 ? -1 : low * TAGS_PER_BLOCK + inBlock;
}

function tagOfRow(row: number): Tag {
  const { first, deltas } = tagBlocks();
  if (row >= FIXED_COUNT) return tagPatterns()[row - FIXED_COUNT]!.bits;
  const block = Math.floor(row / TAGS_PER_BLOCK);
  return unpackAscending(deltas[block]!, first[block])[row % TAGS_PER_BLOCK]!;
}

function tagBlocks(): { first: Uint32Array; deltas: readonly string[] } {
  blocks ??= { first: Uint32Array.from(unpackAscending(BLOCK_STARTS)), deltas: TAGS.split("\n") };
  return blocks;
}

function tagPatterns(): readonly TagPattern[] {
  patterns ??= PATTERNS.split(" ").map(maskOfPattern);
  return patterns;
}

/** Repeating groups are even; their odd neighbours are private. PS3.5 7.6. */
function repeatingRow(tag: Tag): number {
  if (isPrivateTag(tag)) return -1;
  const i = tagPatterns().findIndex(({ mask, bits }) => (tag & mask) >>> 0 === bits);
  return i < 0 ? -1 : FIXED_COUNT + i;
}

function vrsOfRow(row: number): readonly Vr[] {
  vrChoices ??= VR_CHOICES.split(" ").map((vrs) =>
    vrs === "" ? NO_VRS : Object.freeze(vrs.split("/") as Vr[]),
  );
  return vrChoices[valueAt(VR_CODES, row)]!;
}

/** Returns the numbers of the words that a row's name is made of. */
function wordsOfRow(row: number): number[] {
  return unpackWords(nameLines()[row]!, SINGLE_COUNT);
}

function nameLines(): readonly string[] {
  names ??= NAMES.split("\n");
  return names;
}

function nameOfWord(number: number): string {
  words ??= WORDS.split(" ");
  const word = words[number]!;
  const end = word.indexOf("=");
  return end < 0 ? word : word.slice(0, end);
}

/** Returns what the word is in a keyword. */
function partOfWord(number: number): string {
  const known = wordParts[number];
  if (known !== undefined) return known;
  words ??= WORDS.split(" ");
  const [name = "", part = keywordPart(name)] = words[number]!.split("=");
  wordParts[number] = part;
  return part;
}

function isGroupLength(tag: Tag): boolean {
  return (tag & 0xffff) === 0 && !isPrivateTag(tag);
}

function groupLength(tag: Tag): ElementEntry {
  return {
    tag,
    keyword: "GenericGroupLength",
    name: "Generic Group Length",
    vr: UL,
    vm: "1",
    retired: true,
  };
}
