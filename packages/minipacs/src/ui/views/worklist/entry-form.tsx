/** The form to add an entry or to change one; what the server says of an attribute stands at its field. */
import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { ApiWholeWorklistEntry, ApiWorklistEntry } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { inPageWords } from "../../problem-words.ts";
import { ApiError, ask, sentenceOf } from "../../request.ts";
import { say } from "../../toasts.ts";
import { type FieldSpec, MAIN_FIELDS, MORE_FIELDS } from "./fields.ts";
import {
  BadRowError,
  changesOf,
  emptyForm,
  type FormValues,
  formOf,
  newRow,
  stepCountOf,
} from "./form-values.ts";
import { FreeRows } from "./free-rows.tsx";
import { remarkOnLacking } from "./lacking.ts";

export interface EntryFormProps {
  /** Absent for a new one. */
  entry: ApiWholeWorklistEntry | undefined;
  onClose: () => void;
}

/** By the keyword of the attribute; `""` for what belongs to none. */
type Problems = Readonly<Record<string, string>>;

export function EntryForm({ entry, onClose }: EntryFormProps) {
  const text = words.value.worklist;
  const before = useRef(entry && formOf(entry)).current;
  const form = useSignal<FormValues>(before ?? emptyForm());
  const problems = useSignal<Problems>({});
  const isBusy = useSignal(false);
  const isMoreOpen = useSignal(false);
  const element = useRef<HTMLFormElement>(null);
  const formId = useId();

  // Before the problem can be seen: a focus that moves later would take what is typed meanwhile with it.
  useLayoutEffect(() => {
    const invalid = element.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const folded = invalid?.closest("details");
    if (folded) folded.open = true;
    invalid?.focus();
  }, [problems.value]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.peek()) return;
    isBusy.value = true;
    try {
      const changes = changesOf(before, form.peek());
      if (entry === undefined) {
        sayWithRemark(text.added, await ask("/api/worklist", "POST", withoutEmpty(changes)));
      } else if (Object.keys(changes).length > 0) {
        const path = `/api/worklist/${encodeURIComponent(entry.id)}`;
        sayWithRemark(text.changed, await ask(path, "PATCH", changes));
      }
      onClose();
    } catch (error) {
      problems.value = problemsOf(error, text.notJson);
    }
    isBusy.value = false;
  };
  const set = (keyword: string, value: string) => {
    form.value = { ...form.peek(), fields: { ...form.peek().fields, [keyword]: value } };
  };
  const field = (spec: FieldSpec) => (
    <Field
      key={spec.keyword}
      spec={spec}
      value={form.value.fields[spec.keyword] ?? ""}
      problem={problems.value[spec.keyword]}
      onInput={(value) => set(spec.keyword, value)}
    />
  );
  const stepCount = entry ? stepCountOf(entry) : 1;
  return (
    <Dialog
      title={entry ? text.edit : text.add}
      onClose={onClose}
      isWide
      actions={
        <>
          <button type="button" onClick={onClose}>
            {words.value.common.cancel}
          </button>
          <button type="submit" form={formId} class="primary" disabled={isBusy.value}>
            {words.value.common.save}
          </button>
        </>
      }
    >
      <form id={formId} ref={element} class="entry-form" noValidate onSubmit={(event) => void submit(event)}>
        {problems.value[""] && <p role="alert">{problems.value[""]}</p>}
        {stepCount > 1 && <p class="hint">{text.severalSteps(formatNumber(stepCount))}</p>}
        <div class="fields">{MAIN_FIELDS.map(field)}</div>
        <details
          open={isMoreOpen.value}
          onToggle={({ currentTarget }) => {
            isMoreOpen.value = currentTarget.open;
          }}
        >
          <summary>{text.more}</summary>
          <div class="fields">{MORE_FIELDS.map(field)}</div>
          <FreeRows
            rows={form.value.rows}
            problems={problems.value}
            onChange={(rows) => {
              form.value = { ...form.peek(), rows };
            }}
            onAdd={() => {
              form.value = { ...form.peek(), rows: [...form.peek().rows, newRow()] };
            }}
          />
        </details>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  spec: FieldSpec;
  value: string;
  problem: string | undefined;
  onInput: (value: string) => void;
}

function Field({ spec, value, problem, onInput }: FieldProps) {
  const { attributes, values, nameHint } = words.value.worklist;
  const { keyword, type, options = [], maxLength } = spec;
  const id = useId();
  const shared = {
    id,
    value,
    "aria-invalid": problem !== undefined,
    "aria-describedby": problem === undefined ? undefined : `${id}-problem`,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => onInput(currentTarget.value),
  };
  return (
    <div class={type === "area" ? "field whole" : "field"} title={keyword}>
      <label for={id}>{attributes[keyword] ?? keyword}</label>
      {type === "select" ? (
        <select {...shared}>
          <option value="" />
          {options.map((option) => (
            <option key={option} value={option}>
              {values[keyword]?.[option] ?? option}
            </option>
          ))}
          {value !== "" && !options.includes(value) && <option value={value}>{value}</option>}
        </select>
      ) : type === "area" ? (
        <textarea {...shared} rows={2} dir="auto" />
      ) : (
        <input
          {...shared}
          type={type}
          step={type === "time" ? "any" : undefined}
          dir={type === "text" ? "auto" : undefined}
          maxLength={maxLength}
          placeholder={keyword === "PatientName" ? nameHint : undefined}
          list={type === "text" && options.length > 0 ? `${id}-options` : undefined}
          autocomplete="off"
          spellcheck={false}
        />
      )}
      {type === "text" && options.length > 0 && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      {problem && (
        <span class="field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

function sayWithRemark(done: string, entry: ApiWorklistEntry): void {
  const remark = remarkOnLacking(entry);
  say(remark === undefined ? done : `${done} ${remark}`);
}

function withoutEmpty(changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null));
}

/** The server names attributes by their path in the body: `body/ScheduledProcedureStepSequence.Modality`. */
function problemsOf(error: unknown, notJson: string): Problems {
  if (error instanceof BadRowError) return { [error.keyword]: notJson };
  if (!(error instanceof ApiError) || error.errors.length === 0) return { "": sentenceOf(error) };
  return Object.fromEntries(
    error.errors.map(({ place, message, vr }) => {
      const path = place.split("/").at(-1) ?? "";
      const keyword = path.replace(/^ScheduledProcedureStepSequence\./, "").split(/[.[]/)[0] ?? "";
      return [keyword === "body" ? "" : keyword, inPageWords(error.code, message, vr)];
    }),
  );
}
