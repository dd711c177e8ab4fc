/** Who connected, what was negotiated and what was said; live. */
import { useEffect } from "preact/hooks";
import type { ApiAssociation } from "../api.ts";
import { type Column, DataTable, RowCount } from "../components/data-table.tsx";
import { Empty } from "../components/empty.tsx";
import { FilterSelect } from "../components/filter-select.tsx";
import { late } from "../components/late.tsx";
import { SearchField } from "../components/search-field.tsx";
import { formatDuration, formatMoment, formatNumber, formatSize } from "../format.ts";
import { words } from "../i18n/words.ts";
import { associations as list } from "../lists.ts";
import { go, route } from "../routes.ts";
import { reasonOf } from "./associations/reason.ts";
import "./associations.css";

const AssociationDrawer = late(
  async () => (await import("./associations/association-drawer.tsx")).AssociationDrawer,
);

const STATES = ["open", "released", "aborted", "rejected"] as const;
/** Bytes and messages of open ones come without an event. */
const LIVE_MS = 1000;

export function AssociationsView() {
  const { associations } = words.value;
  const { item } = route.value;
  const { q, state, callingAeTitle } = list.query.value;
  const isFiltered = [q, state, callingAeTitle].some((filter) => filter !== undefined);
  const hasOpen = list.rows.some((row) => row.state === "open");
  useEffect(() => {
    if (!hasOpen) return;
    const timer = setInterval(() => list.refresh(), LIVE_MS);
    return () => clearInterval(timer);
  }, [hasOpen]);
  return (
    <section class="view associations" aria-labelledby="associations-title">
      <div class="bar">
        <h2 id="associations-title">{associations.title}</h2>
        <p class="hint">{associations.hint}</p>
        <SearchField list={list} placeholder={associations.searchHint} />
        <Filters />
      </div>
      <div class="split">
        <DataTable
          label={associations.title}
          list={list}
          columns={columns(item === undefined)}
          isNarrow={item !== undefined}
          openKey={item}
          onOpen={({ id }) => go("associations", String(id))}
          empty={
            isFiltered ? undefined : (
              <Empty title={associations.emptyTitle}>
                <p>{associations.emptyText}</p>
              </Empty>
            )
          }
        />
        {item !== undefined && <AssociationDrawer key={item} id={item} />}
      </div>
      <RowCount list={list} />
    </section>
  );
}

function Filters() {
  const { associations } = words.value;
  return (
    <>
      <FilterSelect
        label={associations.stateFilter}
        any={associations.anyState}
        value={list.query.value.state}
        options={STATES.map((state) => [state, associations.states[state]] as const)}
        onChoose={(state) => list.ask({ state })}
      />
      <input
        class="ae"
        placeholder={associations.callingFilter}
        aria-label={associations.callingFilter}
        maxLength={16}
        spellcheck={false}
        defaultValue={list.query.peek().callingAeTitle ?? ""}
        onChange={({ currentTarget: { value } }) => list.ask({ callingAeTitle: value.trim() || undefined })}
      />
    </>
  );
}

function columns(isWide: boolean): Column<ApiAssociation>[] {
  const { associations } = words.value;
  return [
    {
      key: "state",
      title: associations.state,
      isAlways: true,
      width: "9rem",
      render: ({ state }) => <span class={`badge ${state}`}>{associations.states[state]}</span>,
    },
    {
      key: "peers",
      title: associations.peers,
      sort: "callingAeTitle",
      isAlways: true,
      render: ({ callingAeTitle, calledAeTitle, remoteAddress, tls }) => (
        <>
          <span class="name plain mono">
            <bdi>{callingAeTitle}</bdi> → <bdi>{calledAeTitle}</bdi>
          </span>
          <span class="sub mono">{[remoteAddress, tls && "TLS"].filter(Boolean).join(" · ")}</span>
        </>
      ),
    },
    {
      key: "started",
      title: associations.started,
      sort: "startedAt",
      isAlways: true,
      width: "13.5rem",
      render: ({ startedAt, durationMs }) => (
        <>
          <span class="name plain">{formatMoment(startedAt)}</span>
          {!isWide && <span class="sub">{formatDuration(durationMs)}</span>}
        </>
      ),
    },
    {
      key: "duration",
      title: associations.duration,
      sort: "durationMs",
      width: "7rem",
      class: "number",
      render: ({ durationMs }) => formatDuration(durationMs),
    },
    {
      key: "contexts",
      title: associations.contexts,
      width: "6.5rem",
      class: "number",
      render: ({ contexts }) =>
        `${formatNumber(contexts.filter(({ isAccepted }) => isAccepted).length)} / ${formatNumber(contexts.length)}`,
    },
    {
      key: "messages",
      title: associations.messages,
      width: "7.5rem",
      class: "number",
      render: ({ messageCount }) => formatNumber(messageCount),
    },
    {
      key: "bytes",
      title: associations.bytes,
      sort: "receivedBytes",
      width: "10rem",
      class: "number",
      render: ({ receivedBytes, sentBytes }) => `${formatSize(receivedBytes)} / ${formatSize(sentBytes)}`,
    },
    {
      key: "why",
      title: associations.why,
      render: (association) => <bdi title={reasonOf(association)}>{reasonOf(association) || "–"}</bdi>,
    },
  ];
}
