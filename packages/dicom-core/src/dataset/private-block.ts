/** Blocks of private elements: 256 numbers of an odd group that a private creator reserves. PS3.5 7.8.1. */
import { isPrivateCreatorTag, type Tag, tagOf } from "../tag.ts";
import type { Vr } from "../vr/vr-table.ts";
import type { Dataset } from "./dataset.ts";

/** Access to the elements of one block, numbered from 00 to FF whichever block the creator has. */
export class PrivateBlock {
  readonly #dataset: Dataset;
  readonly #first: Tag;

  constructor(dataset: Dataset, creatorTag: Tag) {
    this.#dataset = dataset;
    this.#first = tagOf(creatorTag >>> 16, (creatorTag & 0xff) << 8);
  }

  /** Returns the tag of an element in this data set. */
  tagOf(element: number): Tag {
    return (this.#first | (element & 0xff)) >>> 0;
  }

  get(element: number): unknown {
    return this.#dataset.get(this.tagOf(element));
  }

  getAll(element: number): unknown[] {
    return this.#dataset.getAll(this.tagOf(element));
  }

  has(element: number): boolean {
    return this.#dataset.has(this.tagOf(element));
  }

  /** Sets an element; it needs a VR unless it is there already, or the private dictionary knows it. */
  set(element: number, value: unknown, options?: { vr?: Vr }): this {
    this.#dataset.set(this.tagOf(element), value, options);
    return this;
  }

  /** Removes an element; tells whether it was there. */
  delete(element: number): boolean {
    return this.#dataset.delete(this.tagOf(element));
  }
}

export function findPrivateBlock(dataset: Dataset, creator: string, group: number): PrivateBlock | undefined {
  for (const { tag } of dataset.elements()) {
    if (tag >>> 16 !== group || !isPrivateCreatorTag(tag)) continue;
    if (dataset.get(tag) === creator) return new PrivateBlock(dataset, tag);
  }
  return undefined;
}
