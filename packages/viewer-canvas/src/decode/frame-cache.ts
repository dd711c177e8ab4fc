/** Keeps what a viewer may need again within a budget of bytes: what is needed soon stays, of the rest what was used last. */

/** A value with the memory that it holds; several may hold the same. */
interface Kept<V> {
  value: V;
  buffers: readonly ArrayBufferLike[];
}

export class ByteBudgetCache<K, V> {
  readonly #entries = new Map<K, Kept<V>>();
  readonly #holders = new Map<ArrayBufferLike, number>();
  readonly #budgetBytes: number;
  #needed: readonly K[] = [];
  #near: readonly K[] = [];
  #usedBytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Of all buffers that are held, each counted once. */
  get usedBytes(): number {
    return this.#usedBytes;
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

  /**
   * Names what is needed now, which is kept whatever it holds, and what is needed soon, nearest first, which gives way to
   * nothing that is farther.
   */
  prefer(needed: readonly K[], near: readonly K[] = []): void {
    this.#needed = needed;
    this.#near = near;
  }

  /** Keeps a value, unless there is no room for it but that of what is nearer. */
  set(key: K, value: V, buffers: readonly ArrayBufferLike[]): void {
    this.delete(key);
    this.#entries.set(key, { value, buffers });
    for (const buffer of buffers) this.#hold(buffer);
    for (const other of this.#giveWayTo(key)) {
      if (this.#usedBytes <= this.#budgetBytes) return;
      this.delete(other);
    }
    if (this.#usedBytes > this.#budgetBytes && !this.#needed.includes(key)) this.delete(key);
  }

  delete(key: K): void {
    const kept = this.#entries.get(key);
    if (kept === undefined) return;
    this.#entries.delete(key);
    for (const buffer of kept.buffers) this.#release(buffer);
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key);
  }

  /** What nobody named, least lately used first; then what is needed later than a key, the latest first. */
  *#giveWayTo(key: K): Generator<K> {
    const named = new Set([...this.#needed, ...this.#near]);
    for (const other of this.#entries.keys()) if (other !== key && !named.has(other)) yield other;
    if (!named.has(key)) return;
    for (let at = this.#near.length - 1; at >= 0 && this.#near[at] !== key; at -= 1) yield this.#near[at]!;
  }

  #hold(buffer: ArrayBufferLike): void {
    const count = this.#holders.get(buffer) ?? 0;
    if (count === 0) this.#usedBytes += buffer.byteLength;
    this.#holders.set(buffer, count + 1);
  }

  #release(buffer: ArrayBufferLike): void {
    const count = this.#holders.get(buffer)! - 1;
    if (count > 0) this.#holders.set(buffer, count);
    else {
      this.#holders.delete(buffer);
      this.#usedBytes -= buffer.byteLength;
    }
  }
}

const MIB = 2 ** 20;

/** Phones have less memory. */
export function defaultCacheBytes(): number {
  const isCoarse = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
  return (isCoarse ? 256 : 512) * MIB;
}
