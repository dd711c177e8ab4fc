/** Sending files from disk: the same receiver for all senders. */
import type { BenchCase } from "../../../tools/bench/case.ts";
import { countOf, hasDcmtk } from "./scp.bench.ts";
import { type SENDERS, transferSide } from "./transfer.ts";
import { FEW_SMALL, LARGE, type Load, SMALL } from "./transfer-files.ts";

type SenderName = keyof typeof SENDERS;

const FIRST_TRANSFER =
  "each sample is the first transfer of a new process, whose code is yet to be compiled: of 400 × 512 KiB to storescp five in one process took 927, 683, 439, 416 and 357 ms, while the machine did other work.";
const ONE_THREAD =
  "four associations share one thread, where there are four storescu: by a profile of 2,000 × 16 KiB it is busy 96 % of the time. Its code is yet to be compiled, too: of 400 × 512 KiB four transfers in one process took 1273, 1123, 1100 and 844 ms, while the machine did other work.";

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
    ...(isBesideDcmjs
      ? {}
      : {
          target: {
            atLeast: { storescu: 1 },
            shortfall: associationCount === 1 ? FIRST_TRANSFER : ONE_THREAD,
          },
        }),
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
