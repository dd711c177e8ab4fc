/** What a handler knows of a request and the event of its answer is to tell. */
import type { AssociationInfo } from "@minipacs/dimse";

/** One note per association, because its requests come one after the other. */
export class RequestNotes<T> {
  readonly #notes = new WeakMap<AssociationInfo, { messageId: number; note: T }>();

  put(association: AssociationInfo, messageId: number, note: T): void {
    this.#notes.set(association, { messageId, note });
  }

  /** Returns and forgets the note of a request. */
  take(association: AssociationInfo, messageId: number): T | undefined {
    const found = this.#notes.get(association);
    if (found?.messageId !== messageId) return undefined;
    this.#notes.delete(association);
    return found.note;
  }
}
