/** Child processes that answer calls: a module of this folder, or a command that listens. All end with this process. */
import { fork, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort, listens } from "../test/support/server-tool.ts";

/** A script of this folder, in a process of its own. */
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
export async function startWorker(script: string, args: readonly string[]): Promise<Worker> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(path, args, {
    execArgv: ["--import", "tsx"],
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
      const onExit = (code: number | null) => settle(() => reject(new Error(`${script} ended with ${code}`)));
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

/** Starts a command that listens on the port that `args` gets; returns the port. */
export async function startCommand(name: string, args: (port: number) => string[]): Promise<number> {
  const port = await freePort();
  const child = spawn(name, args(port), { env: ENVIRONMENT, stdio: "ignore" });
  child.unref();
  process.on("exit", () => child.kill("SIGKILL"));
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return port;
}

/** Runs a command to its end. @throws Error where it fails */
export function runCommand(name: string, args: readonly string[]): Promise<void> {
  const child = spawn(name, args, { env: ENVIRONMENT, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString("latin1");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${code}: ${said}`));
    });
  });
}

/** Without it DCMTK 3.6.7 lets every message wait for 40 ms. */
const ENVIRONMENT = { ...process.env, TCP_NODELAY: "1" };
