/** Filters the worklist by day: near ones by name, others from one to another. */
import { signal } from "@preact/signals";
import { FilterSelect } from "../../components/filter-select.tsx";
import { words } from "../../i18n/words.ts";
import { worklist } from "../../lists.ts";

/** First and last day, counted from today. */
const NEAR = { today: [0, 0], tomorrow: [1, 1], week: [0, 6], past: [undefined, -1] } as const;
type Choice = keyof typeof NEAR | "span";

const choice = signal<Choice | undefined>(undefined);
/** As the fields have them: `2026-11-30`, or empty. */
const span = signal({ from: "", to: "" });

/** Forgets what was chosen. */
export function clearDateFilter(): void {
  choice.value = undefined;
  span.value = { from: "", to: "" };
}

export function DateFilter() {
  const text = words.value.worklist;
  const choose = (chosen: Choice | undefined) => {
    choice.value = chosen;
    if (chosen === "span") askSpan();
    else
      worklist.ask({ ScheduledProcedureStepStartDate: chosen && rangeOf(...NEAR[chosen].map(dayFromNow)) });
  };
  return (
    <>
      <FilterSelect
        label={text.date}
        any={text.anyDate}
        value={choice.value}
        options={(["today", "tomorrow", "week", "past", "span"] as const).map((name) => [
          name,
          text.days[name],
        ])}
        onChoose={choose}
      />
      {choice.value === "span" &&
        (["from", "to"] as const).map((end) => (
          <input
            key={end}
            type="date"
            aria-label={text.days[end]}
            value={span.value[end]}
            onInput={({ currentTarget: { value } }) => {
              span.value = { ...span.value, [end]: value };
              askSpan();
            }}
          />
        ))}
    </>
  );
}

function askSpan(): void {
  const [from, to] = [span.value.from, span.value.to].map((day) => day.replaceAll("-", ""));
  worklist.ask({ ScheduledProcedureStepStartDate: rangeOf(from, to) });
}

/** As DICOM writes it; `undefined` for all days. */
function rangeOf(from = "", to = ""): string | undefined {
  if (from === to) return from || undefined;
  return `${from}-${to}`;
}

function dayFromNow(days: number | undefined): string {
  if (days === undefined) return "";
  const day = new Date();
  day.setDate(day.getDate() + days);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}`;
}
