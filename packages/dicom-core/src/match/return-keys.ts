/** The identifier of a C-FIND answer: the keys that were asked for, with the candidate's values. PS3.4 C.2.2.1.3, K.4.1. */
import { Dataset } from "../dataset/dataset.ts";
import { elementOf } from "../tag.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import { createMatchContext, matchKeys } from "./attribute-match.ts";
import type { MatchContext, MatchOptions } from "./match-types.ts";

const SPECIFIC_CHARACTER_SET = 0x00080005;
/** Query/Retrieve Level and View: an answer repeats them. PS3.4 C.4.1.1.3.2. */
const REPEATED: ReadonlySet<number> = new Set([0x00080052, 0x00080053]);

/**
 * Returns exactly the requested keys: zero-length where the candidate has no value. Of a sequence with keys in its
 * item, those of the candidate's items that fit; an empty requested sequence returns whole.
 */
export function selectReturnKeys(query: Dataset, candidate: Dataset, options: MatchOptions = {}): Dataset {
  return select(query, candidate, createMatchContext(query, candidate, options));
}

function select(query: Dataset, candidate: Dataset, context: MatchContext): Dataset {
  const answer = new Dataset();
  for (const key of query.elements()) {
    const { tag } = key;
    if (tag === SPECIFIC_CHARACTER_SET || elementOf(tag) === 0) continue;
    if (key.items) {
      const wanted = key.items[0];
      const items = candidate.element(tag)?.items ?? [];
      const isWhole = wanted === undefined || wanted.size === 0;
      const fitting = isWhole
        ? items
        : items
            .filter((item) => matchKeys(wanted, item, context))
            .map((item) => select(wanted, item, context));
      answer.set(tag, fitting, { vr: "SQ" });
      continue;
    }
    const source = REPEATED.has(tag) ? query : candidate;
    const vr = source.element(tag)?.vr ?? key.vr;
    answer.set(tag, valueToCopy(source, tag), { vr, validate: false });
  }
  return answer;
}

function valueToCopy(source: Dataset, tag: number): unknown {
  const element = source.element(tag);
  if (element === undefined) return undefined;
  const { kind, isMultiValued } = VR_TABLE[element.vr];
  // DS and IS keep their text, so that an answer holds what the entry holds.
  if (kind === "decimal-string" || kind === "integer-string") return source.getText(tag)?.split("\\");
  return isMultiValued ? source.getAll(tag) : source.get(tag);
}
