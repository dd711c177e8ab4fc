/** Which keys the events hold that were waited for: a condition on one that none has is a slip of the pen. */
import { didYouMean } from "../config/nearest.ts";
import type { EventCondition } from "./event-filter.ts";

export class KeysOfEvents {
  readonly #keys = new Set<string>();
  #eventCount = 0;

  add(event: unknown): void {
    this.#eventCount += 1;
    for (const key of keysIn(event)) this.#keys.add(key);
  }

  /** Returns a sentence where no event had the key of a condition, with what they have; else nothing. */
  describeMissing(name: string, conditions: readonly EventCondition[]): string {
    if (this.#eventCount === 0) return "";
    // What is absent counts as empty: a condition that takes that has found its key.
    const missing = conditions.find(({ key, fits }) => !fits("") && !this.#has(key));
    if (missing === undefined) return "";
    const keys = this.#around(missing.key);
    const meant = didYouMean(missing.key, [...this.#keys]);
    return ` No event ${name} has the key ${missing.key}${meant}; they have ${keys.join(", ")}.`;
  }

  #has(key: string): boolean {
    return this.#keys.has(key) || this.#below(key).length > 0;
  }

  #below(key: string): string[] {
    return [...this.#keys].filter((each) => each.startsWith(`${key}.`));
  }

  /** Those beside it where there is what it is in, else all. */
  #around(key: string): string[] {
    const beside = this.#below(key.slice(0, Math.max(0, key.lastIndexOf("."))));
    return beside.length > 0 ? beside : [...this.#keys];
  }
}

/** Returns the dotted keys of the values, as conditions name them. */
function keysIn(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => keysIn(item, path));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path.join(".")];
  return Object.entries(value).flatMap(([key, below]) => keysIn(below, [...path, key]));
}
