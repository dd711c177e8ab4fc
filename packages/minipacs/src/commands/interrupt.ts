/** Ctrl+C: the first time a command ends in peace, the second time at once. */
import { CliError } from "./cli-error.ts";

/** As shells tell an end by Ctrl+C. */
export const EXIT_INTERRUPTED = 130;

/** npm hands Ctrl+C on to a process that got it from the terminal too: both are one. */
const SAME_SIGNAL_MS = 300;

/** Listens for Ctrl+C and SIGTERM from now on; returns what ends that. */
export function onInterrupt(first: () => void, again: () => void): () => void {
  let firstMs: number | undefined;
  const listener = () => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      first();
    } else if (nowMs - firstMs > SAME_SIGNAL_MS) again();
  };
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
  return () => {
    process.off("SIGINT", listener);
    process.off("SIGTERM", listener);
  };
}

/**
 * Runs what Ctrl+C is to end: its signal fires, and whatever it then rejects with becomes one sentence, with what
 * `describe` tells of what was done until then. `aside` writes where a progress bar may stand.
 */
export async function interruptible<T>(
  run: (signal: AbortSignal) => Promise<T>,
  describe: () => string,
  aside: (write: () => void) => void = (write) => write(),
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const forget = onInterrupt(
    () => {
      aside(() => process.stderr.write("Cancelling. Ctrl+C again ends at once.\n"));
      controller.abort();
    },
    () => process.exit(EXIT_INTERRUPTED),
  );
  try {
    return await run(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CliError(`Cancelled: ${describe()}.`, EXIT_INTERRUPTED);
  } finally {
    forget();
  }
}
