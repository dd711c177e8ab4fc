/** Sending files from disk: the same receiver for all senders. */
import type { BenchCase } from "../../../tools/bench/case.ts";
import { countOf, hasDcmtk } from "./scp.bench.ts";
import { type SENDERS, transferSide } from "./transfer.ts";
import { FEW_SMALL, LARGE, type Load, SMALL } from "./transfer-files.ts";

type SenderName = keyof typeof SENDERS;

const READING =
  "each file of more than 64 KiB goes through Node's thread pool on its way to the socket; four associations share one thread, where there are four storescu.";

interface ScuCase {
  receiver: "ours" | "storescp --ignore";
  load: Load;
  associationCount: number;
}

function scuCase({ receiver, load, associationCount }: ScuCase, isBesideDcmjs: boolean): BenchCase {
  const side = (name: SenderName) => transferSide(name, receiver, load, associationCount);
  return {
    name: `SCU${isBesideDcmjs ? " beside dcmjs-dimse" : ""}, to ${receiver}: ${load.label}, ${countOf(associationCount)}`,
    suite: "dimse",
    compares:
      "a new process finds out what the files of a folder are, opens an association and sends them; the start of the process is not in the time, of storescu neither what sending one object takes.",
    unit: "ms",
    rounds: isBesideDcmjs ? 3 : 7,
    ours: side("ours"),
    peers: isBesideDcmjs
      ? { "dcmjs-dimse": side("dcmjs-dimse") }
      : { storescu: side("storescu without its start") },
    accepts: (ms) => Number(ms) > 0,
    ...(isBesideDcmjs ? {} : { target: { atLeast: { storescu: 1 }, shortfall: READING } }),
  };
}

const all = (["storescp --ignore", "ours"] as const).flatMap((receiver) =>
  [LARGE, SMALL].flatMap((load) => [1, 4].map((associationCount) => ({ receiver, load, associationCount }))),
);

export const cases: BenchCase[] = hasDcmtk
  ? [
      ...all.map((one) => scuCase(one, false)),
      ...[LARGE, FEW_SMALL].map((load) => scuCase({ receiver: "ours", load, associationCount: 1 }, true)),
    ]
  : [];
