/** Which events `minipacs wait` waits for: a name, and values by dotted key. */
import { CliError } from "./cli-error.ts";

export type EventFilter = (event: Readonly<Record<string, unknown>>) => boolean;

export interface EventCondition {
  /** Dotted. */
  key: string;
  fits(value: string): boolean;
}

/** Returns what tells whether an event fits. `*` in names and values stands for any text. */
export function createEventFilter(name: string, conditions: readonly EventCondition[] = []): EventFilter {
  const fitsName = wildcard(name);
  const parsed = conditions.map(({ key, fits }) => ({ path: key.split("."), fits }));
  return (event) =>
    fitsName(String(event.event)) && parsed.every(({ path, fits }) => valuesAt(event, path).some(fits));
}

export function parseCondition(text: string): EventCondition {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new CliError(`--where takes KEY=VALUE, such as peer.callingAeTitle=CT1, not "${text}".`);
  }
  return { key, fits: wildcard(value) };
}

function wildcard(pattern: string): (text: string) => boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`, "s");
  return (text) => expression.test(text);
}

/** Returns the values at a path as text; of an array any item counts, what is absent is empty. */
function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [key, ...rest] = path;
  if (value === null || value === undefined) return [""];
  if (key === undefined) return [typeof value === "object" ? JSON.stringify(value) : String(value)];
  const isObject = typeof value === "object" && Object.hasOwn(value, key);
  return valuesAt(isObject ? (value as Record<string, unknown>)[key] : undefined, rest);
}
