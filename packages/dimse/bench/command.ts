/** Commands of DCMTK: to their end, or listening for as long as this process lives. */
import { spawn } from "node:child_process";
import { freePort, listens } from "../test/support/server-tool.ts";

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
