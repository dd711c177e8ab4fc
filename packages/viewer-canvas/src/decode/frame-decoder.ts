/** Decodes frames on workers where the page allows them, else on the page itself, one at a time. */
import {
  type CodecFamily,
  type DecodedCodestream,
  type DecodedFrame,
  type DecoderFor,
  type DicomFile,
  decodeFrame,
  isDicomError,
  ownDecoder,
} from "@minipacs/dicom-core/frames";
import type { CodecJob, CodecResult } from "./codec-job.ts";
import type { DecodeRequest } from "./frame-provider.ts";
import { type PoolWorker, WorkerPool } from "./worker-pool.ts";

export interface FrameDecoderOptions {
  /** Of `decode-worker.js`, for pages whose policy forbids workers from blobs. */
  workerUrl?: string | URL | undefined;
  /** Default: one less than the machine has cores, at least 1, at most 4. 0 decodes on the page. */
  maxWorkerCount?: number | undefined;
}

const MAX_WORKER_COUNT = 4;

/** The code of the worker, for a blob; empty where it was not built in. */
type WorkerCode = () => Promise<string>;

export class FrameDecoder {
  readonly #options: FrameDecoderOptions;
  readonly #workerCode: WorkerCode;
  #pool: Promise<WorkerPool<CodecJob, CodecResult> | undefined> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #blobUrl: string | undefined;

  constructor(options: FrameDecoderOptions, workerCode: WorkerCode) {
    this.#options = options;
    this.#workerCode = workerCode;
  }

  /** Returns a frame; the codestream is decoded on a worker. */
  decode(file: DicomFile, frameIndex: number, request: DecodeRequest): Promise<DecodedFrame> {
    const decoderFor: DecoderFor = (family) => (bytes, facts) =>
      this.#runCodec(family, bytes, facts, request);
    return decodeFrame(file, frameIndex, { decoderFor });
  }

  async close(): Promise<void> {
    const pool = await this.#pool;
    pool?.close();
    if (this.#blobUrl !== undefined) URL.revokeObjectURL(this.#blobUrl);
  }

  async #runCodec(
    family: CodecFamily,
    bytes: Uint8Array,
    { report, ...facts }: Parameters<Awaited<ReturnType<DecoderFor>> & object>[1],
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
    facts: Parameters<Awaited<ReturnType<DecoderFor>> & object>[1],
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
