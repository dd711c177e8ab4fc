/** Runs codecs on workers where the page allows them, else on the page itself, one at a time. */

import {
  type CodecFamily,
  type DecodedCodestream,
  type FrameFacts,
  ownDecoder,
} from "@minipacs/dicom-core/codecs";
import { isDicomError } from "@minipacs/dicom-core/frames";
import type { CodecJob, CodecResult } from "./codec-job.ts";
import type { BuiltInWorker, FrameDecoderOptions } from "./frame-decoder.ts";
import type { DecodeRequest } from "./frame-provider.ts";
import { type Parcel, type PoolWorker, WorkerPool } from "./worker-pool.ts";

const MAX_WORKER_COUNT = 4;
/** Of the page's time, where there are no workers. */
const SLICE_MS = 12;
const GONE: ReadonlySet<string> = new Set(["VIEWER_WORKER", "VIEWER_CLOSED"]);

export class CodecRunner {
  readonly #options: FrameDecoderOptions;
  readonly #loadWorker: () => Promise<BuiltInWorker>;
  #pool: Promise<WorkerPool<CodecJob, CodecResult> | undefined> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Of the workers that have not been tried. */
  #urls: Promise<(string | URL)[]> | undefined;
  #blobUrl: string | undefined;

  constructor(options: FrameDecoderOptions, loadWorker: () => Promise<BuiltInWorker>) {
    this.#options = options;
    this.#loadWorker = loadWorker;
  }

  async close(): Promise<void> {
    const pool = await this.#pool?.catch(() => undefined);
    pool?.close();
    if (this.#blobUrl !== undefined) URL.revokeObjectURL(this.#blobUrl);
  }

  /** Returns the samples of a codestream. */
  async run(
    family: CodecFamily,
    bytes: Uint8Array,
    { report, ...facts }: FrameFacts,
    request: DecodeRequest,
  ): Promise<DecodedCodestream> {
    this.#pool ??= this.#openPool().catch((error: unknown) => {
      // The next frame tries again.
      this.#pool = undefined;
      this.#urls = undefined;
      throw error;
    });
    const opened = this.#pool;
    const pool = await opened;
    if (pool === undefined) return this.#runHere(family, bytes, { ...facts, report }, request);
    try {
      const { image, problems } = await pool.run({ family, bytes, facts }, { ...request, pack });
      for (const problem of problems) report?.(problem);
      return image;
    } catch (error) {
      if (isForbidden(error) && this.#pool === opened) {
        this.#pool = this.#openPool();
        pool.close();
      }
      // What was with a worker of a pool that gave way is done by the next one.
      if (this.#pool === opened || !isDicomError(error) || !GONE.has(error.code)) throw error;
      return this.run(family, bytes, { ...facts, report }, request);
    }
  }

  /** On the page frames are decoded one after the other, in slices with room for input and paints between them. */
  async #runHere(
    family: CodecFamily,
    bytes: Uint8Array,
    facts: FrameFacts,
    { signal }: DecodeRequest,
  ): Promise<DecodedCodestream> {
    const turn = this.#last.then(() => new Promise((resolve) => setTimeout(resolve)));
    const result = turn.then(async () => {
      signal.throwIfAborted();
      const decode = await ownDecoder(family);
      if (decode === undefined) throw new Error(`no decoder of ${family}`);
      return decode(bytes, { ...facts, pause: createPause(signal) });
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #openPool(): Promise<WorkerPool<CodecJob, CodecResult> | undefined> {
    const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
    const count = this.#options.maxWorkerCount ?? Math.min(MAX_WORKER_COUNT, Math.max(1, cores - 1));
    if (count < 1 || globalThis.Worker === undefined) return undefined;
    this.#urls ??= this.#workerUrls();
    const url = (await this.#urls).shift();
    if (url === undefined) return undefined;
    return new WorkerPool<CodecJob, CodecResult>(() => new Worker(url) as PoolWorker, count);
  }

  /** A file first: few policies forbid those, and what one refuses is written to the console. */
  async #workerUrls(): Promise<(string | URL)[]> {
    if (this.#options.workerUrl !== undefined) return [this.#options.workerUrl];
    const { workerUrl, workerCode } = await this.#loadWorker();
    if (workerCode !== "") {
      this.#blobUrl = URL.createObjectURL(new Blob([workerCode], { type: "text/javascript" }));
    }
    return [workerUrl, this.#blobUrl].filter((url) => url !== undefined);
  }
}

interface SharedRunner {
  runner: CodecRunner;
  userCount: number;
}

const sharedRunners = new Map<string, SharedRunner>();

/**
 * Returns the runner of all viewers of the page that have the same options: many of them have no more workers than one.
 * It ends with the last of those that took it.
 */
export function takeCodecRunner(
  options: FrameDecoderOptions,
  loadWorker: () => Promise<BuiltInWorker>,
): { runner: CodecRunner; release: () => Promise<void> } {
  const key = `${options.workerUrl ?? ""} ${options.maxWorkerCount ?? ""}`;
  const shared = sharedRunners.get(key) ?? { runner: new CodecRunner(options, loadWorker), userCount: 0 };
  sharedRunners.set(key, shared);
  shared.userCount += 1;
  return {
    runner: shared.runner,
    async release() {
      shared.userCount -= 1;
      if (shared.userCount > 0) return;
      sharedRunners.delete(key);
      await shared.runner.close();
    },
  };
}

/** Only the frame's own bytes are sent, in a buffer that can be handed over. */
function pack(job: CodecJob): Parcel<CodecJob> {
  const bytes = job.bytes.slice();
  return { job: { ...job, bytes }, transfer: [bytes.buffer] };
}

/** Gives the page its turn after each slice; what nobody waits for any more ends there. */
function createPause(signal: AbortSignal): () => Promise<unknown> | undefined {
  let end = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return new Promise((resolve) => setTimeout(resolve)).then(() => {
      signal.throwIfAborted();
      end = performance.now() + SLICE_MS;
    });
  };
}

/** The page's policy, or the lack of the file, keeps workers from running at all. */
function isForbidden(error: unknown): boolean {
  return isDicomError(error, "VIEWER_WORKER") && error.details?.isForbidden === true;
}
