/** The bench command measures for real: a few rounds of one small suite's cases, judged, and nothing written. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { repositoryPath } from "../test/data.ts";
import { isLongRun, LONG_RUN_LIMIT_MS } from "../test/long-run.ts";
import { testSuite } from "../test/suite.ts";
import { SUITES } from "./options.ts";
import type { Report } from "./report.ts";

const test = testSuite("tools/bench/main", { timeoutMs: LONG_RUN_LIMIT_MS });

interface Ended {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

/** Without building and without installing peers, which `run.mjs` does; cases are TypeScript, whatever the run has compiled. */
function bench(...args: string[]): Promise<Ended> {
  const options = ["--conditions=@minipacs/source", "--expose-gc", "--import", "tsx"];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...options, repositoryPath("tools/bench/main.ts"), ...args],
      { cwd: repositoryPath(), env: { ...process.env, NODE_OPTIONS: "", NODE_V8_COVERAGE: "" } },
      (error, stdout, stderr) => resolve({ code: error ? (error.code ?? null) : 0, stdout, stderr }),
    );
  });
}

test("a suite that is not there: the ones that are, and 2", async () => {
  const { code, stdout, stderr } = await bench("charsets");
  assert.is(code, 2);
  assert.is(stdout, "");
  assert.ok(
    stderr.startsWith(`which suite? there is ${Object.keys(SUITES).join(", ")}\nusage: npm run bench`),
  );
});

if (isLongRun) {
  const cases = ["charset", "decode a long text"];
  const document = readFileSync(repositoryPath("docs/benchmarks.md"), "utf8");
  const isUnchanged = () => readFileSync(repositoryPath("docs/benchmarks.md"), "utf8") === document;

  test("cases are measured beside their peers and judged; nothing is written", async () => {
    const { code, stdout, stderr } = await bench(...cases, "--rounds", "5", "--cpu", "--json", "--check");
    assert.is(code, 0, stderr);
    assert.match(stderr, /^1 of 1 ratios, sizes and counts reach their target$/m);
    const { suite, clock, rounds, results, targets } = JSON.parse(stdout) as Report;
    assert.equal([suite, clock, rounds, results.length, targets.length], ["charset", "cpu", 5, 3, 1]);
    for (const { name, sides } of results) {
      for (const side of ["ours", "TextDecoder"]) {
        const { median = 0, ratio = 0 } = (sides[side] ?? {}) as { median?: number; ratio?: number };
        // In µs: 32 to 63 kB are read in less than a tenth of a second, and not at once.
        assert.ok(median > 1 && median < 100_000, `${name}: ${side} ${median}`);
        assert.ok(ratio > 0, `${name}: ${side} ${ratio}`);
      }
    }
    assert.ok(isUnchanged());
  });

  test("as tables: a row for each case, a column for each side", async () => {
    const { code, stdout, stderr } = await bench(...cases, "--rounds", "1");
    assert.is(code, 0, stderr);
    assert.match(stdout, /^\| case +\| ours +\| TextDecoder +\| iconv-lite +\|$/m);
    assert.match(stdout, /^\| decode a long text: UTF-8 +\| [\d.]+ .s +\| [\d.]+ .s \([\d.]+\) +\|/m);
    assert.match(stdout, /^\| decode a long text: IR 87 +\| at least 0\.34 times TextDecoder +\|/m);
    assert.ok(isUnchanged());
  });

  test("a filter that fits no case: which it was, and 2", async () => {
    const { code, stderr } = await bench("charset", "no such case");
    assert.is(code, 2);
    assert.match(stderr, /no case of charset is named like "no such case"/);
  });
}
