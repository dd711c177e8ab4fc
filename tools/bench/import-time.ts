/** How long a fresh process takes to load a module. */
import { execFileSync } from "node:child_process";
import { clockSource } from "./clock.ts";

/**
 * Returns the milliseconds that `import()` of a module takes in a process of its own, plus those of `andRun`, code
 * that sees the module as `module`. Node's own start is not in it.
 */
export function importTimeMs(specifier: string, options: { cwd?: string; andRun?: string } = {}): number {
  const script = `
    const now = ${clockSource()};
    const start = now();
    const module = await import(${JSON.stringify(specifier)});
    ${options.andRun ?? ""}
    process.stdout.write("\\n" + (now() - start));
    process.exit(0);`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const ms = Number(output.slice(output.lastIndexOf("\n") + 1));
  if (!Number.isFinite(ms)) throw new Error(`no time came back: ${output}`);
  return ms;
}
