/** What time is taken from: the clock on the wall or, for a busy machine, the processor time of the process. */

export type ClockName = "wall" | "cpu";

const WALL = () => performance.now();

/** User and system time of all threads, so that compiling and collecting garbage beside the main thread count too. */
const CPU = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let current = WALL;

export function setClock(name: ClockName): void {
  current = name === "cpu" ? CPU : WALL;
}

/** Returns milliseconds from an arbitrary start. */
export function now(): number {
  return current();
}

/** Returns the source of a function like {@link now}, for other processes. */
export function clockSource(): string {
  return String(current);
}
