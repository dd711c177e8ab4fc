/** Keeps decoded frames within a budget of bytes; what was used least lately goes first. */

/** A value with the bytes it holds. */
interface Kept<V> {
  value: V;
  byteLength: number;
}

export class ByteBudgetCache<K, V> {
  readonly #entries = new Map<K, Kept<V>>();
  readonly #budgetBytes: number;
  #usedBytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** Returns a value and counts it as used. */
  get(key: K): V | undefined {
    const kept = this.#entries.get(key);
    if (kept === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, kept);
    return kept.value;
  }

  /** Keeps a value, also one larger than the budget: it is then alone. */
  set(key: K, value: V, byteLength: number): void {
    this.delete(key);
    this.#entries.set(key, { value, byteLength });
    this.#usedBytes += byteLength;
    for (const oldest of this.#entries.keys()) {
      if (this.#usedBytes <= this.#budgetBytes || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: K): void {
    const kept = this.#entries.get(key);
    if (kept === undefined) return;
    this.#entries.delete(key);
    this.#usedBytes -= kept.byteLength;
  }

  clear(): void {
    this.#entries.clear();
    this.#usedBytes = 0;
  }
}

const MIB = 2 ** 20;

/** Phones have less memory. */
export function defaultCacheBytes(): number {
  const isCoarse = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
  return (isCoarse ? 128 : 256) * MIB;
}
