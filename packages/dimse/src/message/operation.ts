/** One request of ours and the responses that come to it. PS3.7 7.5, 8. */
import type { CommandSet } from "./command-table.ts";

/** A response with its whole data set. */
export interface ResponseMessage {
  command: CommandSet & { Status: number };
  dataSet: Uint8Array | undefined;
}

/** Responses in the order of arrival, for one reader. */
export class Operation {
  readonly messageId: number;
  /** Command Field of its responses. */
  readonly responseField: number;
  readonly #onChange: () => void;
  readonly #queue: ResponseMessage[] = [];
  #waiter: { resolve: (message: ResponseMessage) => void; reject: (error: unknown) => void } | undefined;
  #error: unknown;
  #hasFailed = false;

  constructor(messageId: number, responseField: number, onChange: () => void) {
    this.messageId = messageId;
    this.responseField = responseField;
    this.#onChange = onChange;
  }

  /** How many responses nobody has read. */
  get queuedCount(): number {
    return this.#queue.length;
  }

  /** Whether somebody waits for a response. */
  get isWaiting(): boolean {
    return this.#waiter !== undefined;
  }

  /** Returns the next response; rejects when the association is over. */
  next(): Promise<ResponseMessage> {
    const message = this.#queue.shift();
    if (message) {
      this.#onChange();
      return Promise.resolve(message);
    }
    if (this.#hasFailed) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#onChange();
    });
  }

  push(message: ResponseMessage): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter) waiter.resolve(message);
    else this.#queue.push(message);
  }

  fail(error: unknown): void {
    this.#hasFailed = true;
    this.#error = error;
    this.#waiter?.reject(error);
    this.#waiter = undefined;
  }
}
