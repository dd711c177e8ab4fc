/** Words by name: English ones, each table beside what says them; those of a page take their place. */
import type { LabelChanges } from "./controls/labels.ts";

/** Returns the words of a name; `values` take the places of `{0}`, `{1}`, … */
export type Words<Name extends string> = (name: Name, ...values: readonly (string | number)[]) => string;

/** Returns what says the words of a table, or a page's own in their place. */
export function createWords<Table extends Readonly<Record<string, string>>>(
  english: Table,
  own: LabelChanges = {},
): Words<keyof Table & string> {
  const given: Readonly<Record<string, string | undefined>> = own;
  return (name, ...values) =>
    (given[name] ?? english[name]!).replace(/\{(\d)\}/g, (_, index) => String(values[index] ?? ""));
}

/** Messages of errors are parts of sentences. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
