/** Objects that come in: our whole server beside receivers that only save, and beside Orthanc, which indexes too. */
import { execFileSync } from "node:child_process";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { findTool } from "../../../tools/test/foreign-tools.ts";
import { countOf, toolVersions as dcmtkVersions, hasDcmtk } from "../../dimse/bench/scp.bench.ts";
import { RECEIVERS, type StartReceiver, transferTo } from "../../dimse/bench/transfer.ts";
import { FEW_SMALL, LARGE, type Load, SMALL } from "../../dimse/bench/transfer-files.ts";
import { ORTHANC_TOOL } from "../../dimse/test/support/orthanc.ts";
import { startOrthanc, startOurs } from "./servers.ts";

const hasOrthanc = findTool(ORTHANC_TOOL) !== undefined;
if (!hasOrthanc) process.stderr.write("skipped: Orthanc is missing\n");

export const toolVersions: Record<string, string> = {
  ...dcmtkVersions,
  ...(hasOrthanc ? { Orthanc: orthancVersion() } : {}),
};

function orthancVersion(): string {
  const text = execFileSync(ORTHANC_TOOL, ["--version"], { encoding: "latin1" });
  return /Orthanc (\d\S*)/.exec(text)?.[1] ?? "unknown";
}

const SERVERS = {
  minipacs: startOurs,
  storescp: RECEIVERS.storescp,
  Orthanc: startOrthanc,
  "dcmjs-dimse": RECEIVERS["dcmjs-dimse"],
} as const satisfies Record<string, StartReceiver>;

type ServerName = keyof typeof SERVERS;
type SenderName = "storescu" | "raw";

const COMPARES = {
  storescu:
    "storescu sends a folder of objects that are new to the receiver; its start and its search of the folder are in the time of every side",
  raw: "a sender that has the messages in memory and writes each with one call, so that the receiver decides",
} as const satisfies Record<SenderName, string>;

const SHORTFALL = {
  storescu:
    "ours parses and indexes in the thread that receives, where storescp only saves; of Orthanc's time a part is storescu's own, which no receiver can take away: from the raw sender ours is nearer to its target. Reading into slabs gained what is in the figure, a second thread that listens closed files that were not its own (decision 17).",
  raw: "the sender takes next to no time here: what is left is our one thread, which parses, writes and indexes each object before it answers, where storescp only saves and Orthanc has threads for its associations.",
} as const satisfies Record<SenderName, string>;
const BESIDE_DCMJS =
  "what comes on top of receiving alone (SCP beside dcmjs-dimse, in the section of dimse) is our server's own work, the index above all, which dcmjs-dimse does not have.";

interface StoreCase {
  sender: SenderName;
  load: Load;
  associationCount: number;
  atLeast: Partial<Record<ServerName, number>>;
  rounds: number;
}

function storeCase({ sender, load, associationCount, atLeast, rounds }: StoreCase): BenchCase {
  const side = (name: ServerName) =>
    transferTo({ name, start: SERVERS[name] }, sender, load, associationCount);
  const peers = Object.keys(atLeast) as ServerName[];
  const isBesideDcmjs = peers.includes("dcmjs-dimse");
  const beside = isBesideDcmjs ? " beside dcmjs-dimse" : "";
  return {
    name: `store${beside}, from ${sender}: ${load.label}, ${countOf(associationCount)}`,
    suite: "server",
    compares: `${COMPARES[sender]}; ours and Orthanc keep the objects and index them, storescp and dcmjs-dimse only save them.`,
    unit: "ms",
    rounds,
    ours: side("minipacs"),
    peers: Object.fromEntries(peers.map((name) => [name, side(name)])),
    accepts: (ms) => Number(ms) > 0,
    target: {
      atLeast: atLeast as Record<string, number>,
      shortfall: isBesideDcmjs ? BESIDE_DCMJS : SHORTFALL[sender],
    },
  };
}

const loads = [LARGE, SMALL].flatMap((load) =>
  [1, 4].map((associationCount) => ({ load, associationCount })),
);
const peers = { storescp: 1, ...(hasOrthanc ? { Orthanc: 5 } : {}) };

const all: StoreCase[] = [
  ...(["storescu", "raw"] as const).flatMap((sender) =>
    loads.map((one) => ({ ...one, sender, atLeast: peers, rounds: 7 })),
  ),
  ...[LARGE, FEW_SMALL].map((load) => ({
    ...{ load, associationCount: 1, rounds: 3 },
    sender: "storescu" as const,
    atLeast: { "dcmjs-dimse": 8 },
  })),
];

export const cases: BenchCase[] = hasDcmtk ? all.map(storeCase) : [];
