/** dcmjs-dimse as storage SCU, in the way of its documentation; answers as `sender-ours.ts` does. */
import { loadPeer } from "../../../tools/bench/peers.ts";
import { answerParent } from "../test/support/worker.ts";
import type { SendOrder } from "./transfer.ts";
import { filesIn } from "./transfer-files.ts";

const { Client, log, requests, constants } = loadPeer("dcmjs-dimse");
log.setLevel("silent");
loadPeer("dcmjs").log.getLogger("validation.dcmjs").setLevel("silent");

// biome-ignore lint/suspicious/noExplicitAny: the peer is loaded without its types
type Loose = any;

function send(port: number, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    for (const path of filesIn(folder)) {
      const request = new requests.CStoreRequest(path);
      request.on("response", (response: Loose) => {
        if (response.getStatus() !== constants.Status.Success) reject(new Error("no success"));
      });
      client.addRequest(request);
    }
    client.on("networkError", reject);
    client.on("closed", () => resolve());
    client.send("127.0.0.1", port, "BENCH_SCU", "BENCH");
  });
}

answerParent(undefined, async (message) => {
  const { port, folders } = message as SendOrder;
  const start = performance.now();
  await Promise.all(folders.map((folder) => send(port, folder)));
  return performance.now() - start;
});
