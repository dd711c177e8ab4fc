/** A value of the server that is changed in its place: Enter or Apply sends it, Escape takes it back. */
import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { words } from "../i18n/words.ts";

export interface SettingFieldProps {
  label: string;
  /** As the server has it. */
  value: string;
  /** Resolves with whether the server took it. */
  onApply: (text: string) => Promise<boolean>;
  hint?: string;
  isNumber?: boolean;
  /** Returns what is wrong with a text, if anything. */
  check: (text: string) => string | undefined;
  /** Id of what explains it. */
  describedBy?: string;
}

export function SettingField(props: SettingFieldProps) {
  const { label, value, onApply, hint, isNumber = false, check, describedBy } = props;
  const draft = useSignal(value);
  const isBusy = useSignal(false);
  const isChanged = draft.value.trim() !== value;
  const problem = isChanged ? check(draft.value.trim()) : undefined;
  const problemId = useId();
  // A change from elsewhere is shown, unless somebody is typing.
  const before = useSignal(value);
  useEffect(() => {
    if (draft.peek() === before.peek()) draft.value = value;
    before.value = value;
  }, [value, draft, before]);
  const apply = async (event: Event) => {
    event.preventDefault();
    if (!isChanged || problem !== undefined || isBusy.peek()) return;
    isBusy.value = true;
    await onApply(draft.peek().trim());
    isBusy.value = false;
  };
  return (
    <form class="setting" onSubmit={(event) => void apply(event)}>
      <label>
        <span>{label}</span>
        <input
          value={draft.value}
          title={hint}
          size={isNumber ? 6 : 16}
          inputMode={isNumber ? "numeric" : undefined}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? describedBy : problemId}
          onInput={({ currentTarget }) => {
            draft.value = currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            draft.value = value;
          }}
        />
      </label>
      {isChanged && (
        <button type="submit" class="primary small" disabled={isBusy.value || problem !== undefined}>
          {words.value.settings.apply}
        </button>
      )}
      {problem && (
        <span class="setting-problem" id={problemId} role="alert">
          {problem}
        </span>
      )}
    </form>
  );
}
