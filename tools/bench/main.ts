/** Runs the cases of a suite and reports them; started by `run.mjs`, which has everything installed and built. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BenchCase, type CaseResult, isFailure, OURS } from "./case.ts";
import { documentedMachine, isSameProcessor, whyNew } from "./check.ts";
import { setClock } from "./clock.ts";
import { measureCase } from "./measure.ts";
import { type BenchOptions, parseOptions, SUITES } from "./options.ts";
import { MissingPeerError, peerVersions } from "./peers.ts";
import { profileSide } from "./profile.ts";
import {
  describeMachine,
  failureLines,
  type Report,
  resultTable,
  targetTable,
  updateDocument,
} from "./report.ts";
import { compareWithTargets } from "./targets.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const DOCUMENT = join(ROOT, "docs/benchmarks.md");

let status: number;
try {
  status = await main(parseOptions(process.argv.slice(2), Object.keys(SUITES)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  status = 2;
}
// Servers that were measured are ended with the process, which would wait for them.
process.exit(status);

async function main(options: BenchOptions): Promise<number> {
  const { suite, filter, clock } = options;
  if (suite === undefined) return runAll(options);
  setClock(clock);
  const modules = await loadModules(suite, options);
  const cases = modules
    .flatMap((module) => module.cases)
    .filter(({ name }) => filter === undefined || name.includes(filter));
  if (cases.length === 0 && filter !== undefined) {
    throw new Error(`no case of ${suite} is named like "${filter}"`);
  }
  if (cases.length === 0) {
    process.stderr.write(`skipped: nothing of ${suite} can be measured here\n`);
    return 0;
  }
  if (options.profile) {
    printProfiles(cases);
    return 0;
  }
  const results: CaseResult[] = [];
  for (const benchCase of cases) {
    process.stderr.write(`${benchCase.name} …\n`);
    results.push(await measureCase(benchCase, { rounds: options.rounds }));
  }
  const report: Report = {
    suite,
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    clock,
    rounds: options.rounds,
    node: process.versions.node,
    peers: Object.assign(
      peerVersions(sourcesOf(join(ROOT, SUITES[suite]!))),
      ...modules.map(({ toolVersions }) => toolVersions),
    ),
    results,
    targets: results.flatMap((result, i) => compareWithTargets(cases[i] as BenchCase, result)),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else printReport(report);
  const document = options.write || options.check ? readFileSync(DOCUMENT, "utf8") : "";
  if (options.write) writeFileSync(DOCUMENT, updateDocument(document, report, cases));
  return exitCode(report, options, document);
}

/** Returns the texts of a suite's folder and of those below it that are no suites. */
function sourcesOf(folder: string): string[] {
  const suites = Object.values(SUITES).map((path) => join(ROOT, path));
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return suites.includes(path) ? [] : sourcesOf(path);
    return path.endsWith(".ts") ? [readFileSync(path, "utf8")] : [];
  });
}

/** Each suite in a process of its own, so that none finds what another has compiled or left in memory. */
function runAll({ write }: BenchOptions): number {
  const [script = "", ...args] = process.argv.slice(1);
  const codes = Object.keys(SUITES).map((suite) => {
    process.stderr.write(`== ${suite}\n`);
    const flags = [...args, ...(write && !args.includes("--write") ? ["--write"] : [])];
    const { status } = spawnSync(process.execPath, [...process.execArgv, script, suite, ...flags], {
      stdio: "inherit",
    });
    return status ?? 1;
  });
  return Math.max(...codes);
}

interface BenchModule {
  /** Without those whose input is absent. */
  cases: BenchCase[];
  /** Peers that are no packages. */
  toolVersions?: Record<string, string>;
}

/** What compares with a package that could not be installed is left out, but never from the document. */
async function loadModules(suite: string, { write }: BenchOptions): Promise<BenchModule[]> {
  const folder = join(ROOT, SUITES[suite] ?? "");
  const files = readdirSync(folder).filter((file) => file.endsWith(".bench.ts"));
  const modules = files.sort().map(async (file) => {
    try {
      return [(await import(pathToFileURL(join(folder, file)).href)) as BenchModule];
    } catch (error) {
      if (!(error instanceof MissingPeerError) || write) throw error;
      process.stderr.write(`skipped: ${file}: ${error.message}\n`);
      return [];
    }
  });
  return (await Promise.all(modules)).flat();
}

function printProfiles(cases: readonly BenchCase[]): void {
  for (const { name, ours } of cases.filter(({ unit }) => unit === undefined)) {
    process.stdout.write(`${name}\n`);
    for (const { where, share } of profileSide(ours)) {
      process.stdout.write(`${(share * 100).toFixed(1).padStart(7)} %  ${where}\n`);
    }
  }
}

function printReport({ results, targets, machine, node, peers, clock }: Report): void {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  process.stdout.write(`${machine}, Node ${node}; ${versions.join(", ")}\n\n${resultTable(results)}\n`);
  const kind = clock === "cpu" ? "Medians of processor time" : "Medians";
  process.stdout.write(`\n${kind}; in brackets the median of peer / ours over the rounds.\n`);
  for (const line of failureLines(results)) process.stdout.write(`${line}\n`);
  if (targets.length > 0) process.stdout.write(`\n${targetTable(targets)}\n`);
}

/** Our own side failing is always an error; with `--check`, so is a missed target that is not known. */
function exitCode(
  { suite, machine, results, targets }: Report,
  { check }: BenchOptions,
  document: string,
): number {
  const oursFails = results.some(({ sides }) => {
    const ours = sides[OURS];
    return ours === undefined || isFailure(ours);
  });
  if (!check) return oursFails ? 1 : 0;
  const judged = targets.filter(({ isTime }) => !isTime);
  const missed = judged.filter(({ isMet }) => !isMet);
  const documented = documentedMachine(document, suite);
  const isElsewhere = documented !== undefined && !isSameProcessor(documented, machine);
  if (isElsewhere) process.stderr.write(`another processor than that of the document: ${documented}\n`);
  let newCount = 0;
  for (const entry of missed) {
    const why = whyNew(entry, document, { isElsewhere });
    if (why !== undefined) newCount += 1;
    const remark =
      why === undefined
        ? `known: ${entry.shortfall ?? "the document has it as met, on its processor"}`
        : `new: ${why}`;
    process.stderr.write(`missed: ${entry.case}: ${entry.target}, reached ${entry.reached} (${remark})\n`);
  }
  process.stderr.write(
    `${judged.length - missed.length} of ${judged.length} ratios, sizes and counts reach their target\n`,
  );
  return oursFails || newCount > 0 ? 1 : 0;
}
