/**
 * Names and keywords of the data dictionary as sequences of words from one list. A keyword is what its name's words
 * become without spaces and marks; the few words that become something else carry it behind `=`.
 */
import { packWords } from "../packages/dicom-core/src/dictionary/packed-text.ts";
import { keywordPart } from "../packages/dicom-core/src/dictionary/word-list.ts";

/** So many words, the most frequent, take one character. */
export const SINGLE_COUNT = 57;

/** Returns the word list and one line an element. */
export function packNames(elements: readonly { keyword: string; name: string }[]): {
  words: string;
  lines: string;
} {
  const sequences = elements.map(({ name, keyword }) => wordsOf(name, keyword));
  const counts = new Map<string, number>();
  for (const word of sequences.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byCount = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || compare(a, b));
  const list = [...byCount.slice(0, SINGLE_COUNT), ...byCount.slice(SINGLE_COUNT).sort(compare)];
  const numberOf = new Map(list.map((word, i) => [word, i]));
  const lines = sequences.map((words) =>
    packWords(
      words.map((word) => numberOf.get(word)!),
      SINGLE_COUNT,
    ),
  );
  return { words: list.join(" "), lines: lines.join("\n") };
}

/** Returns the words of a name, each with the part of the keyword that it stands for where that is not the usual one. */
export function wordsOf(name: string, keyword: string): string[] {
  const words = name.split(" ");
  if (words.map(keywordPart).join("") === keyword) return words;
  const parts = align(words, keyword);
  return words.map((word, i) => (parts[i] === keywordPart(word) ? word : `${word}=${parts[i]}`));
}

/** Cuts the keyword into one part a word so that the parts are as near to the usual ones as they can be. */
function align(words: readonly string[], keyword: string): string[] {
  const memo = new Map<string, { cost: number; parts: string[] }>();
  const best = (word: number, start: number): { cost: number; parts: string[] } => {
    if (word === words.length) return { cost: start === keyword.length ? 0 : Infinity, parts: [] };
    const key = `${word} ${start}`;
    const known = memo.get(key);
    if (known) return known;
    let found: { cost: number; parts: string[] } = { cost: Infinity, parts: [] };
    for (let end = start; end <= keyword.length; end += 1) {
      const rest = best(word + 1, end);
      const part = keyword.slice(start, end);
      const cost = rest.cost + partCost(keywordPart(words[word]!), part);
      if (cost < found.cost) found = { cost, parts: [part, ...rest.parts] };
    }
    memo.set(key, found);
    return found;
  };
  return best(0, 0).parts;
}

function partCost(usual: string, part: string): number {
  if (usual === part) return 0;
  const otherCase = usual.toLowerCase() === part.toLowerCase() ? 0 : 1;
  const otherStart = usual[0]?.toLowerCase() === part[0]?.toLowerCase() ? 0 : 2;
  return 3 + Math.abs(usual.length - part.length) + otherCase + otherStart;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
