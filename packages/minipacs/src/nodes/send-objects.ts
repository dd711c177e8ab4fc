/** Sends stored objects to other nodes, a few selections at a time; events tell how far each is. PS3.4 Annex B. */
import { store } from "@minipacs/dimse";
import { describeOutcome, isStored } from "../commands/store.ts";
import type { Pacs } from "../pacs.ts";
import type { RemovedObjects } from "../services/object-removal.ts";
import { describeReadFailure } from "../storage/disk-error.ts";
import { FsStore } from "../storage/fs-store.ts";
import { inWords, NODE_TIMEOUTS, type Node, targetOf } from "./node.ts";

/** So many selections may be on their way at a time. */
const MAX_SENDS = 4;
const PROGRESS_MS = 500;

type Parts = Pick<Pacs, "events" | "index" | "objects" | "settings" | "config">;

export class Sends {
  readonly #pacs: Parts;
  readonly #running = new Map<number, AbortController>();
  #lastId = 0;

  constructor(pacs: Parts) {
    this.#pacs = pacs;
    pacs.events.subscribe(({ type }) => {
      if (type === "closing") for (const id of [...this.#running.keys()]) this.cancel(id);
    });
  }

  get isFull(): boolean {
    return this.#running.size >= MAX_SENDS;
  }

  /** Begins to send; resolves with the number of objects, 0 where there is nothing to send. */
  async start(node: Node, which: RemovedObjects): Promise<{ sendId: number; instanceCount: number }> {
    const sendId = ++this.#lastId;
    const abort = new AbortController();
    this.#running.set(sendId, abort);
    let paths: Awaited<ReturnType<Sends["sources"]>> = [];
    try {
      paths = await this.sources(which);
    } finally {
      if (paths.length === 0) this.#running.delete(sendId);
    }
    if (paths.length > 0) {
      const { aeTitle, host, port } = node;
      this.#pacs.events.publish({
        type: "send.started",
        ...{ sendId, aeTitle, host, port, instanceCount: paths.length },
      });
      void this.#send(sendId, node, paths, abort.signal).finally(() => this.#running.delete(sendId));
    }
    return { sendId, instanceCount: paths.length };
  }

  /** Sends no more objects; returns whether it was still sending. */
  cancel(sendId: number): boolean {
    const abort = this.#running.get(sendId);
    abort?.abort();
    return abort !== undefined;
  }

  private async sources(which: RemovedObjects) {
    const { index, objects } = this.#pacs;
    const where = Object.fromEntries(
      Object.entries(which).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    const locations = await index.locations({ where });
    if (objects instanceof FsStore) return locations.map((location) => objects.pathOf(location));
    const read = await Promise.all(locations.map((location) => objects.read(location)));
    return read.flatMap((stored) => stored?.stream ?? []);
  }

  async #send(
    sendId: number,
    node: Node,
    sources: Awaited<ReturnType<Sends["sources"]>>,
    signal: AbortSignal,
  ) {
    const { events } = this.#pacs;
    const startedMs = performance.now();
    const counts = { doneCount: 0, failedCount: 0, instanceCount: sources.length };
    let toldMs = startedMs;
    const target = targetOf(node, this.#pacs);
    const onResult = (outcome: Parameters<typeof describeOutcome>[0]) => {
      counts.doneCount += 1;
      if (!isStored(outcome)) {
        counts.failedCount += 1;
        const [sopInstanceUid, reason] = [outcome.sopInstanceUid, describeOutcome(outcome)];
        events.publish({ type: "send.refused", sendId, sopInstanceUid, reason });
      }
      if (performance.now() - toldMs < PROGRESS_MS) return;
      toldMs = performance.now();
      events.publish({ type: "send.progress", sendId, ...counts });
    };
    let reason: string | undefined;
    try {
      const ended = await inWords(target, () =>
        store(target, sources, { onResult, signal, timeouts: NODE_TIMEOUTS }),
      );
      if ("failure" in ended) reason = ended.failure;
    } catch (error) {
      reason = describeReadFailure(error);
    }
    const isCancelled = signal.aborted;
    const durationMs = Math.round(performance.now() - startedMs);
    if (isCancelled) reason = "cancelled";
    events.publish({ type: "send.finished", sendId, ...counts, isCancelled, reason, durationMs });
  }
}
