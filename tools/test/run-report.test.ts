/** What the log of a run says of files that passed, passed at the second try, and failed. */
import * as assert from "uvu/assert";
import { fileBlock, runReport } from "./run-report.mjs";
import { testSuite } from "./suite.ts";

const test = testSuite("tools/run-report");

const TRY = { file: "a.test.ts", problem: undefined, output: "", before: [] as string[], isSecondTry: false };
const RUN = { fileCount: 3, seconds: 12.34, slowestCount: 2 };
const TIMES = [
  { file: "short.test.ts", wallMs: 1000, cpuMs: 100 },
  { file: "long.test.ts", wallMs: 9000, cpuMs: 800 },
  { file: "middle.test.ts", wallMs: 2000, cpuMs: 100 },
];

test("the block of a second try is told from that of the first", () => {
  const file = "packages/x/test/a.test.ts";
  assert.is(fileBlock({ file, output: "(1 / 1)", isSecondTry: false }), `${file}\n(1 / 1)\n\n`);
  assert.is(
    fileBlock({ file, output: "(1 / 1)", isSecondTry: true }),
    `second try of ${file}, alone:\n(1 / 1)\n\n`,
  );
});

test("a run without failures names what took longest, the longest first, and the counts", () => {
  const total = { passed: 5, failed: 0, skipped: 1 };
  assert.is(
    runReport({ total, broken: [], flaky: [], times: TIMES }, RUN),
    `9.0 s, 0.8 s of a processor: long.test.ts
2.0 s, 0.1 s of a processor: middle.test.ts
all: 1.0 s of a processor
3 files in 12.3 s
5 passed, 0 failed, 1 skipped
`,
  );
  assert.is(TIMES[0]!.file, "short.test.ts", "what is given stays as it is");
});

test("a file that passed alone is named with what it said before and with the last that its process had run", () => {
  const before = ["1", "2", "3", "4", "5", "6"];
  const flaky = [
    { ...TRY, before, output: 'suite  ✘\n\n   FAIL  suite  "a test"\n    why' },
    { ...TRY, file: "b.test.ts", problem: "left open: a server\n  at line 7" },
  ];
  const total = { passed: 7, failed: 0, skipped: 0 };
  assert.is(
    runReport({ total, broken: [], flaky, times: [] }, RUN),
    `all: 0.0 s of a processor
flaky, passed alone: a.test.ts
FAIL  suite  "a test"
    why

its process had run 2, 3, 4, 5, 6

flaky, passed alone: b.test.ts: left open: a server
3 files in 12.3 s
7 passed, 0 failed, 0 skipped, 2 of the files at the second try
`,
  );
});

test("a file that failed twice is named with both its stories, of each the beginning", () => {
  const lines = Array.from({ length: 60 }, (_, i) => `line ${i}`).join("\n");
  const broken = [
    { ...TRY, output: `FAIL  first\n${lines}` },
    { ...TRY, output: "FAIL  second", isSecondTry: true },
  ];
  const report = runReport(
    { total: { passed: 0, failed: 1, skipped: 0 }, broken, flaky: [], times: [] },
    RUN,
  );
  assert.match(report, "failed: a.test.ts\nFAIL  first\nline 0\n");
  assert.match(report, "line 38\n\nfailed: a.test.ts, alone\nFAIL  second\n");
  assert.not.match(report, "line 39");
  assert.match(report, /\n0 passed, 1 failed, 0 skipped\n$/);
});
