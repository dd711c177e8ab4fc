/** The order of jobs, and what happens to them when workers fail: with workers of our own making. */
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type JobMessage, WorkerPool } from "../../src/decode/worker-pool.ts";

const test = testSuite("viewer/worker-pool");

/** Answers when told to. */
class FakeWorker extends EventTarget {
  readonly received: JobMessage<string>[] = [];
  isTerminated = false;
  postMessage(message: JobMessage<string>): void {
    this.received.push(message);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  answer(): void {
    const { id, job } = this.received.at(-1)!;
    this.dispatchEvent(new MessageEvent("message", { data: { id, result: job.toUpperCase() } }));
  }
  answerError(): void {
    const { id } = this.received.at(-1)!;
    const data = { id, error: { code: "PIXEL_TOO_SHORT", message: "too short" } };
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
  break(): void {
    this.dispatchEvent(new Event("error"));
  }
  get jobs(): string[] {
    return this.received.map(({ job }) => job);
  }
}

function pool(maxWorkerCount = 1) {
  const workers: FakeWorker[] = [];
  const made = new WorkerPool<string, string>(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  }, maxWorkerCount);
  return { made, workers };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no error";
  } catch (error) {
    return isDicomError(error) ? error.code : String(error);
  }
}

test("the newest is done first, what is fetched ahead last and in its order", async () => {
  const { made, workers } = pool();
  const first = made.run("running");
  void made.run("ahead 1", { isAhead: true });
  void made.run("ahead 2", { isAhead: true });
  void made.run("old");
  void made.run("new");
  workers[0]!.answer();
  assert.is(await first, "RUNNING");
  for (let i = 0; i < 4; i += 1) workers[0]!.answer();
  assert.equal(workers[0]!.jobs, ["running", "new", "old", "ahead 1", "ahead 2"]);
});

test("workers are made as there is work, up to the limit, and kept", async () => {
  const { made, workers } = pool(2);
  const a = made.run("a");
  assert.is(workers.length, 1);
  void made.run("b");
  void made.run("c");
  assert.is(workers.length, 2);
  workers[0]!.answer();
  await a;
  workers[1]!.answer();
  void made.run("d");
  assert.is(workers.length, 2);
});

test("an aborted job that waits is never begun; one that runs is finished, since its result can be kept", async () => {
  const { made, workers } = pool();
  const running = new AbortController();
  const waiting = new AbortController();
  const first = made.run("first", { signal: running.signal });
  const second = made.run("second", { signal: waiting.signal });
  waiting.abort(new Error("scrolled on"));
  assert.is(await codeOf(second), "Error: scrolled on");
  running.abort(new Error("scrolled on"));
  const third = made.run("third");
  workers[0]!.answer();
  assert.is(await first, "FIRST");
  workers[0]!.answer();
  assert.is(await third, "THIRD");
  assert.equal(workers[0]!.jobs, ["first", "third"]);
});

test("errors come back with their code, and the pool goes on", async () => {
  const { made, workers } = pool();
  const bad = made.run("bad");
  const good = made.run("good");
  workers[0]!.answerError();
  assert.is(await codeOf(bad), "PIXEL_TOO_SHORT");
  workers[0]!.answer();
  assert.is(await good, "GOOD");
});

test("a worker that breaks fails its job only, and is replaced", async () => {
  const { made, workers } = pool();
  const fine = made.run("fine");
  workers[0]!.answer();
  await fine;
  const lost = made.run("lost");
  const next = made.run("next");
  workers[0]!.break();
  assert.is(await codeOf(lost), "VIEWER_WORKER");
  assert.ok(workers[0]!.isTerminated);
  workers[1]!.answer();
  assert.is(await next, "NEXT");
});

test("workers that cannot be made, or never answer, fail all that waits and say so", async () => {
  const { made, workers } = pool();
  const jobs = [made.run("a"), made.run("b")];
  workers[0]!.break();
  for (const job of jobs) {
    const error = await job.catch((reason: unknown) => reason);
    assert.ok(isDicomError(error) && error.details?.isForbidden === true);
  }
  const forbidden = new WorkerPool<string, string>(() => {
    throw new Error("blocked by the page's policy");
  }, 2);
  assert.is(await codeOf(forbidden.run("a")), "VIEWER_WORKER");
});

test("a closed pool ends its workers and rejects what is open", async () => {
  const { made, workers } = pool();
  const jobs = [made.run("a"), made.run("b")];
  made.close();
  for (const job of jobs) assert.is(await codeOf(job), "VIEWER_CLOSED");
  assert.ok(workers[0]!.isTerminated);
  assert.is(await codeOf(made.run("c")), "VIEWER_CLOSED");
});

test("a job is packed when it begins, not while it waits", async () => {
  const { made, workers } = pool();
  const packed: string[] = [];
  const pack = (job: string) => {
    packed.push(job);
    return { job: `${job}!`, transfer: [] };
  };
  const first = made.run("a", { pack });
  const second = made.run("b", { pack });
  assert.equal(packed, ["a"]);
  workers[0]!.answer();
  assert.is(await first, "A!");
  assert.equal(packed, ["a", "b"]);
  workers[0]!.answer();
  assert.is(await second, "B!");
});
