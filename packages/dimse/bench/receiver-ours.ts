/** Our storage SCP; argument: the folder. */
import { join } from "node:path";
import { serve } from "@minipacs/dimse";
import { answerParent } from "../test/support/worker.ts";

const [folder = ""] = process.argv.slice(2);
const server = await serve({
  aeTitle: "BENCH",
  port: 0,
  host: "127.0.0.1",
  handlers: {
    async store(request) {
      await request.save(join(folder, `${request.sopInstanceUid}.dcm`));
    },
  },
});
answerParent(server.port, () => undefined);
