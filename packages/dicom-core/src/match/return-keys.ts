/** The identifier of a C-FIND answer: the keys that were asked for, with the candidate's values. PS3.4 C.2.2.1.3, K.4.1. */
import type { Dataset } from "../dataset/dataset.ts";
import { elementOf, isPrivateCreatorTag } from "../tag.ts";
import { createMatchContext, matchKeys, TIMEZONE_OFFSET } from "./attribute-match.ts";
import type { MatchContext, MatchOptions } from "./match-types.ts";

const SPECIFIC_CHARACTER_SET = 0x00080005;
/** Query/Retrieve Level and View: an answer repeats them. PS3.4 C.4.1.1.3.2. */
const REPEATED: ReadonlySet<number> = new Set([0x00080052, 0x00080053]);

/**
 * Returns, of a candidate that fits, exactly the requested keys: zero-length where the candidate has no value, but for a
 * time zone, which is left out then (PS3.4 K.4.1.1.3.2). Of a sequence with keys in its item, those of the candidate's
 * items that fit; an empty requested sequence returns whole.
 */
export function selectReturnKeys(query: Dataset, candidate: Dataset, options: MatchOptions = {}): Dataset {
  return select(query, candidate, createMatchContext(query, candidate, options));
}

function select(query: Dataset, candidate: Dataset, context: MatchContext): Dataset {
  const answer = candidate.clone([]);
  for (const key of query.elements()) {
    const { tag } = key;
    if (tag === SPECIFIC_CHARACTER_SET || elementOf(tag) === 0) continue;
    if (key.items) {
      answer.set(tag, itemsToCopy(key.items[0], candidate.element(tag)?.items ?? [], context), { vr: "SQ" });
      continue;
    }
    const element = candidate.element(tag);
    const isRepeated = REPEATED.has(tag) || (isPrivateCreatorTag(tag) && element === undefined);
    if (isRepeated) answer.set(tag, query.getAll(tag), { vr: key.vr, validate: false });
    else if (element) answer.add(element);
    else if (tag !== TIMEZONE_OFFSET) answer.set(tag, undefined, { vr: key.vr });
  }
  return answer;
}

function itemsToCopy(
  wanted: Dataset | undefined,
  items: readonly Dataset[],
  context: MatchContext,
): Dataset[] {
  if (wanted === undefined || wanted.size === 0) return [...items];
  // A single one fits: without it the candidate would not.
  const fitting = items.length < 2 ? items : items.filter((item) => matchKeys(wanted, item, context));
  return fitting.map((item) => select(wanted, item, context));
}
