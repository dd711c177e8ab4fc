/** `minipacs move HOST:PORT -k KEY=VALUE --dest AET`: has objects sent to another node, or to us. PS3.4 C.4.2. */
import { isDicomError } from "@minipacs/dicom-core";
import { type DimseServer, isValidAeTitle, move, serve } from "@minipacs/dimse";
import { parsePort } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
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

export interface MoveCommandOptions extends RetrieveCommandOptions {
  /** AE title of who is to get the objects. */
  dest?: string;
  /** Port to receive the objects at, ourselves. */
  listen?: string;
}

const DEFAULT_AE_TITLE = "MINIPACS-SCU";

export async function runMove(address: string, options: MoveCommandOptions): Promise<void> {
  const { model, json = false } = options;
  const identifier = createIdentifier(options);
  const destination = readDestination(options);
  const target = await readTarget(address, options);
  const retrieval = new Retrieval(target, { service: "C-MOVE", destination });
  const aside = (write: () => void) => progress.aside(write);
  const receiver = await receive(destination, options, aside);
  const progress = new Progress({
    state: () => retrieval.state,
    direction: receiver ? "received" : undefined,
    isWanted: json ? false : undefined,
  });
  try {
    await retrieval.explained(() =>
      recorded(options, () =>
        interruptible(
          (signal) => retrieval.follow(move(target, model, identifier, { destination, signal })),
          () => `${objects(retrieval.sentCount)} sent to ${destination} until then`,
          aside,
        ),
      ),
    );
  } finally {
    await receiver?.server.close({ drainMs: retrieval.isOver ? DRAIN_MS : 0 });
    progress.stop();
  }
  if (json)
    retrieval.printResult({ destination, ...(receiver && { received: receiver.files.writtenCount }) });
  else if (retrieval.sentCount > 0) {
    process.stdout.write(`${objects(retrieval.sentCount)} sent to ${destination}.\n`);
  } else if (retrieval.isComplete) process.stdout.write(NOTHING_SENT);
  retrieval.assertComplete();
  receiver?.files.assertWritten();
}

/** How long those who send to us have to release, once all is sent. */
export const DRAIN_MS = 2000;

function readDestination({ dest, listen, out, aet }: MoveCommandOptions): string {
  if (out !== undefined && listen === undefined) {
    throw new CliError("--out is for objects that come here: it needs --listen PORT.");
  }
  const destination = dest ?? (listen === undefined ? undefined : (aet ?? DEFAULT_AE_TITLE));
  if (destination === undefined) {
    throw new CliError(
      "Who is to get the objects? Say it with --dest AETITLE, or receive them here with --listen PORT.",
    );
  }
  if (!isValidAeTitle(destination)) throw new CliError(`"${destination}" cannot be an AE title.`);
  return destination;
}

/** With `--listen`: takes objects, from whoever sends some. */
async function receive(
  aeTitle: string,
  { listen, out = ".", json = false }: MoveCommandOptions,
  aside: (write: () => void) => void,
): Promise<{ server: DimseServer; files: ReceivedFiles } | undefined> {
  if (listen === undefined) return undefined;
  const port = parsePort(listen) ?? Number.NaN;
  if (!(port >= 1 && port <= 65_535)) throw new CliError("--listen takes a port, a number from 1 to 65535.");
  const files = new ReceivedFiles(out, { json, aside });
  await files.open();
  try {
    const server = await serve({ aeTitle, port, handlers: { store: (request) => files.store(request) } });
    return { server, files };
  } catch (error) {
    if (isDicomError(error, "TRANSPORT_LISTEN")) throw new CliError(`--listen ${port}: ${error.message}.`);
    throw error;
  }
}
