/** Puts answers into a character set. PS3.3 C.12.1.1.2. */
import { type Dataset, recode } from "@minipacs/dicom-core";
import type { UnencodablePolicy } from "../config/settings.ts";
import { describePath } from "../worklist/describe-path.ts";
import { declaredTerms } from "./declared-terms.ts";

const UTF_8 = "ISO_IR 192";
/** Is the same bytes in every character set; `\` and `~` are other characters in ISO_IR 13. */
const SAME_EVERYWHERE = /^[\r\n\f\t\x20-\x5b\x5d-\x7d]*$/;

export interface EncodedAnswer {
  dataset: Dataset;
  /** What the set does not hold, one sentence with the attribute; `undefined`: it holds all. */
  loss: string | undefined;
}

/**
 * Returns an answer that declares a character set, (0008,0005) of zero length for the default repertoire, and whose
 * text is in it. What the set does not hold follows the policy: the answer alone is in UTF-8 and says so, or holds `?`.
 */
export function encodeAnswer(
  answer: Dataset,
  terms: readonly string[],
  policy: UnencodablePolicy,
): EncodedAnswer {
  if ((terms.length === 1 && terms[0] === UTF_8) || isSameEverywhere(answer)) {
    return { dataset: answer.set("SpecificCharacterSet", declaredTerms(terms)), loss: undefined };
  }
  const { dataset, specificCharacterSet, losses } = recode(answer, terms, policy);
  const isWidened = specificCharacterSet[0] === UTF_8;
  dataset.set("SpecificCharacterSet", isWidened ? [UTF_8] : declaredTerms(terms));
  if (losses.length === 0) return { dataset, loss: undefined };
  const attributes = [...new Set(losses.map(({ path }) => describePath(path)))].join(", ");
  const set = terms.join("\\") || "the default repertoire";
  const remedy = isWidened ? "the answer is in ISO_IR 192" : '"?" is written';
  return { dataset, loss: `${attributes} does not fit into ${set}: ${remedy}` };
}

function isSameEverywhere(dataset: Dataset): boolean {
  for (const { tag, items } of dataset.elements()) {
    const isSame = items ? items.every(isSameEverywhere) : SAME_EVERYWHERE.test(dataset.getText(tag) ?? "");
    if (!isSame) return false;
  }
  return true;
}
