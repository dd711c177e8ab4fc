/** Scripts in processes of their own that answer messages; they end with this process. */
import { fork } from "node:child_process";

/** A script in a process of its own. */
export interface Worker {
  /** What it said when it was ready. */
  ready: unknown;
  /** Sends a message and returns the answer. @throws Error with what the script says of its failure */
  ask(message: unknown): Promise<unknown>;
  end(): void;
}

// More children than listeners are usual; each goes on its own.
process.setMaxListeners(0);

/** Starts a script that sends one message when it is ready and one for each that it gets. */
export async function startWorker(
  script: URL,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Worker> {
  const child = fork(script, args, {
    execArgv: [...process.execArgv, ...nodeOptions],
    // Some peers are talkative, whatever they are told.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // While an answer is waited for, and only then, the child keeps this process alive.
  const next = () =>
    new Promise<unknown>((resolve, reject) => {
      child.ref();
      child.channel?.ref();
      const settle = (settled: () => void) => {
        child.unref();
        child.channel?.unref();
        child.off("message", onMessage);
        child.off("exit", onExit);
        settled();
      };
      const onMessage = (message: { error?: string; result?: unknown }) =>
        settle(() =>
          message.error === undefined ? resolve(message.result) : reject(new Error(message.error)),
        );
      const onExit = (code: number | null) =>
        settle(() => reject(new Error(`${script.pathname} ended with ${code}`)));
      child.on("message", onMessage);
      child.on("exit", onExit);
    });
  process.on("exit", () => child.kill("SIGKILL"));
  const ready = await next();
  return {
    ready,
    ask(message) {
      const answer = next();
      child.send(message as object);
      return answer;
    },
    end: () => child.kill(),
  };
}

/** To be called by a script: says that it is ready, then answers each message. Ends when its parent has. */
export function answerParent(ready: unknown, answer: (message: unknown) => unknown): void {
  process.on("disconnect", () => process.exit());
  process.on("message", async (message) => {
    try {
      process.send?.({ result: await answer(message) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.message : String(error) });
    }
  });
  process.send?.({ result: ready });
}
