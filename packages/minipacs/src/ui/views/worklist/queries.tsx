/** The worklist queries of late, and why each entry was answered or not. */
import { useEffect } from "preact/hooks";
import type { ApiWorklistQuery } from "../../../http/api-types.ts";
import { Drawer } from "../../components/drawer.tsx";
import { formatClock, formatMoment, formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { queries } from "../../lists.ts";
import { Explanation } from "./explanation.tsx";

export interface QueriesProps {
  /** Of the query that is explained; absent for the list. */
  id: number | undefined;
  onClose: () => void;
}

export function Queries({ id, onClose }: QueriesProps) {
  const text = words.value.worklist;
  useEffect(() => queries.show(0, 99), []);
  return (
    <Drawer
      title={text.queries}
      onClose={onClose}
      actions={id !== undefined && <a href="#worklist/queries">← {text.backToQueries}</a>}
    >
      {id === undefined ? <List /> : <Explanation key={id} id={id} />}
    </Drawer>
  );
}

function List() {
  const text = words.value.worklist;
  if (queries.problem.value !== "") return <p role="alert">{queries.problem.value}</p>;
  if (!queries.isLoaded.value) return <p class="hint">{words.value.common.loading}</p>;
  if (queries.totalCount.value === 0) return <p class="hint">{text.noQueries}</p>;
  return (
    <ol class="query-list">
      {queries.rows.map((query) => (
        <li key={query.id}>
          <Query query={query} />
        </li>
      ))}
    </ol>
  );
}

function Query({ query }: { query: ApiWorklistQuery }) {
  const text = words.value.worklist;
  const { id, time, callingAeTitle, keys, warnings, matchCount, entryCount } = query;
  return (
    <a class="query" href={`#worklist/queries/${id}`}>
      <span class="query-head">
        <time dateTime={time} title={formatMoment(time)}>
          {formatClock(time)}
        </time>
        <strong class="mono">{callingAeTitle}</strong>
        {warnings.length > 0 && (
          <span class="remark">⚠ {text.warningCount(formatNumber(warnings.length))}</span>
        )}
        <span class={matchCount > 0 ? "query-count" : "query-count none"}>
          {text.matched(formatNumber(matchCount), formatNumber(entryCount))}
        </span>
      </span>
      <bdi class="query-keys mono">{keys.length > 0 ? keys.join(" · ") : text.allKeys}</bdi>
    </a>
  );
}
