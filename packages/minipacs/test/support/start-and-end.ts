/** A program that starts a server and closes it; its end is left to Node: nothing may be open. Prints the time it took. */
import { createPacs } from "../../src/index.ts";

const startedMs = performance.now();
const pacs = await createPacs({ port: 0, httpPort: false, ephemeral: true });
const startMs = performance.now() - startedMs;
await pacs.close();
process.stdout.write(JSON.stringify({ startMs, port: pacs.dicomPort }));
