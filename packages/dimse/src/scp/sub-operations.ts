/** What a retrieval has sent so far, and what failed. PS3.4 C.4.2.1.6 to C.4.2.1.9, C.4.3.1.3. */
import { createDataset } from "@minipacs/dicom-core";
import { STATUS, statusClass } from "../message/status.ts";
import type { SubOperationCounts } from "./events.ts";
import type { Outcome } from "./responder.ts";

/** Counts the C-STORE sub-operations of one C-GET or C-MOVE. */
export class SubOperations {
  #remaining: number;
  #completed = 0;
  #failed = 0;
  #warning = 0;
  readonly #failedSopInstanceUids: string[] = [];

  constructor(count: number) {
    this.#remaining = count;
  }

  get counts(): SubOperationCounts {
    return {
      remaining: this.#remaining,
      completed: this.#completed,
      failed: this.#failed,
      warning: this.#warning,
    };
  }

  /** Counts one that was answered, or failed before it could be: `status` is undefined then. */
  count(sopInstanceUid: string | undefined, status: number | undefined): void {
    this.#remaining -= 1;
    const kind = status === undefined ? "failure" : statusClass(status);
    if (kind === "success") this.#completed += 1;
    else if (kind === "warning") this.#warning += 1;
    else {
      this.#failed += 1;
      if (sopInstanceUid) this.#failedSopInstanceUids.push(sopInstanceUid);
    }
  }

  /** The response while it goes on. */
  pending(): Outcome {
    return { status: STATUS.pending, subOperations: this.counts };
  }

  /**
   * The last response: success only where all went well, a failure where nothing did. Only a cancelled retrieval tells
   * what remains. PS3.7 9.1.3.1.6, PS3.4 Tables C.4-2 and C.4-3.
   */
  final(isCancelled: boolean, errorComment?: string): Outcome {
    const { remaining, ...done } = this.counts;
    const status = isCancelled ? STATUS.cancel : this.#finalStatus();
    const hasFailures = this.#failedSopInstanceUids.length > 0;
    return {
      status,
      subOperations: isCancelled ? { ...done, remaining } : done,
      errorComment: status === STATUS.success ? undefined : errorComment,
      dataset: hasFailures
        ? createDataset({ FailedSOPInstanceUIDList: this.#failedSopInstanceUids }, { validate: false })
        : undefined,
    };
  }

  #finalStatus(): number {
    if (this.#failed + this.#warning === 0) return STATUS.success;
    if (this.#completed + this.#warning === 0) return STATUS.cannotPerformSubOperations;
    return STATUS.subOperationsWithFailures;
  }
}
