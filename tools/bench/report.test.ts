/** Statistics, targets, tables, the document and the arguments. */
import { readdir, readFile } from "node:fs/promises";
import * as assert from "uvu/assert";
import { blocksOf } from "../documents/code-blocks.ts";
import { repositoryPath } from "../test/data.ts";
import { testSuite } from "../test/suite.ts";
import type { BenchCase, CaseResult } from "./case.ts";
import { formatFigure, formatTable } from "./format.ts";
import { parseOptions, SUITES } from "./options.ts";
import { hotSpots } from "./profile.ts";
import { failureLines, type Report, resultTable, shortfallLines, updateDocument } from "./report.ts";
import { median, medianRatio, seededRandom, shuffled } from "./statistics.ts";
import { compareWithTargets } from "./targets.ts";

const test = testSuite("tools/bench/report");

test("median of odd and even counts, unsorted, and of nothing", () => {
  assert.is(median([10, 2, 33]), 10);
  assert.is(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test("the median of ratios is taken round by round", () => {
  // The medians alone would give 20 / 10 = 2.
  assert.is(medianRatio([10, 20, 300], [10, 5, 100]), 3);
});

test("a shuffle keeps what it was given, and the same seed repeats it", () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8];
  const first = shuffled(values, seededRandom(5));
  assert.equal([...first].sort(), values);
  assert.equal(first, shuffled(values, seededRandom(5)));
  assert.not.equal(first, shuffled(values, seededRandom(6)));
});

const side = (median: number, ratio: number) => ({ median, ratio, iterations: 1 });
const result: CaseResult = {
  name: "parse",
  suite: "test",
  unit: "µs",
  rounds: 3,
  sides: { ours: side(100, 1), fast: side(150, 1.5), slow: side(4000, 40), broken: { failure: "no\nmore" } },
};
const benchCase: BenchCase = {
  name: "parse",
  suite: "test",
  compares: "the same work.",
  ours: () => 1,
  peers: {},
};

test("targets are met or missed by the ratio, and by our own figure", () => {
  const target = { atLeast: { fast: 2, slow: 40, broken: 2, absent: 2 }, atMost: 99 };
  const compared = compareWithTargets({ ...benchCase, target }, result);
  assert.equal(
    compared.map(({ isMet, reached }) => [isMet, reached]),
    [
      [false, "1.50 times"],
      [true, "40.0 times"],
      [false, "not comparable"],
      [false, "not comparable"],
      [false, "100 µs"],
    ],
  );
  assert.is(compared[0]?.target, "at least 2 times fast");
  assert.is(compareWithTargets({ ...benchCase, target: { atMost: 100 } }, result)[0]?.isMet, true);
  assert.equal(compareWithTargets(benchCase, result), []);
});

test("no target is met when our own side fails", () => {
  const failing = { ...result, sides: { ...result.sides, ours: { failure: "x" } } };
  const compared = compareWithTargets(
    { ...benchCase, target: { atLeast: { slow: 1 }, atMost: 1e9 } },
    failing,
  );
  assert.equal(
    compared.map(({ isMet }) => isMet),
    [false, false],
  );
});

test("figures have a unit that suits them", () => {
  assert.is(formatFigure(0.534, "µs"), "0.53 µs");
  assert.is(formatFigure(12_345, "µs"), "12.3 ms");
  assert.is(formatFigure(999, "B"), "999 B");
  assert.is(formatFigure(15_000, "B"), "15.0 kB");
  assert.is(formatFigure(Number.NaN, "ms"), "–");
});

test("tables line up and show what fails", () => {
  assert.is(formatTable([["a", "bb"], ["ccc"]]), "| a   | bb |\n|-----|----|\n| ccc |    |");
  const table = resultTable([result]);
  assert.match(table, "| parse | 100 µs | 150 µs (1.50) | 4.00 ms (40.0) | fails  |");
  assert.equal(failureLines([result]), ['broken fails at "parse": no']);
});

test("the document gets the section of a suite, then only that section changes", () => {
  const report: Report = {
    suite: "test",
    date: "2020-01-02",
    machine: "one processor",
    clock: "wall",
    node: "20.19.0",
    peers: { fast: "1.2.3" },
    results: [result],
    targets: [],
  };
  const first = updateDocument("# Benchmarks\n", report, [benchCase]);
  assert.match(first, /^# Benchmarks\n\n<!-- bench test: begin/);
  assert.match(first, "2020-01-02, one processor, Node 20.19.0; fast 1.2.3.");
  assert.match(first, "- **parse**: the same work.");
  const withMore = `${first}\nWhat stands behind.\n`;
  const second = updateDocument(withMore, { ...report, date: "2021-03-04" }, [benchCase]);
  assert.is(second, withMore.replace("2020-01-02", "2021-03-04"));
});

test("arguments: suite, filter of several words, options; the rest is refused", () => {
  const options = parseOptions(["core", "every", "value", "--check", "--rounds", "5"], ["core"]);
  assert.is(options.filter, "every value");
  assert.is(options.check, true);
  assert.is(options.rounds, 5);
  assert.is(options.clock, "wall");
  assert.throws(() => parseOptions(["cores"], ["core"]), /which suite\? there is core/);
  assert.throws(() => parseOptions(["core", "--rounds", "0"], ["core"]), /at least 1/);
  assert.throws(() => parseOptions(["core", "parse", "--write"], ["core"]), /whole suite/);
  assert.throws(() => parseOptions(["core", "--fast"], ["core"]), /--fast/);
});

test("all suites together are written, unless they are only to be checked", () => {
  const written = (...args: string[]) => {
    const { suite, write } = parseOptions(args, ["core"]);
    return [suite, write];
  };
  assert.equal(written(), [undefined, true]);
  assert.equal(written("--rounds", "2"), [undefined, true]);
  assert.equal(written("--check"), [undefined, false]);
  assert.equal(written("--check", "--write"), [undefined, true]);
  assert.equal(written("core"), ["core", false]);
});

test("a miss has its reason, once for all its cases; a time is told and not judged", () => {
  const target = { atLeast: { fast: 2, slow: 20 }, atMost: 99, shortfall: "nobody is faster." };
  const compared = compareWithTargets({ ...benchCase, target }, result);
  assert.equal(
    compared.map(({ isTime, shortfall }) => [isTime, shortfall]),
    [
      [false, "nobody is faster."],
      [false, undefined],
      [true, "nobody is faster."],
    ],
  );
  const [size] = compareWithTargets({ ...benchCase, target: { atMost: 1 } }, { ...result, unit: "B" });
  assert.equal([size?.isTime, size?.isMet, size?.shortfall], [false, false, undefined]);
  assert.equal(shortfallLines([...compared, { ...compared[0]!, case: "write" }]), [
    "parse; write: nobody is faster.",
  ]);
  assert.equal(shortfallLines([size!]), ["parse: not explained."]);
});

test("hot spots add up the samples of a function that was called from several places", () => {
  const node = (functionName: string, hitCount: number) => ({
    id: 1,
    hitCount,
    callFrame: { functionName, url: "file:///x/index.js", lineNumber: 9, columnNumber: 0, scriptId: "1" },
  });
  const nodes = [node("read", 30), node("write", 25), node("read", 40), node("", 5)];
  assert.equal(hotSpots({ nodes, startTime: 0, endTime: 1 }, 2), [
    { where: "read index.js:10", share: 0.7 },
    { where: "write index.js:10", share: 0.25 },
  ]);
});

test("the commands in docs/benchmarks.md are understood", () => {
  const lines = blocksOf("docs/benchmarks.md", "sh").join("").trim().split("\n");
  assert.ok(lines.length >= 9);
  for (const line of lines) {
    const command = line.replace(/ *#.*/, "");
    assert.match(command, /^npm run bench( -- |$)/);
    parseOptions(command.split(" ").slice(4), Object.keys(SUITES));
  }
});

/** The names of cases before a reason, and the reason; a name may hold what stands between them. */
function partsOf(line: string, cases: readonly string[]): { names: string[]; reason: string } {
  const names: string[] = [];
  let rest = line.slice("- ".length);
  for (;;) {
    const name = cases.find((one) => rest.startsWith(`${one}; `) || rest.startsWith(`${one}: `));
    if (name === undefined) return { names, reason: rest };
    names.push(name);
    rest = rest.slice(name.length + 2);
  }
}

async function sourcesIn(folder: string): Promise<string> {
  const files = (await readdir(repositoryPath(folder))).filter((name) => name.endsWith(".bench.ts"));
  const texts = files.map((name) => readFile(repositoryPath(`${folder}/${name}`), "utf8"));
  return (await Promise.all(texts)).join("");
}

test("docs/benchmarks.md has a section of every suite, and for each missed target the reason of its source", async () => {
  const document = await readFile(repositoryPath("docs/benchmarks.md"), "utf8");
  const sections = [
    ...document.matchAll(/^<!-- bench (\S+): begin.*-->$([\s\S]*?)^<!-- bench \1: end -->$/gm),
  ];
  assert.equal(sections.map(([, suite]) => suite).sort(), Object.keys(SUITES).sort());
  for (const [, suite = "", section = ""] of sections) {
    assert.match(section, /^\d{4}-\d\d-\d\d, \d+ × .*, Node \d+\.\d+\.\d+; \S+ .*\d/m, suite);
    const missed = new Set([...section.matchAll(/^\| (.*?) +\|.*\| no +\|$/gm)].map(([, name = ""]) => name));
    const [, block = ""] = /^What is missed, and why:\n\n((?:- .*\n)+)/m.exec(section) ?? [];
    const explained = (block.match(/^- .*/gm) ?? []).map((line) => partsOf(line, [...missed]));
    assert.equal(explained.flatMap(({ names }) => names).sort(), [...missed].sort(), suite);
    const sources = await sourcesIn(SUITES[suite]!);
    for (const { reason } of explained) assert.ok(sources.includes(reason), `${suite}: ${reason}`);
  }
});
