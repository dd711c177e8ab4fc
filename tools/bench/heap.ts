/** Garbage collection on demand and what a value keeps in memory. */
import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

type Collect = (options?: { type: "minor" | "major" }) => void;

/** Collects garbage where Node runs with `--expose-gc`; tells whether it does. */
export function collectGarbage(type: "minor" | "major" = "major"): boolean {
  const collect = (globalThis as { gc?: Collect }).gc;
  collect?.({ type });
  return collect !== undefined;
}

/**
 * Returns the bytes that one result of a function keeps, measured in a process of its own. The function is one of
 * those that a module exports as `makers`, by name.
 */
export function retainedBytes(module: string, maker: string, count = 2000): number {
  const output = execFileSync(
    process.execPath,
    ["--expose-gc", "--import", "tsx", fileURLToPath(import.meta.url), module, maker, String(count)],
    { encoding: "utf8", stdio: "pipe" },
  );
  const bytes = Number(output.slice(output.lastIndexOf("\n") + 1));
  if (output === "" || !Number.isFinite(bytes)) throw new Error(`no figure came back: ${output}`);
  return bytes;
}

/**
 * Makes `count` results, holds all and returns what one of them keeps. Memory outside the heap (array buffers) counts
 * too; input that all results share does not.
 */
export async function measureRetained(make: () => unknown, count: number): Promise<number> {
  const results: unknown[] = new Array(count).fill(undefined);
  for (let i = 0; i < 100; i += 1) make();
  const before = await usedBytes();
  for (let i = 0; i < count; i += 1) results[i] = make();
  const after = await usedBytes();
  if (results.includes(undefined)) throw new Error("nothing was made");
  return (after - before) / count;
}

/** Buffers are freed beside the main thread and after the turn in which they were lost: looked at until it settles. */
async function usedBytes(): Promise<number> {
  let used = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 6; i += 1) {
    if (!collectGarbage()) throw new Error("memory is measured with --expose-gc only");
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { heapUsed, external } = process.memoryUsage();
    used = Math.min(used, heapUsed + external);
  }
  return used;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , module = "", maker = "", count = ""] = process.argv;
  const { makers } = (await import(pathToFileURL(module).href)) as { makers: Record<string, () => unknown> };
  const make = makers[maker];
  if (make === undefined) throw new Error(`${module} has no maker "${maker}"`);
  process.stdout.write(`\n${await measureRetained(make, Number(count))}`);
}
