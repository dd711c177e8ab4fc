/** Receiving objects and saving them: the same sender for all receivers. */
import { execFileSync } from "node:child_process";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { findTool } from "../../../tools/test/foreign-tools.ts";
import { type RECEIVERS, transferSide } from "./transfer.ts";
import { FEW_SMALL, LARGE, type Load, SMALL } from "./transfer-files.ts";

type ReceiverName = keyof typeof RECEIVERS;

/** DCMTK is no package: without it there are no cases. */
export const hasDcmtk = findTool("storescp") !== undefined && findTool("storescu") !== undefined;
if (!hasDcmtk) process.stderr.write("skipped: DCMTK's storescp and storescu are missing\n");

export const toolVersions: Record<string, string> = hasDcmtk ? { DCMTK: dcmtkVersion() } : {};

function dcmtkVersion(): string {
  const text = execFileSync("storescp", ["--version"], { encoding: "latin1" });
  return /storescp v(\S+)/.exec(text)?.[1] ?? "unknown";
}

const FROM = {
  storescu: "storescu sends a folder; its start and its search of the folder are in the time of every side",
  raw: "a sender that has the messages in memory and writes each with one call, so that the receiver decides",
} as const;

interface ScpCase {
  sender: keyof typeof FROM;
  load: Load;
  associationCount: number;
  peers: readonly ReceiverName[];
  atLeast?: Record<string, number>;
  rounds: number;
}

function scpCase({ sender, load, associationCount, peers, atLeast, rounds }: ScpCase): BenchCase {
  const side = (name: ReceiverName) => transferSide(sender, name, load, associationCount);
  const beside = peers.includes("dcmjs-dimse") ? "SCP beside dcmjs-dimse" : "SCP";
  return {
    name: `${beside}, from ${sender}: ${load.label}, ${countOf(associationCount)}`,
    suite: "dimse",
    compares: `${FROM[sender]}; the receiver saves each object as a file.`,
    unit: "ms",
    rounds,
    ours: side("ours"),
    peers: Object.fromEntries(peers.map((name) => [name, side(name)])),
    accepts: (ms) => Number(ms) > 0,
    ...(atLeast ? { target: { atLeast, shortfall: shortfallOf({ load, associationCount, peers }) } } : {}),
  };
}

export function countOf(associationCount: number): string {
  return associationCount === 1 ? "1 association" : `${associationCount} associations`;
}

/** The bare loop is what the kernel and Node take whatever we do. */
function shortfallOf({
  load,
  associationCount,
  peers,
}: Pick<ScpCase, "load" | "associationCount" | "peers">) {
  if (load !== LARGE) return SENDER;
  if (associationCount > 1) return ONE_THREAD;
  return peers.includes("bare loop") ? AS_THE_LOOP : BESIDE_DCMJS;
}

const SENDER =
  "storescu's own time is in all figures: even the bare loop saves no more than a fifth of ours. From the raw sender, which takes next to none, ours is faster beside storescp than the target asks.";
const ONE_THREAD =
  "the bare loop misses this target, too: it is one thread, as ours is, and storescp has a process for each association (decision 17).";
const AS_THE_LOOP =
  "on an AMD EPYC the bare loop takes as long as ours: storescp is as fast there as Node's sockets and files are. On an Intel Xeon the target was reached, with 1.21 times.";
const BESIDE_DCMJS =
  "storescu's own time is in all figures, and from it the bare loop of the case above is no faster than ours on an AMD EPYC. On an Intel Xeon the target was reached, with 8.46 times.";

/** At most 0.9 and 0.65 of the time of storescp. */
const STORESCP_RATIO = new Map([
  [LARGE, 1 / 0.9],
  [SMALL, 1 / 0.65],
]);
const loads = [LARGE, SMALL].flatMap((load) =>
  [1, 4].map((associationCount) => ({ load, associationCount })),
);
const peers: readonly ReceiverName[] = ["storescp", "storescp +B", "bare loop"];

const all: ScpCase[] = [
  ...loads.map((one) => ({
    ...one,
    sender: "storescu" as const,
    peers,
    atLeast: { storescp: Number(STORESCP_RATIO.get(one.load)?.toFixed(2)) },
    rounds: 7,
  })),
  ...loads.map((one) => ({ ...one, sender: "raw" as const, peers, rounds: 7 })),
  ...[LARGE, FEW_SMALL].map((load) => ({
    load,
    associationCount: 1,
    sender: "storescu" as const,
    peers: ["dcmjs-dimse"] as const,
    atLeast: { "dcmjs-dimse": 8 },
    rounds: 3,
  })),
];

export const cases: BenchCase[] = hasDcmtk ? all.map(scpCase) : [];
