/** Runs a foreign server on a free port for as long as a test needs it. */
import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import * as assert from "uvu/assert";

export interface ServerTool extends AsyncDisposable {
  port: number;
  output(): string;
  /** Waits until it has printed what fits: that comes later than what it sends. */
  says(pattern: RegExp): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a command; `args` gets the port, a free one unless given. Resolves when something listens there. */
export async function startServerTool(
  name: string,
  args: (port: string) => readonly string[],
  port?: number,
): Promise<ServerTool> {
  port ??= await freePort();
  const child = spawn(name, args(String(port)), {
    env: { ...process.env, TCP_NODELAY: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (text: Buffer) => {
    output += text.toString("latin1");
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const says = async (pattern: RegExp) => {
    for (let tries = 0; tries < 200 && !pattern.test(output); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.match(output, pattern);
  };
  return { port, output: () => output, says, stop, [Symbol.asyncDispose]: stop };
}

/** Returns a port of this machine that nothing listens on. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Whether something listens on a port of this machine. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
