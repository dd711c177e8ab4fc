/** Servers that keep and index what they are sent, as processes that are started once and stay. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { startCommand } from "../../dimse/bench/command.ts";
import type { Receiver } from "../../dimse/bench/transfer.ts";
import { createFolder, type Load, takeReceived } from "../../dimse/bench/transfer-files.ts";
import { ORTHANC_TOOL } from "../../dimse/test/support/orthanc.ts";
import { freePort } from "../../dimse/test/support/server-tool.ts";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

export interface StartedMinipacs {
  process: ChildProcessByStdio<null, Readable, null>;
  port: number;
  /** From its start to its ready line. */
  readyMs: number;
}

/** Starts the built command without page, on a free port. */
export function startMinipacs(args: readonly string[]): Promise<StartedMinipacs> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [CLI, "--headless", "--port", "0", "--host", "127.0.0.1", ...args], {
    // From `dist`, as an installed one: not as this process runs.
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const kill = () => child.kill("SIGKILL");
  // Before its folder is removed.
  process.prependListener("exit", kill);
  let said = "";
  return new Promise((resolve, reject) => {
    const onData = (text: Buffer) => {
      said += text.toString();
      const [, port] = /^\[READY\].* port (\d+)/m.exec(said) ?? [];
      if (port === undefined) return;
      child.stdout.off("data", onData);
      // Its log is read, as whoever runs it in CI does.
      child.stdout.resume();
      child.unref();
      resolve({ process: child, port: Number(port), readyMs: performance.now() - startedMs });
    };
    child.stdout.on("data", onData);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("exit", kill);
      reject(new Error(`minipacs ended with ${code}: ${said}`));
    });
  });
}

/** Our server with its index and its log. */
export async function startOurs(): Promise<Receiver> {
  const folder = createFolder("minipacs");
  const { port } = await startMinipacs(["--data-dir", folder]);
  return { port, take: (load) => takeReceived(join(folder, "objects"), load) };
}

/** Orthanc as Debian sets it up, with the largest PDU that it takes and no plugins. */
export async function startOrthanc(): Promise<Receiver> {
  const folder = createFolder("orthanc");
  const httpPort = await freePort();
  for (const name of ["storage", "index"]) mkdirSync(join(folder, name));
  const config = join(folder, "orthanc.json");
  const port = await startCommand(ORTHANC_TOOL, (dicomPort) => {
    const settings = {
      Name: "bench",
      StorageDirectory: join(folder, "storage"),
      IndexDirectory: join(folder, "index"),
      Plugins: [],
      HttpPort: httpPort,
      DicomPort: dicomPort,
      DicomCheckCalledAet: false,
      DicomAlwaysAllowStore: true,
      MaximumPduLength: 131_072,
      RemoteAccessAllowed: false,
    };
    writeFileSync(config, JSON.stringify(settings));
    return [config];
  });
  return { port, take: (load) => takeFromOrthanc(`http://127.0.0.1:${httpPort}`, load) };
}

async function takeFromOrthanc(url: string, load: Load): Promise<void> {
  const { CountInstances: count } = (await (await fetch(`${url}/statistics`)).json()) as {
    CountInstances: number;
  };
  for (const id of (await (await fetch(`${url}/patients`)).json()) as string[]) {
    await fetch(`${url}/patients/${id}`, { method: "DELETE" });
  }
  if (count < load.count) throw new Error(`${count} objects are there, of ${load.count} that were sent`);
}
