/** One transfer of a load from a sender to a receiver, each a process of its own, and how long it took. */
import { startWorker, type Worker } from "../test/support/worker.ts";
import { runCommand, startCommand } from "./command.ts";
import { createFolder, foldersOf, type Load, renewUids, SMALL, takeReceived } from "./transfer-files.ts";

/** What a sender is asked: one association a folder, all at the same time. */
export interface SendOrder {
  port: number;
  folders: readonly string[];
}

/** Returns milliseconds. */
export type Sender = (order: SendOrder) => Promise<number>;

export interface Receiver {
  port: number;
  /** Takes away what it has received. @throws Error where not all of the load is there */
  take(load: Load): void | Promise<void>;
}

/** Starts a receiver; how many associations it will get at the same time matters to some. */
export type StartReceiver = (associationCount: number) => Promise<Receiver>;

export const RECEIVERS = {
  // As the README of the package advises.
  ours: () => startScript("receiver-ours.ts", ["--max-semi-space-size=2"]),
  "dcmjs-dimse": () => startScript("receiver-dcmjs-dimse.ts"),
  "bare loop": () => startScript("receiver-bare.ts"),
  storescp: (associationCount) => startStorescp(associationCount, []),
  "storescp +B": (associationCount) => startStorescp(associationCount, ["+B"]),
  "storescp --ignore": async (associationCount) => ({
    ...(await startStorescp(associationCount, ["--ignore"])),
    take() {},
  }),
} as const satisfies Record<string, StartReceiver>;

export const SENDERS = {
  ours: sendInNewProcess("sender-ours.ts"),
  "dcmjs-dimse": sendInNewProcess("sender-dcmjs-dimse.ts"),
  storescu: sendByStorescu,
  "storescu without its start": sendByStorescuWithoutStart,
  raw: sendInOneProcess("sender-raw.ts"),
} as const satisfies Record<string, Sender>;

function scriptUrl(script: string): URL {
  return new URL(script, import.meta.url);
}

async function startScript(script: string, nodeOptions: readonly string[] = []): Promise<Receiver> {
  const folder = createFolder("received");
  const { ready } = await startWorker(scriptUrl(script), [folder], nodeOptions);
  return { port: Number(ready), take: (load) => takeReceived(folder, load) };
}

async function startStorescp(associationCount: number, options: readonly string[]): Promise<Receiver> {
  const folder = createFolder("received");
  const port = await startCommand("storescp", (free) => [
    "--quiet",
    // The most it takes, as ours does.
    ...["--max-pdu", "131072"],
    ...["--output-directory", folder],
    ...(associationCount > 1 ? ["--fork"] : []),
    ...options,
    String(free),
  ]);
  return { port, take: (load) => takeReceived(folder, load) };
}

/** Its start and the loading of modules are not in the time. */
function sendInNewProcess(script: string): Sender {
  return async (order) => {
    const worker = await startWorker(scriptUrl(script), []);
    try {
      return Number(await worker.ask(order));
    } finally {
      worker.end();
    }
  };
}

function sendInOneProcess(script: string): Sender {
  let worker: Promise<Worker> | undefined;
  return async (order) => {
    worker ??= startWorker(scriptUrl(script), []);
    return Number(await (await worker).ask(order));
  };
}

/** From the start of the processes to the end of the last. */
async function sendByStorescu({ port, folders }: SendOrder): Promise<number> {
  const start = performance.now();
  await Promise.all(
    folders.map((folder) =>
      runCommand("storescu", ["--quiet", "--call", "BENCH", "+sd", "127.0.0.1", String(port), folder]),
    ),
  );
  return performance.now() - start;
}

/** The same less the time of as many processes that send one object each. */
async function sendByStorescuWithoutStart(order: SendOrder): Promise<number> {
  const { port, folders } = order;
  const single: Load = { label: "1 × 16 KiB", count: folders.length, dataSetBytes: SMALL.dataSetBytes };
  const startMs = await sendByStorescu({ port, folders: foldersOf(single, folders.length) });
  return (await sendByStorescu(order)) - startMs;
}

const running = new Map<string, Promise<Receiver>>();

/** Returns a side that transfers the load each time it is called; a receiver is started once and stays. */
export function transferSide(
  sender: keyof typeof SENDERS,
  receiver: keyof typeof RECEIVERS,
  load: Load,
  associationCount: number,
): () => Promise<number> {
  return transferTo({ name: receiver, start: RECEIVERS[receiver] }, sender, load, associationCount);
}

/** The same for any receiver. */
export function transferTo(
  { name, start }: { name: string; start: StartReceiver },
  sender: keyof typeof SENDERS,
  load: Load,
  associationCount: number,
): () => Promise<number> {
  return async () => {
    const key = `${name} ${associationCount}`;
    const started = running.get(key) ?? start(associationCount);
    running.set(key, started);
    const { port, take } = await started;
    const folders = foldersOf(load, associationCount);
    renewUids(folders);
    const ms = await SENDERS[sender]({ port, folders });
    await take(load);
    return ms;
  };
}
