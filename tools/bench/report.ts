/** Results as tables and as the section of a suite in docs/benchmarks.md. */
import { cpus, totalmem } from "node:os";
import { type BenchCase, type CaseResult, isFailure, OURS } from "./case.ts";
import type { ClockName } from "./clock.ts";
import { formatFigure, formatRatio, formatTable } from "./format.ts";
import type { TargetResult } from "./targets.ts";

export interface Report {
  suite: string;
  date: string;
  machine: string;
  clock: ClockName;
  /** Of each case, where they were given. */
  rounds?: number | undefined;
  node: string;
  peers: Record<string, string>;
  results: CaseResult[];
  targets: TargetResult[];
}

/** Returns processor, memory and system, without anything that names the machine. */
export function describeMachine(): string {
  const [first] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? "unknown processor"}, ${gibibytes} GiB, ${process.platform} ${process.arch}`;
}

/** One row a case, one column a side: the median and, for a peer, its ratio to ours. */
export function resultTable(results: readonly CaseResult[]): string {
  const peers = [...new Set(results.flatMap(({ sides }) => Object.keys(sides)))].filter(
    (name) => name !== OURS,
  );
  const cell = (result: CaseResult, name: string): string => {
    const side = result.sides[name];
    if (side === undefined) return "";
    if (isFailure(side)) return "fails";
    const figure = formatFigure(side.median, result.unit);
    return name === OURS ? figure : `${figure} (${formatRatio(side.ratio)})`;
  };
  return formatTable([
    ["case", OURS, ...peers],
    ...results.map((result) => [result.name, ...[OURS, ...peers].map((name) => cell(result, name))]),
  ]);
}

/** One line a side that failed, with what it said. */
export function failureLines(results: readonly CaseResult[]): string[] {
  return results.flatMap((result) =>
    Object.entries(result.sides).flatMap(([name, side]) =>
      isFailure(side) ? [`${name} fails at "${result.name}": ${oneLine(side.failure)}`] : [],
    ),
  );
}

export function targetTable(targets: readonly TargetResult[]): string {
  return formatTable([
    ["case", "target", "reached", "met"],
    ...targets.map((entry) => [entry.case, entry.target, entry.reached, entry.isMet ? "yes" : "no"]),
  ]);
}

/** One line a reason: the cases that fall short because of it. */
export function shortfallLines(targets: readonly TargetResult[]): string[] {
  const cases = new Map<string, Set<string>>();
  for (const entry of targets.filter(({ isMet }) => !isMet)) {
    const reason = entry.shortfall ?? "not explained.";
    cases.set(reason, (cases.get(reason) ?? new Set()).add(entry.case));
  }
  return [...cases].map(([reason, names]) => `${[...names].join("; ")}: ${reason}`);
}

/** Returns a document with the section of this suite put in or exchanged; the rest stays as it is. */
export function updateDocument(text: string, report: Report, cases: readonly BenchCase[]): string {
  const begin = `<!-- bench ${report.suite}: begin, written by the bench command -->`;
  const end = `<!-- bench ${report.suite}: end -->`;
  const section = `${begin}\n${describeReport(report, cases)}\n${end}`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return `${text.trimEnd()}\n\n${section}\n`;
  return text.slice(0, from) + section + text.slice(to + end.length);
}

function describeReport(report: Report, cases: readonly BenchCase[]): string {
  const versions = Object.entries(report.peers).map(([name, version]) => `${name} ${version}`);
  const failures = failureLines(report.results);
  const shortfalls = shortfallLines(report.targets);
  const clock = report.clock === "cpu" ? " Processor time, because the machine was busy." : "";
  const rounds = report.rounds === undefined ? "" : ` ${report.rounds} rounds.`;
  return [
    `## ${report.suite}`,
    "",
    `${report.date}, ${report.machine}, Node ${report.node}; ${versions.join(", ")}.${rounds}${clock}`,
    "",
    resultTable(report.results),
    ...(failures.length > 0 ? ["", ...failures.map((line) => `- ${line}`)] : []),
    "",
    "### Targets",
    "",
    targetTable(report.targets),
    "",
    ...(shortfalls.length > 0
      ? ["What is missed, and why:", "", ...shortfalls.map((line) => `- ${line}`), ""]
      : []),
    "### What is compared",
    "",
    ...cases.map(({ name, compares }) => `- **${name}**: ${compares}`),
  ].join("\n");
}

function oneLine(text: string): string {
  return text.split("\n", 1)[0]?.slice(0, 160) ?? "";
}
