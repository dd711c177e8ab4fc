/** `minipacs serve`: runs the server until it is told to stop. */
import type { ServerFlags } from "../cli/server-commands.ts";
import { loadOptions } from "../config/sources.ts";
import { EventBus } from "../events/event-bus.ts";
import { startEventLog } from "../log/event-log.ts";
import { createPacs, type Pacs } from "../pacs.ts";
import { EXIT_INTERRUPTED, onInterrupt } from "./interrupt.ts";
import { recorded } from "./recording.ts";
import { readServerTls } from "./tls-files.ts";

/** Starts the server; resolves when it has ended. */
export async function runServe({ flags, configFile }: ServerFlags): Promise<void> {
  const { options, origins, warnings } = await loadOptions({ flags, configFile, env: process.env });
  const tls = await readServerTls(options, origins);
  await recorded(options, async () => {
    const events = new EventBus();
    let running: Pacs | undefined;
    startEventLog(events, options.logFormat ?? "pretty", process.stdout, (event) =>
      options.logLevel === "debug" && event.type === "worklist.query" && event.queryId !== undefined
        ? (running?.queries.lines(event.queryId) ?? [])
        : [],
    );
    for (const message of warnings) {
      events.publish({ type: "warning", code: "CONFIG_UNKNOWN_VARIABLE", message, peer: undefined });
    }
    const starting = createPacs({ ...options, tls }, { events });
    starting.then(
      (pacs) => {
        running = pacs;
      },
      () => {},
    );
    await untilStopped(starting);
  });
}

/**
 * The first signal ends in peace, a second one at once. Signals are taken from the start, so that one that follows the
 * ready line at once is not missed.
 */
function untilStopped(starting: Promise<Pacs>): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = onInterrupt(
      () => void starting.then((pacs) => pacs.close()).then(resolve, reject),
      () => {
        // Only an ephemeral store has something to remove.
        const removing = starting.then((pacs) => pacs.objects.close());
        void removing.catch(() => {}).finally(() => process.exit(EXIT_INTERRUPTED));
      },
    );
    starting.catch((error) => {
      forget();
      reject(error);
    });
  });
}
