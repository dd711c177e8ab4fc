/** Runs jobs on a few workers: newest first, what is looked at before what is fetched ahead; none hangs another. */
import { DicomError } from "@minipacs/dicom-core/frames";

/** The part of a Worker that the pool uses. */
export type PoolWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

/** What a worker is sent. */
export interface JobMessage<J> {
  id: number;
  job: J;
}

/** What a worker answers with. */
export type ResultMessage<R> =
  | { id: number; result: R }
  | { id: number; error: { code: string; message: string } };

/** A job as a worker gets it, with what of it is handed over instead of copied. */
export interface Parcel<J> {
  job: J;
  transfer: Transferable[];
}

export interface RunOptions<J> {
  signal?: AbortSignal | undefined;
  /** Waits behind all that somebody looks at. */
  isAhead?: boolean | undefined;
  /** Packs the job when it begins: what waits holds no memory of its own. */
  pack?: ((job: J) => Parcel<J>) | undefined;
}

interface Task<J, R> {
  id: number;
  job: J;
  isAhead: boolean;
  pack: (job: J) => Parcel<J>;
  signal: AbortSignal | undefined;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

interface Seat<J, R> {
  worker: PoolWorker;
  task: Task<J, R> | undefined;
  /** A worker that has never answered may have been forbidden by the page's policy. */
  hasAnswered: boolean;
}

export class WorkerPool<J, R> {
  readonly #createWorker: () => PoolWorker;
  readonly #maxWorkerCount: number;
  readonly #seats: Seat<J, R>[] = [];
  readonly #waiting: Task<J, R>[] = [];
  #nextId = 1;
  #isClosed = false;

  /** `createWorker` is called when there is work for one more, up to `maxWorkerCount` times; workers are kept. */
  constructor(createWorker: () => PoolWorker, maxWorkerCount: number) {
    this.#createWorker = createWorker;
    this.#maxWorkerCount = maxWorkerCount;
  }

  /**
   * Runs a job; an aborted one that has not begun is never begun, one that has is finished.
   *
   * @throws DicomError VIEWER_WORKER when the worker failed, or cannot be started at all; or the job's own error
   */
  run(job: J, { signal, isAhead = false, pack = unpacked }: RunOptions<J> = {}): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (signal?.aborted || this.#isClosed) {
        reject(signal?.reason ?? closed());
        return;
      }
      const task: Task<J, R> = { id: this.#nextId, job, isAhead, pack, signal, resolve, reject };
      this.#nextId += 1;
      this.#waiting.push(task);
      signal?.addEventListener("abort", () => this.#forget(task), { once: true });
      this.#assign();
    });
  }

  /** Ends the workers; what is not done is rejected. */
  close(): void {
    this.#isClosed = true;
    for (const { worker, task } of this.#seats.splice(0)) {
      worker.terminate();
      task?.reject(closed());
    }
    for (const task of this.#waiting.splice(0)) task.reject(closed());
  }

  #assign(): void {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const seat = this.#seats.find(({ task }) => task === undefined) ?? this.#openSeat();
      if (seat === undefined) return;
      const task = this.#takeNext();
      seat.task = task;
      try {
        const { job, transfer } = task.pack(task.job);
        seat.worker.postMessage({ id: task.id, job } satisfies JobMessage<J>, transfer);
      } catch (error) {
        seat.task = undefined;
        task.reject(error);
      }
    }
  }

  #openSeat(): Seat<J, R> | undefined {
    if (this.#seats.length >= this.#maxWorkerCount) return undefined;
    try {
      const seat: Seat<J, R> = { worker: this.#createWorker(), task: undefined, hasAnswered: false };
      seat.worker.addEventListener("message", (event) =>
        this.#take(seat, (event as MessageEvent<ResultMessage<R>>).data),
      );
      seat.worker.addEventListener("error", (event) => this.#lose(seat, event));
      this.#seats.push(seat);
      return seat;
    } catch (cause) {
      for (const task of this.#waiting.splice(0)) task.reject(failed(cause, true));
      return undefined;
    }
  }

  /** The newest of those that are looked at, else of those ahead the one that was asked for first. */
  #takeNext(): Task<J, R> {
    const newest = this.#waiting.findLastIndex(({ isAhead }) => !isAhead);
    return this.#waiting.splice(Math.max(0, newest), 1)[0]!;
  }

  #take(seat: Seat<J, R>, message: ResultMessage<R>): void {
    const { task } = seat;
    seat.hasAnswered = true;
    if (task?.id !== message.id) return;
    seat.task = undefined;
    if ("result" in message) task.resolve(message.result);
    else task.reject(new DicomError(message.error.code, message.error.message));
    this.#assign();
  }

  /** A worker that broke is replaced when there is more to do; its job is told, and is not tried again. */
  #lose(seat: Seat<J, R>, event: Event): void {
    event.preventDefault?.();
    this.#seats.splice(this.#seats.indexOf(seat), 1);
    seat.worker.terminate();
    const isForbidden = !seat.hasAnswered;
    seat.task?.reject(failed((event as ErrorEvent).message, isForbidden));
    if (isForbidden) for (const task of this.#waiting.splice(0)) task.reject(failed(undefined, true));
    this.#assign();
  }

  #forget(task: Task<J, R>): void {
    const at = this.#waiting.indexOf(task);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    task.reject(task.signal?.reason);
  }
}

function unpacked<J>(job: J): Parcel<J> {
  return { job, transfer: [] };
}

function failed(cause: unknown, isForbidden: boolean): DicomError {
  return new DicomError("VIEWER_WORKER", "the worker that decodes frames failed", {
    cause,
    details: { isForbidden },
  });
}

function closed(): DicomError {
  return new DicomError("VIEWER_CLOSED", "the viewer was closed");
}
