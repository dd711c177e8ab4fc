/** One query: what it asked for, what is odd about it, and what of each entry did not fit. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ApiQueryExplanation, ApiWorklistQuery } from "../../../http/api-types.ts";
import { Facts } from "../../components/facts.tsx";
import { formatMoment, formatName, formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { ApiError, ask, sentenceOf, withQuery } from "../../request.ts";

type ExplainedEntry = ApiQueryExplanation["items"][number];

/** Entries that are read at once. */
const PAGE = 50;

export function Explanation({ id }: { id: number }) {
  const text = words.value.worklist;
  const query = useSignal<ApiWorklistQuery | undefined>(undefined);
  const entries = useSignal<readonly ExplainedEntry[]>([]);
  const totalCount = useSignal(0);
  const problem = useSignal("");
  const readMore = async () => {
    try {
      query.value ??= await ask<ApiWorklistQuery>(`/api/queries/${id}`);
      const offset = entries.peek().length;
      const page = await ask<ApiQueryExplanation>(
        withQuery(`/api/queries/${id}/explanation`, { limit: PAGE, offset }),
      );
      entries.value = [...entries.peek(), ...page.items];
      totalCount.value = page.totalCount;
    } catch (error) {
      const isGone = error instanceof ApiError && error.status === 404;
      problem.value = isGone ? text.queryGone : sentenceOf(error);
    }
  };
  useEffect(() => void readMore(), []);
  if (problem.value !== "") return <p role="alert">{problem.value}</p>;
  if (query.value === undefined) return <p class="hint">{words.value.common.loading}</p>;
  const { time, callingAeTitle, remoteAddress, keys, warnings, matchCount, entryCount } = query.value;
  return (
    <>
      <h4>
        {callingAeTitle} ({remoteAddress}), {formatMoment(time)}
      </h4>
      <Facts
        facts={[
          [
            text.asksFor,
            keys.length > 0
              ? keys.map((key) => (
                  <div key={key} class="mono">
                    {key}
                  </div>
                ))
              : text.allKeys,
          ],
          [text.entries, text.matched(formatNumber(matchCount), formatNumber(entryCount))],
        ]}
      />
      {warnings.length > 0 && <h4>{text.remarks}</h4>}
      {warnings.map(({ code, message, attributes }) => (
        <p key={code} class="remark">
          ⚠ {text.warnings[code] ?? message}{" "}
          {text.warnings[code]?.endsWith(":") && Array.isArray(attributes) && (
            <span class="mono">{attributes.join(", ")}</span>
          )}
        </p>
      ))}
      <h4>{text.entries}</h4>
      {entryCount === 0 && <p class="hint">{text.noEntries}</p>}
      {entries.value.map((entry) => (
        <Entry key={entry.entry.id} explained={entry} />
      ))}
      {entries.value.length < totalCount.value && (
        <button type="button" onClick={() => void readMore()}>
          {text.showMore}
        </button>
      )}
    </>
  );
}

function Entry({ explained: { entry, matches, isAnswered, failed } }: { explained: ExplainedEntry }) {
  const text = words.value.worklist;
  return (
    <section class={matches ? "explained fits" : "explained"}>
      <p class="explained-head">
        <bdi class="name">{formatName(entry.PatientName) || words.value.common.noName}</bdi>
        <span class="sub mono">{entry.AccessionNumber}</span>
        <span class="verdict">{matches ? `✓ ${text.matches}` : `✗ ${text.matchesNot}`}</span>
      </p>
      {matches && !isAnswered && <p class="hint">{text.notAnswered}</p>}
      {failed.map(({ path, rule, cause, asked, found }) => (
        <div key={path} class="failed-key">
          <strong class="mono">{path.split(".").at(-1)}</strong>
          <dl>
            <dt>{text.asked}</dt>
            <dd class="mono" dir="auto">
              {asked || text.nothing}
            </dd>
            <dt>{text.found}</dt>
            <dd class="mono" dir="auto">
              {found || text.nothing}
            </dd>
          </dl>
          <p>{text.why(rule, cause ?? "")}</p>
        </div>
      ))}
    </section>
  );
}
