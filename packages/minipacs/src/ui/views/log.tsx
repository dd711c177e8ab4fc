/** Everything that happens, line by line, live. */
import { useSignal } from "@preact/signals";
import type { ApiEvent } from "../api.ts";
import { FilterSelect } from "../components/filter-select.tsx";
import { late } from "../components/late.tsx";
import { formatNumber } from "../format.ts";
import { words } from "../i18n/words.ts";
import {
  aeTitle,
  clear,
  clearedTo,
  downloadPath,
  KINDS,
  type Kind,
  kind,
  knownTitles,
  type Level,
  level,
  pausedAfter,
  shownEvents,
  togglePause,
  waitingCount,
  wanted,
} from "./log/filters.ts";
import { Lines } from "./log/lines.tsx";
import "./log.css";

const EventDrawer = late(async () => (await import("./log/event-drawer.tsx")).EventDrawer);

const LEVELS: readonly Level[] = ["info", "warn", "error"];

export function LogView() {
  const open = useSignal<ApiEvent | undefined>(undefined);
  const { log, common } = words.value;
  const events = shownEvents.value;
  const isFiltered = [kind, level, aeTitle, wanted].some(({ value }) => value !== "");
  return (
    <section class="view log-view" aria-labelledby="log-title">
      <div class="bar">
        <h2 id="log-title">{log.title}</h2>
        <Filters />
        <div class="log-actions">
          <Actions />
        </div>
      </div>
      <div class="split">
        {events.length > 0 ? (
          <Lines
            events={events}
            openId={open.value?.id}
            onOpen={(event) => {
              open.value = event;
            }}
          />
        ) : (
          <p class="hint log-frame">
            {isFiltered ? common.nothingFits : clearedTo.value > 0 ? log.cleared : log.nothing}
          </p>
        )}
        {open.value && (
          <EventDrawer
            event={open.value}
            onClose={() => {
              open.value = undefined;
            }}
          />
        )}
      </div>
      <p class="hint count-line">
        {log.lines(formatNumber(events.length))}
        {pausedAfter.value !== undefined && ` · ${log.paused}`}
        {clearedTo.value > 0 && (
          <button
            type="button"
            class="icon"
            onClick={() => {
              clearedTo.value = 0;
            }}
          >
            {log.showAll}
          </button>
        )}
      </p>
    </section>
  );
}

function Actions() {
  const { log } = words.value;
  const isPaused = pausedAfter.value !== undefined;
  return (
    <>
      <button type="button" class={isPaused ? "primary" : undefined} onClick={togglePause}>
        {isPaused ? log.resume(formatNumber(waitingCount.value)) : log.pause}
      </button>
      <button type="button" title={log.clearHint} onClick={clear}>
        {log.clear}
      </button>
      <a class="file" href={downloadPath.value} download>
        {log.download}
      </a>
    </>
  );
}

function Filters() {
  const { log } = words.value;
  return (
    <>
      <input
        type="search"
        class="search"
        placeholder={log.searchHint}
        aria-label={log.searchHint}
        value={wanted.value}
        onInput={({ currentTarget: { value } }) => {
          wanted.value = value;
        }}
      />
      <FilterSelect
        label={log.kindFilter}
        any={log.anyKind}
        value={kind.value}
        options={(Object.keys(KINDS) as Kind[]).map((name) => [name, log.kinds[name]] as const)}
        onChoose={(value) => {
          kind.value = value ?? "";
        }}
      />
      <FilterSelect
        label={log.aeFilter}
        any={log.anyAe}
        value={aeTitle.value}
        options={knownTitles.value}
        onChoose={(value = "") => {
          aeTitle.value = value;
        }}
      />
      <FilterSelect
        label={log.levelFilter}
        any={log.anyLevel}
        value={level.value}
        options={LEVELS.map((name) => [name, log.levels[name]] as const)}
        onChoose={(value) => {
          level.value = value ?? "";
        }}
      />
    </>
  );
}
