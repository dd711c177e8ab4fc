/**
 * `testSuite()`: uvu's `suite()` with what uvu lacks: a time limit per test, a result that the runner counts,
 * and no way to forget `.run()`, because the runner runs every suite that a file creates.
 */
import { type Callback, suite as uvuSuite } from "uvu";
import { dataPath } from "./data.ts";
import { missingTools } from "./foreign-tools.ts";

export interface SuiteOptions {
  /** Limit of each test and hook. Default 20,000 ms. */
  timeoutMs?: number;
  /** Debian commands that the whole suite needs, e.g. `["echoscu"]`. Missing: skipped with a line; under CI a failure. */
  tools?: readonly string[];
  /** The suite reads the shared data (`MINIPACS_DATA`). Absent: skipped with a line; with `MINIPACS_DATA_REQUIRED=1` a failure. */
  data?: boolean;
}

export interface TestOptions {
  timeoutMs?: number;
  /** Why the test cannot run here: it is skipped with a line. */
  skip?: string | undefined;
}

export interface TestSuite {
  (name: string, run: () => void | Promise<void>, options?: TestOptions): void;
  /** Runs this test alone; the runner refuses it under CI. */
  only(name: string, run: () => void | Promise<void>): void;
  before(run: () => void | Promise<void>): void;
  beforeEach(run: () => void | Promise<void>): void;
  after(run: () => void | Promise<void>): void;
  afterEach(run: () => void | Promise<void>): void;
}

export interface Counts {
  suites: { run(): void }[];
  passed: number;
  failed: number;
  skipped: number;
  onlyUsed: boolean;
}

const KEY = Symbol.for("minipacs.test.counts");

/** Returns the counters of the file that runs, shared by all copies of this module. */
export function counts(): Counts {
  const holder = globalThis as { [KEY]?: Counts };
  holder[KEY] ??= { suites: [], passed: 0, failed: 0, skipped: 0, onlyUsed: false };
  return holder[KEY];
}

/** Begins to count anew, for the next file. */
export function resetCounts(): void {
  Object.assign(counts(), { suites: [], passed: 0, failed: 0, skipped: 0, onlyUsed: false });
}

/** Creates a named suite that the runner runs and counts. */
export function testSuite(name: string, options: SuiteOptions = {}): TestSuite {
  const inner = uvuSuite(name);
  const limitMs = options.timeoutMs ?? 20_000;
  const unmet = unmetNeed(options);
  counts().suites.push(inner);

  const limited =
    (label: string, run: () => void | Promise<void>, timeoutMs = limitMs): Callback =>
    () =>
      withTimeLimit(`${name}: ${label}`, run, timeoutMs);
  const counted = (label: string, run: () => void | Promise<void>, timeoutMs?: number): Callback => {
    const call = limited(label, run, timeoutMs);
    return async (context) => {
      const begun = performance.now();
      try {
        await call(context);
        counts().passed += 1;
        if (process.env.TEST_TIMES)
          process.stdout.write(`${Math.round(performance.now() - begun)} ms: ${label}\n`);
      } catch (error) {
        counts().failed += 1;
        throw printable(error);
      }
    };
  };

  if (unmet?.fatal) {
    inner("needs", () => {
      counts().failed += 1;
      throw new Error(unmet.reason);
    });
  } else if (unmet) {
    process.stdout.write(`skipped: ${name}: ${unmet.reason}\n`);
  }
  const add = (
    adder: typeof inner.only,
    label: string,
    run: () => void | Promise<void>,
    timeoutMs?: number,
  ) => {
    if (unmet) counts().skipped += 1;
    else adder(label, counted(label, run, timeoutMs));
  };
  const hooks = <K extends "before" | "after">(kind: K, each: boolean) => {
    return (run: () => void | Promise<void>) => {
      if (unmet) return;
      const call = limited(each ? `${kind} each` : kind, run, Math.max(limitMs, 60_000));
      const hook: Callback = async (context) => {
        try {
          await call(context);
        } catch (error) {
          // uvu keeps to itself why a suite that never began did not.
          process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
          throw error;
        }
      };
      if (each) inner[kind].each(hook);
      else inner[kind](hook);
    };
  };
  return Object.assign(
    (label: string, run: () => void | Promise<void>, { timeoutMs, skip }: TestOptions = {}) => {
      if (skip === undefined) return add(inner, label, run, timeoutMs);
      process.stdout.write(`skipped: ${name}: ${label}: ${skip}\n`);
      counts().skipped += 1;
    },
    {
      only(label: string, run: () => void | Promise<void>) {
        counts().onlyUsed = true;
        add(inner.only, label, run);
      },
      before: hooks("before", false),
      beforeEach: hooks("before", true),
      after: hooks("after", false),
      afterEach: hooks("after", true),
    },
  );
}

/** uvu prints `details` as text and dies of any other, which our own errors have. */
function printable(error: unknown): unknown {
  if (!(error instanceof Error) || typeof (error as { details?: unknown }).details !== "object") return error;
  const shown = new Error(error.message);
  shown.name = error.name;
  shown.stack = `${error.stack}\n    details: ${JSON.stringify((error as { details?: unknown }).details)}`;
  return shown;
}

function unmetNeed(options: SuiteOptions): { reason: string; fatal: boolean } | undefined {
  const tools = missingTools(options.tools ?? []);
  if (tools.length > 0) {
    return { reason: `not installed: ${tools.join(", ")}`, fatal: process.env.CI === "true" };
  }
  if (options.data && dataPath() === undefined) {
    return {
      reason: "no shared data (MINIPACS_DATA)",
      fatal: process.env.MINIPACS_DATA_REQUIRED === "1",
    };
  }
  return undefined;
}

async function withTimeLimit(label: string, run: () => void | Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${label}: no result after ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
