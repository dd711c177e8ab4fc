/** Looks into a list as one types. */
import { useEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words.ts";
import type { RemoteList } from "../remote-list.ts";

const TYPING_MS = 180;

export interface SearchFieldProps<T> {
  list: RemoteList<T>;
  member?: string;
  placeholder?: string;
}

export function SearchField<T>({ list, member = "q", placeholder }: SearchFieldProps<T>) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      class="search"
      placeholder={placeholder ?? words.value.common.search}
      aria-label={words.value.common.search}
      defaultValue={list.query.peek()[member] ?? ""}
      onInput={({ currentTarget: { value } }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => list.ask({ [member]: value.trim() || undefined }), TYPING_MS);
      }}
    />
  );
}
