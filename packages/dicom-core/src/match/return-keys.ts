/** The identifier of a C-FIND answer: the keys that were asked for, with the candidate's values. PS3.4 C.2.2.1.3, K.4.1. */
import { Dataset } from "../dataset/dataset.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import { isMatchingKey, type MatchOptions, matchIdentifier } from "./attribute-match.ts";

/**
 * Returns exactly the requested keys: zero-length where the candidate has no value. Of a sequence with keys in its
 * item, those of the candidate's items that fit; an empty requested sequence returns whole.
 */
export function selectReturnKeys(query: Dataset, candidate: Dataset, options: MatchOptions = {}): Dataset {
  const answer = new Dataset();
  for (const key of query.elements()) {
    if (!isMatchingKey(key)) continue;
    const { tag } = key;
    const found = candidate.element(tag);
    if (key.items) {
      const wanted = key.items[0];
      const items = found?.items ?? [];
      answer.set(
        tag,
        wanted === undefined || wanted.size === 0
          ? items
          : items
              .filter((item) => matchIdentifier(wanted, item, options).matches)
              .map((item) => selectReturnKeys(wanted, item, options)),
        { vr: "SQ" },
      );
      continue;
    }
    const vr = found?.vr ?? key.vr;
    const isBytes = VR_TABLE[vr].kind === "bytes";
    answer.set(tag, isBytes ? candidate.get(tag) : copyOf(candidate, tag), { vr, validate: false });
  }
  return answer;
}

function copyOf(candidate: Dataset, tag: number): unknown {
  const element = candidate.element(tag);
  if (element === undefined) return undefined;
  const { kind, isMultiValued } = VR_TABLE[element.vr];
  // DS and IS keep their text, so that an answer holds what the entry holds.
  if (kind === "decimal-string" || kind === "integer-string") return candidate.getText(tag)?.split("\\");
  return isMultiValued ? candidate.getAll(tag) : candidate.get(tag);
}
