/** Runs codecs on workers where the page allows them, else on the page itself, one at a time. */

import {
  type CodecFamily,
  type DecodedCodestream,
  type FrameFacts,
  ownDecoder,
} from "@minipacs/dicom-core/codecs";
import { isDicomError } from "@minipacs/dicom-core/frames";
import type { CodecJob, CodecResult } from "./codec-job.ts";
import type { FrameDecoderOptions, WorkerCode } from "./frame-decoder.ts";
import type { DecodeRequest } from "./frame-provider.ts";
import { type PoolWorker, WorkerPool } from "./worker-pool.ts";

const MAX_WORKER_COUNT = 4;

export class CodecRunner {
  readonly #options: FrameDecoderOptions;
  readonly #workerCode: WorkerCode;
  #pool: Promise<WorkerPool<CodecJob, CodecResult> | undefined> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #blobUrl: string | undefined;

  constructor(options: FrameDecoderOptions, workerCode: WorkerCode) {
    this.#options = options;
    this.#workerCode = workerCode;
  }

  async close(): Promise<void> {
    const pool = await this.#pool;
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
    this.#pool ??= this.#openPool();
    const pool = await this.#pool;
    if (pool === undefined) return this.#runHere(family, bytes, { ...facts, report }, request);
    // Only the frame's own bytes are sent, in a buffer that can be handed over.
    const copy = bytes.slice();
    try {
      const { signal, isAhead } = request;
      const job = { family, bytes: copy, facts };
      const { image, problems } = await pool.run(job, { signal, isAhead, transfer: [copy.buffer] });
      for (const problem of problems) report?.(problem);
      return image;
    } catch (error) {
      if (!isForbidden(error)) throw error;
      pool.close();
      this.#pool = Promise.resolve(undefined);
      return this.#runHere(family, bytes, { ...facts, report }, request);
    }
  }

  /** On the page frames are decoded one after the other, with room for input and paints between them. */
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
      return decode(bytes, facts);
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #openPool(): Promise<WorkerPool<CodecJob, CodecResult> | undefined> {
    const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
    const count = this.#options.maxWorkerCount ?? Math.min(MAX_WORKER_COUNT, Math.max(1, cores - 1));
    if (count < 1 || globalThis.Worker === undefined) return undefined;
    const url = this.#options.workerUrl ?? (await this.#blob());
    if (url === undefined) return undefined;
    return new WorkerPool<CodecJob, CodecResult>(() => new Worker(url) as PoolWorker, count);
  }

  async #blob(): Promise<string | undefined> {
    const code = await this.#workerCode();
    if (code === "") return undefined;
    this.#blobUrl = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    return this.#blobUrl;
  }
}

/** The page's policy, or the lack of the file, keeps workers from running at all. */
function isForbidden(error: unknown): boolean {
  return isDicomError(error, "VIEWER_WORKER") && error.details?.isForbidden === true;
}
