/** Why a step is linked with the worklist, or not, and what a message was answered: in the page's language. */
import type { ApiMppsStep } from "../../api.ts";
import { words } from "../../i18n/words.ts";

type Link = ApiMppsStep["link"];
type Named = Pick<Link["notFound"][number], "by" | "value">;

/** Returns one sentence. */
export function sentenceOfLink({ entries, notFound }: Link): string {
  const { linkedBy, notFound: missing, nothingNamed } = words.value.mpps;
  const parts = [
    entries.length > 0 ? linkedBy(listOf(entries)) : "",
    notFound.length > 0 ? missing(listOf(notFound)) : "",
  ];
  return parts.filter(Boolean).join("; ") || nothingNamed;
}

/** Returns what the step and its worklist entries say differently; empty text where they agree. */
export function sentenceOfContradictions(contradictions: ApiMppsStep["contradictions"]): string {
  const { contradicts } = words.value.mpps;
  return contradictions
    .map(({ attribute, ofStep, ofEntry }) => contradicts[attribute](ofStep, ofEntry))
    .join("; ");
}

function listOf(named: readonly Named[]): string {
  const { by } = words.value.mpps;
  return [...new Set(named.map((one) => by[one.by](one.value)))].join(", ");
}

/** Returns a DIMSE status as `0110 processing failure`. PS3.7 Annex C. */
export function textOfAnswer(status: number): string {
  const code = status.toString(16).toUpperCase().padStart(4, "0");
  return [code, words.value.mpps.answers[status]].filter(Boolean).join(" ");
}
