/** The worklist that modalities query: entries, and the queries of late. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ApiWholeWorklistEntry, ApiWorklistEntry } from "../api.ts";
import { DataTable, RowCount } from "../components/data-table.tsx";
import { Empty } from "../components/empty.tsx";
import { late } from "../components/late.tsx";
import { formatNumber } from "../format.ts";
import { words } from "../i18n/words.ts";
import { worklist } from "../lists.ts";
import { ask } from "../request.ts";
import { go, route } from "../routes.ts";
import { Selection } from "../selection.ts";
import { attempt } from "../toasts.ts";
import { FirstSteps, isFirstStart } from "./first-steps.tsx";
import { importFiles, isWorklistFile, loadSamples, removeEntries } from "./worklist/actions.ts";
import { worklistColumns } from "./worklist/columns.tsx";
import { clearFilters, Filters, isFiltered } from "./worklist/filters.tsx";
import { ImportButton } from "./worklist/import-button.tsx";
import "./worklist.css";

const EntryForm = late(async () => (await import("./worklist/entry-form.tsx")).EntryForm);
const Queries = late(async () => (await import("./worklist/queries.tsx")).Queries);

const selection = new Selection();

export function WorklistView() {
  const text = words.value.worklist;
  const form = useSignal<{ entry: ApiWholeWorklistEntry | undefined } | undefined>(undefined);
  const isOver = useSignal(false);
  const isQueriesOpen = route.value.item?.startsWith("queries") ?? false;
  useEffect(() => worklist.show(0, 0), []);
  const isFirst = isFirstStart();
  const isEmpty = worklist.isLoaded.value && worklist.totalCount.value === 0 && !isFiltered();

  const edit = (row: ApiWorklistEntry) =>
    attempt(async () => {
      form.value = { entry: await ask(`/api/worklist/${encodeURIComponent(row.id)}`) };
    });
  const fill = (
    <>
      <button
        type="button"
        class="primary"
        onClick={() => {
          form.value = { entry: undefined };
        }}
      >
        {text.add}
      </button>
      <button type="button" onClick={() => void loadSamples()}>
        {text.samples}
      </button>
      <ImportButton />
    </>
  );
  return (
    <section
      class={isOver.value ? "view worklist over" : "view worklist"}
      aria-labelledby="worklist-title"
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) isOver.value = false;
      }}
      onDrop={(event) => {
        isOver.value = false;
        const files = [...(event.dataTransfer?.files ?? [])].filter(isWorklistFile);
        // Other files are for the page as a whole.
        if (files.length === 0) return;
        event.preventDefault();
        void importFiles(files);
      }}
    >
      <div class="bar">
        <h2 id="worklist-title">{text.title}</h2>
        <p class="hint">{text.hint}</p>
        <div class="actions">
          <a
            class="button"
            href={isQueriesOpen ? "#worklist" : "#worklist/queries"}
            aria-current={isQueriesOpen ? "true" : undefined}
          >
            {text.queries}
          </a>
          {!isEmpty && !isFirst && (
            <a class="button" href="/api/worklist/export" download="worklist.json" title={text.exportHint}>
              {text.exportAll}
            </a>
          )}
          {!isEmpty && !isFirst && fill}
        </div>
      </div>
      {!isEmpty && !isFirst && (
        <div class="bar filter-bar">
          <Filters />
          <Removal />
        </div>
      )}
      {isOver.value && <p class="drop-note">{text.dropHere}</p>}
      <div class="split">
        {isFirst ? (
          <FirstSteps>
            <div class="actions">{fill}</div>
          </FirstSteps>
        ) : (
          <DataTable
            label={text.title}
            list={worklist}
            columns={worklistColumns()}
            isNarrow={isQueriesOpen}
            selection={selection}
            onOpen={(row) => void edit(row)}
            empty={
              isFiltered() ? (
                <NothingFits />
              ) : (
                <Empty title={text.emptyTitle}>
                  <p>{text.emptyHint}</p>
                  <div class="actions">{fill}</div>
                </Empty>
              )
            }
          />
        )}
        {isQueriesOpen && <Queries id={queryId(route.value.item)} onClose={() => go("worklist")} />}
      </div>
      {!isEmpty && !isFirst && <RowCount list={worklist} />}
      {form.value && (
        <EntryForm
          entry={form.value.entry}
          onClose={() => {
            form.value = undefined;
          }}
        />
      )}
    </section>
  );
}

/** `queries/12` is the query 12. */
function queryId(item: string | undefined): number | undefined {
  const id = Number(item?.split("/")[1]);
  return Number.isInteger(id) && id > 0 ? id : undefined;
}

function Removal() {
  const text = words.value.worklist;
  const count = selection.count.value;
  const isBusy = useSignal(false);
  const remove = async (which: Parameters<typeof removeEntries>[0]) => {
    isBusy.value = true;
    if (await removeEntries(which)) selection.clear();
    isBusy.value = false;
  };
  return (
    <div class="actions removal">
      {count > 0 && (
        <>
          <span role="status">{words.value.common.selected(formatNumber(count))}</span>
          <button type="button" class="small" onClick={() => selection.clear()}>
            {text.clearSelection}
          </button>
          <button
            type="button"
            class="danger small"
            disabled={isBusy.value}
            onClick={() => void remove({ ids: [...selection.keys.peek()] })}
          >
            {text.removeSelected(formatNumber(count))}
          </button>
        </>
      )}
      <button
        type="button"
        class="danger small"
        disabled={isBusy.value}
        onClick={() => void remove({ all: true })}
      >
        {text.removeAll}
      </button>
    </div>
  );
}

function NothingFits() {
  const { noFit, clearFilters: label } = words.value.worklist;
  return (
    <div class="empty">
      <div class="empty-words">
        <p>{noFit}</p>
        <div class="actions">
          <button type="button" onClick={clearFilters}>
            {label}
          </button>
        </div>
      </div>
    </div>
  );
}
