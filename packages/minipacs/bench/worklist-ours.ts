/** Our server with so many worklist entries; argument: the number of entries. */
import { createPacs } from "minipacs";
import { answerParent } from "../../dimse/test/support/worker.ts";
import { createWorklistEntry } from "./worklist-entry.ts";

const [count = "0"] = process.argv.slice(2);
const pacs = await createPacs({
  port: 0,
  host: "127.0.0.1",
  httpPort: false,
  ephemeral: true,
  samples: false,
});
pacs.worklist.add(Array.from({ length: Number(count) }, (_, i) => ({ dataset: createWorklistEntry(i) })));
answerParent(pacs.dicomPort, () => undefined);
