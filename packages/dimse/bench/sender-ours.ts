/** Our storage SCU: sends the files of each folder over an association of its own and answers with the milliseconds. */
import { store } from "@minipacs/dimse";
import { answerParent } from "../test/support/worker.ts";
import type { SendOrder } from "./transfer.ts";
import { filesIn } from "./transfer-files.ts";

answerParent(undefined, async (message) => {
  const { port, folders } = message as SendOrder;
  const target = { host: "127.0.0.1", port, calledAeTitle: "BENCH", callingAeTitle: "BENCH_SCU" };
  const start = performance.now();
  await Promise.all(
    folders.map(async (folder) => {
      for (const { result, error } of await store(target, filesIn(folder))) {
        if (result?.status !== 0) throw error ?? new Error(`status ${result?.status}`);
      }
    }),
  );
  return performance.now() - start;
});
