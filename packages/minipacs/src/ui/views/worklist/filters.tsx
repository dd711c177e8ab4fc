/** What of the worklist is shown: by search, modality, day and station. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { FilterSelect } from "../../components/filter-select.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { words } from "../../i18n/words.ts";
import { worklist } from "../../lists.ts";
import { clearDateFilter, DateFilter } from "./date-filter.tsx";
import { MODALITIES } from "./fields.ts";

const TYPING_MS = 180;
const NONE = {
  q: undefined,
  Modality: undefined,
  ScheduledProcedureStepStartDate: undefined,
  ScheduledStationAETitle: undefined,
};

/** Whether less than the whole worklist is shown. */
export function isFiltered(): boolean {
  const query = worklist.query.value;
  return Object.keys(NONE).some((name) => (query[name] ?? "") !== "");
}

/** Counts, so that the fields are made anew, empty, and never while somebody types. */
const clearedCount = signal(0);

export function clearFilters(): void {
  clearedCount.value += 1;
  clearDateFilter();
  worklist.ask(NONE);
}

export function Filters() {
  const text = words.value.worklist;
  const { Modality, ScheduledStationAETitle } = worklist.query.value;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <search class="filters">
      <SearchField key={`q${clearedCount.value}`} list={worklist} />
      <FilterSelect
        label={text.attributes.Modality ?? ""}
        any={text.anyModality}
        value={Modality}
        options={MODALITIES}
        onChoose={(value) => worklist.ask({ Modality: value })}
      />
      <DateFilter />
      <input
        key={`station${clearedCount.value}`}
        class="station-filter"
        aria-label={text.station}
        placeholder={text.station}
        maxLength={16}
        spellcheck={false}
        defaultValue={ScheduledStationAETitle?.replace(/\*$/, "") ?? ""}
        onInput={({ currentTarget: { value } }) => {
          clearTimeout(timer.current);
          const pattern = value.trim() === "" ? undefined : `${value.trim()}*`;
          timer.current = setTimeout(() => worklist.ask({ ScheduledStationAETitle: pattern }), TYPING_MS);
        }}
      />
    </search>
  );
}
