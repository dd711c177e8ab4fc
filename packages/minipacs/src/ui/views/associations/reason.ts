/** Why an association or one of its contexts was refused, in the page's language. PS3.8 Tables 9-18 and 9-21. */
import type { ApiAssociation } from "../../api.ts";
import { words } from "../../i18n/words.ts";
import { inPageWords } from "../../problem-words.ts";

type Context = ApiAssociation["contexts"][number];

const PERMANENT = 1;

/** Empty where it went well, or is still open; the server's own sentence where there is no code. */
export function reasonOf({ rejection, errorCode, reason = "", contexts }: ApiAssociation): string {
  if (rejection === undefined) return noneAccepted(contexts) ?? inPageWords(errorCode, reason);
  const { permanent, transient, rejections } = words.value.associations;
  const { result, source, reason: code } = rejection;
  const why = rejections[`${source}.${code}`] ?? reason;
  return [result === PERMANENT ? permanent : transient, why].filter(Boolean).join(": ");
}

/** Also of one that is open: nothing can be asked over it. */
function noneAccepted(contexts: readonly Context[]): string | undefined {
  if (contexts.length === 0 || contexts.some(({ isAccepted }) => isAccepted)) return undefined;
  return `${words.value.associations.noneAccepted}: ${[...new Set(contexts.map(outcomeOf))].join(", ")}`;
}

export function outcomeOf({ isAccepted, result, resultText }: Context): string {
  const { accepted, contextResults, wholeRejected } = words.value.associations;
  if (isAccepted) return accepted;
  return result === undefined ? wholeRejected : (contextResults[result] ?? resultText);
}
