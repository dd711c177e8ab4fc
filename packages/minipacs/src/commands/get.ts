/** `minipacs get HOST:PORT -k KEY=VALUE`: retrieves objects to a folder over the same association. PS3.4 C.4.3. */
import { get } from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { formatSize } from "../format-size.ts";
import { interruptible } from "./interrupt.ts";
import { Progress } from "./progress.ts";
import { ReceivedFiles } from "./received-files.ts";
import { recorded } from "./recording.ts";
import {
  createIdentifier,
  NOTHING_SENT,
  objects,
  Retrieval,
  type RetrieveCommandOptions,
} from "./retrieve.ts";
import { readTarget } from "./tls-files.ts";

export async function runGet(address: string, options: RetrieveCommandOptions): Promise<void> {
  const { model, out = ".", json = false } = options;
  const identifier = createIdentifier(options);
  const target = await readTarget(address, options);
  const aside = (write: () => void) => progress.aside(write);
  const files = new ReceivedFiles(out, { json, aside });
  await files.open();
  const retrieval = new Retrieval(target, { service: "C-GET" });
  const progress = new Progress({
    // Objects are counted as they come: a provider need not tell how far it is.
    state: () => ({ ...retrieval.state, doneCount: files.writtenCount + files.failedCount }),
    direction: "received",
    isWanted: json ? false : undefined,
  });
  const store = files.store.bind(files);
  try {
    await retrieval.explained(() =>
      recorded(options, () =>
        interruptible(
          (signal) => retrieval.follow(get(target, model, identifier, { store, signal })),
          () => `${objects(files.writtenCount)} received until then`,
          aside,
        ),
      ),
    );
  } finally {
    progress.stop();
  }
  if (json) retrieval.printResult({ received: files.writtenCount, bytes: files.bytes });
  else if (files.writtenCount > 0) {
    const size = formatSize(files.bytes);
    const where = out === "." ? "the current folder" : out;
    process.stdout.write(
      `${escapeControls(`${objects(files.writtenCount)} received into ${where} (${size}).`)}\n`,
    );
  } else if (retrieval.isComplete && files.failedCount === 0) {
    process.stdout.write(NOTHING_SENT);
  }
  retrieval.assertComplete();
  files.assertWritten();
}
