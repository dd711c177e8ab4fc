/** What the peer proposed, and what came of each. PS3.8 7.1.1.13. */
import type { ApiAssociation } from "../../api.ts";
import { useDictionary } from "../../components/dataset/dictionary.ts";
import { formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { outcomeOf } from "./reason.ts";

/** More are folded: a modality that stores may propose 128. */
const FOLDED_FROM = 8;

export function Contexts({ contexts }: Pick<ApiAssociation, "contexts">) {
  const { proposedContexts, noContexts, offered, chosen, notAccepted } = words.value.associations;
  const refusedCount = contexts.filter(({ isAccepted }) => !isAccepted).length;
  const nameOf = useUidNames();
  return (
    <details class="proposed" open={contexts.length <= FOLDED_FROM}>
      <summary>
        {proposedContexts} <span class="count">{formatNumber(contexts.length)}</span>
        {refusedCount > 0 && <span class="broken">✗ {notAccepted(formatNumber(refusedCount))}</span>}
      </summary>
      {contexts.length === 0 && <p class="hint">{noContexts}</p>}
      <ul class="contexts">
        {contexts.map((context) => (
          <li key={context.id} class={context.isAccepted ? "accepted" : "refused"}>
            <strong class="abstract" title={context.abstractSyntax}>
              {context.abstractSyntaxName}
            </strong>
            <span class="context-result">
              {context.isAccepted ? "✓" : "✗"} {outcomeOf(context)}
            </span>
            <span class="sub">{offered}:</span>
            <ul>
              {context.transferSyntaxes.map((uid) => {
                const isChosen = uid === context.transferSyntax;
                return (
                  <li key={uid} class={isChosen ? "chosen" : undefined} title={uid}>
                    {nameOf(uid)}
                    {isChosen && ` ✓ ${chosen}`}
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Returns what names UIDs; until the registry is there they are their own names. */
export function useUidNames(): (uid: string) => string {
  const tables = useDictionary();
  return (uid) => tables?.lookupUid(uid)?.name ?? uid;
}
