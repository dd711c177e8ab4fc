/** One object of a little over 4 GiB from disk to disk, which takes three times its size in the folder for temporary files. */
import { createWriteStream, rmSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { encodeFileHead } from "@minipacs/dicom-core";
import type { BenchCase } from "../../../../tools/bench/case.ts";
import { largeObject } from "../../test/support/large-object.ts";
import { startWorker } from "../../test/support/worker.ts";
import { runCommand, startCommand } from "../command.ts";
import { hasDcmtk } from "../scp.bench.ts";
import { SENDERS } from "../transfer.ts";

export { toolVersions } from "../scp.bench.ts";

/** Of 64 MiB each: 4,160 MiB. */
const FRAGMENT_COUNT = 65;

let folder: string | undefined;

/** Returns the folder that holds the object alone, made once. */
async function objectFolder(): Promise<string> {
  if (folder !== undefined) return folder;
  const { data, bytes: _, ...identity } = largeObject(FRAGMENT_COUNT);
  const made = await createFolder();
  const file = createWriteStream(join(made, "large.dcm"));
  file.write(encodeFileHead({ ...identity, sourceAeTitle: "BENCH" }));
  await pipeline(Readable.from(data as AsyncIterable<Uint8Array>), file);
  folder = made;
  return made;
}

/** Returns a new folder on disk that goes when the process does. */
async function createFolder(): Promise<string> {
  const created = await mkdtemp(join(tmpdir(), "minipacs-bench-"));
  process.on("exit", () => rmSync(created, { recursive: true, force: true, maxRetries: 5 }));
  return created;
}

type Receive = (folder: string) => Promise<number>;
type Send = (port: number, folder: string) => Promise<number>;

const receive = {
  // As the README of the package advises.
  async ours(to) {
    const script = new URL("../receiver-ours.ts", import.meta.url);
    return Number((await startWorker(script, [to], ["--max-semi-space-size=2"])).ready);
  },
  // Without +B it has the whole object in memory.
  "storescp +B": (to) =>
    startCommand("storescp", (port) => [
      ...["--quiet", "--accept-all", "--max-pdu", "131072", "+B"],
      ...["--output-directory", to, String(port)],
    ]),
} as const satisfies Record<string, Receive>;

const send = {
  ours: (port, from) => SENDERS.ours({ port, folders: [from] }),
  async storescu(port, from) {
    const start = performance.now();
    const syntax = ["--required", "--propose-j2k-lossless"];
    await runCommand("storescu", [
      ...["--quiet", "--call", "BENCH", ...syntax, "127.0.0.1", String(port)],
      join(from, "large.dcm"),
    ]);
    return performance.now() - start;
  },
} as const satisfies Record<string, Send>;

const running = new Map<string, Promise<{ port: number; to: string }>>();

function side(sender: keyof typeof send, receiver: keyof typeof receive): () => Promise<number> {
  return async () => {
    const from = await objectFolder();
    const started =
      running.get(receiver) ?? createFolder().then(async (to) => ({ to, port: await receive[receiver](to) }));
    running.set(receiver, started);
    const { port, to } = await started;
    const ms = await send[sender](port, from);
    const [name = ""] = await readdir(to);
    const { size } = await stat(join(to, name));
    await rm(join(to, name));
    const { bytes } = largeObject(FRAGMENT_COUNT);
    if (size < bytes) throw new Error(`${size} of ${bytes} bytes arrived`);
    return ms;
  };
}

const SCU_SHORTFALL =
  "by a profile with 1 GiB our SCU takes 1.39 s of processor time, 0.77 of it in the kernel, where storescu takes 0.39 and 0.28. Of the thread that sends 44 % are calls that write to the socket, 17 % calls that hand reads to other threads.";
const SCP_SHORTFALL =
  "by profiles two thirds of the processor time of our SCP are the kernel's, which copies from the socket and to the disk's cache: about as much as all that storescp takes. On top of that comes what is Node's own: events, buffers and their collection.";
const BOTH_SHORTFALL =
  "our SCP misses by itself, as is said of it, while our SCU does not; why both together lose more than the SCP alone is not known: it has not been profiled.";

function largeCase(name: string, shortfall: string, ours: Parameters<typeof side>): BenchCase {
  return {
    name: `${name}: 4,160 MiB, disk to disk`,
    suite: "dimse-large",
    compares:
      "one encapsulated object; the start of storescu is in its time, that of our sender is not; nobody waits for the disk to have written it.",
    unit: "ms",
    rounds: 3,
    ours: side(...ours),
    peers: { "storescu to storescp +B": side("storescu", "storescp +B") },
    accepts: (ms) => Number(ms) > 0,
    target: { atLeast: { "storescu to storescp +B": 1 }, shortfall },
  };
}

async function hasRoom(): Promise<boolean> {
  const { bavail, bsize } = await statfs(tmpdir());
  const needed = 3 * largeObject(FRAGMENT_COUNT).bytes;
  const isEnough = bavail * bsize >= needed;
  if (!isEnough) process.stderr.write(`skipped: ${tmpdir()} has no room for ${needed} bytes\n`);
  return isEnough;
}

export const cases: BenchCase[] =
  hasDcmtk && (await hasRoom())
    ? [
        largeCase("SCU, to storescp +B", SCU_SHORTFALL, ["ours", "storescp +B"]),
        largeCase("SCP, from storescu", SCP_SHORTFALL, ["storescu", "ours"]),
        largeCase("both sides", BOTH_SHORTFALL, ["ours", "ours"]),
      ]
    : [];
