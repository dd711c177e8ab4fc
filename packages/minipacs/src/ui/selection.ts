/** Rows of a list that are marked, by key: all of them, or some. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";

export class Selection {
  readonly keys = signal<ReadonlySet<string>>(new Set());
  readonly count: ReadonlySignal<number> = computed(() => this.keys.value.size);

  has(key: string): boolean {
    return this.keys.value.has(key);
  }

  toggle(key: string): void {
    const next = new Set(this.keys.peek());
    if (!next.delete(key)) next.add(key);
    this.keys.value = next;
  }

  set(keys: Iterable<string>): void {
    this.keys.value = new Set(keys);
  }

  clear(): void {
    if (this.keys.peek().size > 0) this.keys.value = new Set();
  }
}
