/** Any attribute of the data dictionary, one a row: keyword and value. */
import { words } from "../../i18n/words.ts";
import type { FreeRow } from "./form-values.ts";

export interface FreeRowsProps {
  rows: readonly FreeRow[];
  /** By keyword. */
  problems: Readonly<Record<string, string>>;
  onChange: (rows: readonly FreeRow[]) => void;
  onAdd: () => void;
}

export function FreeRows({ rows, problems, onChange, onAdd }: FreeRowsProps) {
  const { anyAttribute, anyHint, keyword, value, addRow, removeRow, notJson } = words.value.worklist;
  const change = (id: number, changes: Partial<FreeRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...changes } : row)));
  return (
    <fieldset class="free-rows">
      <legend>{anyAttribute}</legend>
      <p class="hint">{anyHint}</p>
      {rows.map((row) => {
        const problem = row.keyword === "" ? undefined : problems[row.keyword.trim()];
        const isValueWrong = problem === notJson;
        return (
          <div key={row.id} class="free-row">
            <input
              class="mono"
              aria-label={keyword}
              placeholder={keyword}
              value={row.keyword}
              aria-invalid={problem !== undefined && !isValueWrong}
              spellcheck={false}
              autocomplete="off"
              onInput={({ currentTarget }) => change(row.id, { keyword: currentTarget.value })}
            />
            <input
              aria-label={`${value} ${row.keyword}`.trim()}
              placeholder={value}
              value={row.value}
              aria-invalid={isValueWrong}
              dir="auto"
              spellcheck={false}
              autocomplete="off"
              onInput={({ currentTarget }) => change(row.id, { value: currentTarget.value })}
            />
            <button
              type="button"
              class="icon"
              aria-label={removeRow(row.keyword)}
              onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
            >
              ✕
            </button>
            {problem && (
              <span class="field-problem" role="alert">
                {problem}
              </span>
            )}
          </div>
        );
      })}
      <button type="button" class="small" onClick={onAdd}>
        {addRow}
      </button>
    </fieldset>
  );
}
