/** The start of the built command, and what it takes while nothing happens. */
import { readFileSync } from "node:fs";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { startMinipacs } from "./servers.ts";

/** After its start a server still brings its index in line and collects what the start has left. */
const IDLE_AFTER_MS = 1000;

async function readyMs(): Promise<number> {
  const started = await startMinipacs(["--ephemeral"]);
  await end(started.process);
  return started.readyMs;
}

async function idleBytes(): Promise<number> {
  const started = await startMinipacs(["--ephemeral"]);
  await new Promise((resolve) => setTimeout(resolve, IDLE_AFTER_MS));
  const [, kibibytes] =
    /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${started.process.pid}/status`, "latin1")) ?? [];
  await end(started.process);
  return Number(kibibytes) * 1024;
}

function end(process: Awaited<ReturnType<typeof startMinipacs>>["process"]): Promise<void> {
  return new Promise((resolve) => {
    process.ref();
    process.on("exit", () => resolve());
    process.kill("SIGTERM");
  });
}

const accepts = (figure: unknown) => Number(figure) > 0;

export const cases: BenchCase[] = [
  {
    name: "start to ready line",
    suite: "server",
    compares:
      "`minipacs --headless --ephemeral`, from the start of the process until its ready line was read.",
    unit: "ms",
    rounds: 15,
    ours: readyMs,
    peers: {},
    accepts,
    target: { atMost: 400 },
  },
  ...(process.platform === "linux"
    ? [
        {
          name: "idle memory",
          suite: "server",
          compares: "resident memory of the same a second after its ready line.",
          unit: "B" as const,
          rounds: 5,
          ours: idleBytes,
          peers: {},
          accepts,
          target: { atMost: 100_000_000 },
        },
      ]
    : []),
];
