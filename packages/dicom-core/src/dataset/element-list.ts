/** The elements of one data set by ascending tag: found by halving, or at once where they are asked for in order. */
import type { Tag } from "../tag.ts";
import type { DataElement } from "./element.ts";

export class ElementList {
  #elements: DataElement[] = [];
  /** Where an element was found last. */
  #at = -1;
  /** Somebody may be going through the array: it is copied before it is changed. */
  #isLent = false;

  get size(): number {
    return this.#elements.length;
  }

  get(tag: Tag): DataElement | undefined {
    return this.#elements[this.#indexOf(tag)];
  }

  /** Puts an element in its place, instead of the one with its tag. */
  set(element: DataElement): void {
    const found = this.#indexOf(element.tag);
    this.#own().splice(this.#at, found < 0 ? 0 : 1, element);
  }

  /** Tells whether there was one. */
  delete(tag: Tag): boolean {
    return this.#indexOf(tag) >= 0 && this.#own().splice(this.#at, 1).length > 0;
  }

  /** Takes all elements at once; where they are not in order the last of equal tags counts. */
  fill(elements: DataElement[], isOrdered: boolean): void {
    this.#elements = elements;
    if (isOrdered) return;
    elements.sort((a, b) => a.tag - b.tag);
    this.#elements = elements.filter(({ tag }, index) => elements[index + 1]?.tag !== tag);
  }

  /** The elements as they are now, whatever is changed meanwhile. */
  values(): IterableIterator<DataElement> {
    this.#isLent = true;
    return this.#elements.values();
  }

  /** Returns -1 where there is none; `#at` is then where it belongs. */
  #indexOf(tag: Tag): number {
    const elements = this.#elements;
    const { length } = elements;
    let low = this.#at + 1;
    if (low >= length || (elements[low] as DataElement).tag !== tag) {
      low = 0;
      for (let high = length; low < high; ) {
        const middle = (low + high) >>> 1;
        if ((elements[middle] as DataElement).tag < tag) low = middle + 1;
        else high = middle;
      }
    }
    this.#at = low;
    return low < length && (elements[low] as DataElement).tag === tag ? low : -1;
  }

  #own(): DataElement[] {
    if (this.#isLent) {
      this.#elements = this.#elements.slice();
      this.#isLent = false;
    }
    return this.#elements;
  }
}
