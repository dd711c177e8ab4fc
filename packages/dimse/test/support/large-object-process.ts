/**
 * A process that receives to disk or sends, and tells how much memory it took at most; arguments: the folder to receive
 * to. Messages: `memory`, or what is to be sent.
 */
import { join } from "node:path";
import { serve } from "../../src/scp/serve.ts";
import { connect } from "../../src/scu/connect.ts";
import { largeObject } from "./large-object.ts";
import { answerParent } from "./worker.ts";

export interface SendLargeObject {
  port: number;
  /** Made on the way where there is none. */
  path?: string;
  fragmentCount: number;
}

/** Bytes. */
export interface MemoryUse {
  now: number;
  most: number;
}

const [folder = ""] = process.argv.slice(2);
let receivedCount = 0;
const server = await serve({
  aeTitle: "LARGE",
  port: 0,
  host: "127.0.0.1",
  handlers: {
    async store(request) {
      receivedCount += 1;
      await request.save(join(folder, `${receivedCount}.dcm`));
    },
  },
});

async function send({ port, path, fragmentCount }: SendLargeObject): Promise<number> {
  const object = largeObject(fragmentCount);
  const association = await connect({
    host: "127.0.0.1",
    port,
    calledAeTitle: "LARGE",
    contexts: [{ abstractSyntax: object.sopClassUid, transferSyntaxes: [object.transferSyntaxUid] }],
  });
  const { status } = await association.store(path ?? object);
  await association.release();
  return status;
}

answerParent(server.port, (message): MemoryUse | Promise<number> => {
  if (typeof message === "object") return send(message as SendLargeObject);
  // maxRSS is in KiB.
  return { now: process.memoryUsage.rss(), most: process.resourceUsage().maxRSS * 1024 };
});
