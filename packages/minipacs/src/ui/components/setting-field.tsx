/** A value of the server that is changed in its place: Enter or Apply sends it, Escape takes it back. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../i18n/words.ts";

export interface SettingFieldProps {
  label: string;
  /** As the server has it. */
  value: string;
  /** Resolves with whether the server took it. */
  onApply: (text: string) => Promise<boolean>;
  hint?: string;
  isNumber?: boolean;
  maxLength?: number;
  /** Id of what explains it. */
  describedBy?: string;
}

export function SettingField(props: SettingFieldProps) {
  const { label, value, onApply, hint, isNumber = false, maxLength, describedBy } = props;
  const draft = useSignal(value);
  const isBusy = useSignal(false);
  const isChanged = draft.value.trim() !== value;
  // A change from elsewhere is shown, unless somebody is typing.
  const before = useSignal(value);
  useEffect(() => {
    if (draft.peek() === before.peek()) draft.value = value;
    before.value = value;
  }, [value, draft, before]);
  const apply = async (event: Event) => {
    event.preventDefault();
    if (!isChanged || isBusy.peek()) return;
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
          maxLength={maxLength}
          size={isNumber ? 6 : 16}
          inputMode={isNumber ? "numeric" : undefined}
          pattern={isNumber ? "\\s*\\d{1,5}\\s*" : undefined}
          required
          spellcheck={false}
          autocomplete="off"
          aria-describedby={describedBy}
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
        <button type="submit" class="primary small" disabled={isBusy.value}>
          {words.value.settings.apply}
        </button>
      )}
    </form>
  );
}
