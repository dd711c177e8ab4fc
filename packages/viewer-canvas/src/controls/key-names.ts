/** Keys as people read them, and as `aria-keyshortcuts` names them. */
import type { Bindings } from "../tool/bindings.ts";
import type { CommandName } from "../tool/commands.ts";
import { createLabels, type Labels } from "./labels.ts";

/** A key of a command, and when it holds. */
export interface CommandKey {
  /** For people, one string a key that is held: `["Ctrl", "O"]`. */
  readonly parts: readonly string[];
  readonly context: "always" | "stack" | "measure" | "selected";
  /** For assistive technology. WAI-ARIA 1.2, aria-keyshortcuts. */
  readonly aria: string;
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  "-": "−",
};
/** Keys that have words on them. */
const WORDED = [
  "Ctrl",
  "Shift",
  "PageUp",
  "PageDown",
  "Home",
  "End",
  "Enter",
  "Delete",
  "Escape",
  "Backspace",
] as const;
const ARIA_NAMES: Readonly<Record<string, string>> = { " ": "Space", "+": "Plus", Ctrl: "Control" };

/** Returns the keys of a command, in the order of the bindings. */
export function keysOf(name: CommandName, { keys }: Bindings, label?: Labels): CommandKey[] {
  return Object.entries(keys)
    .filter(([, bound]) => bound === name)
    .map(([key]) => describeKey(key, label));
}

/** Returns what a name of the bindings' keys says: `stack:ArrowUp`, `Ctrl+o`, `+`. */
export function describeKey(name: string, label = createLabels()): CommandKey {
  const [, prefix, combination] = /^(?:(stack|measure|selected):)?(.+)$/s.exec(name) ?? ["", undefined, name];
  const held = combination!.match(/(?:Ctrl|Shift)(?=\+.)/g) ?? [];
  const key = combination!.slice(held.join("+").length + (held.length > 0 ? 1 : 0));
  const capital = key.length === 1 ? key.toUpperCase() : key;
  return {
    parts: [...held, key].map((part) => keyWord(part, label)),
    context: (prefix as CommandKey["context"] | undefined) ?? "always",
    aria: [...held, capital].map((part) => ARIA_NAMES[part] ?? part).join("+"),
  };
}

function keyWord(key: string, label: Labels): string {
  const worded = key === " " ? "Space" : WORDED.find((name) => name === key);
  if (worded) return label(`key-${worded}`);
  return SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
