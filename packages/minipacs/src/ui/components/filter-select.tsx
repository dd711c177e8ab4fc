/** Chooses one of a few values that a list is filtered by, or any. */

export interface FilterSelectProps<V extends string> {
  label: string;
  /** What stands there while nothing is chosen. */
  any: string;
  value: V | "" | undefined;
  /** Each with its text, where that is another. */
  options: readonly (V | readonly [value: V, text: string])[];
  /** `undefined`: any. */
  onChoose: (value: V | undefined) => void;
}

export function FilterSelect<V extends string>(props: FilterSelectProps<V>) {
  const { label, any, value, options, onChoose } = props;
  return (
    <select
      aria-label={label}
      value={value ?? ""}
      onChange={({ currentTarget }) => onChoose((currentTarget.value as V) || undefined)}
    >
      <option value="">{any}</option>
      {options.map((option) => {
        const [name, text] = typeof option === "string" ? [option, option] : option;
        return (
          <option key={name} value={name}>
            {text}
          </option>
        );
      })}
    </select>
  );
}
