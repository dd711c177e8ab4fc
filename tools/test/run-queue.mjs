/** Which process runs which file when, and what came of it. */

/**
 * Runs files a few at a time. A process takes one after the other; the next is taken by a new one where a file leaves
 * something open or ends it. Those that failed are tried once more at the end, with nothing beside them and nothing
 * before them in their process: what passes there depends on the one or the other, is named as `flaky` and counts as passed.
 *
 * @param {string[]} files
 * @param {{
 *   jobCount: number,
 *   start: () => { run(file: string): Promise<object>, end(): Promise<void> },
 *   wantsOwnProcess: (file: string) => boolean,
 *   secondTryLimit: number,
 *   tell: (outcome: { file: string, output: string, isSecondTry: boolean }) => void,
 * }} how `tell` is told of each try as it ends; if more files than `secondTryLimit` fail, the reason is not what ran beside them, and none is tried again
 */
export async function runQueue(files, { jobCount, start, wantsOwnProcess, secondTryLimit, tell }) {
  /** Of each file those of its tries. */
  const outcomes = new Map();
  /** Of each file those of its tries together. */
  const times = new Map();
  const queue = [...files];
  const tryOnce = async (runner, file, before, isSecondTry) => {
    const begun = Date.now();
    const outcome = { ...(await runner.run(file)), file, before, isSecondTry };
    const { wallMs, cpuMs } = times.get(file) ?? { wallMs: 0, cpuMs: 0 };
    times.set(file, { file, wallMs: wallMs + Date.now() - begun, cpuMs: cpuMs + (outcome.cpuMs ?? 0) });
    tell(outcome);
    return outcome;
  };
  const alone = async (file, isSecondTry) => {
    const runner = start();
    const outcome = await tryOnce(runner, file, [], isSecondTry);
    await runner.end();
    return outcome;
  };
  const worker = async () => {
    let shared;
    let before = [];
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (wantsOwnProcess(file)) {
        outcomes.set(file, [await alone(file, false)]);
        continue;
      }
      shared ??= start();
      const outcome = await tryOnce(shared, file, before, false);
      outcomes.set(file, [outcome]);
      before = [...before, file];
      if (!outcome.isSpoilt) continue;
      await shared.end();
      shared = undefined;
      before = [];
    }
    await shared?.end();
  };
  await Promise.all(Array.from({ length: jobCount }, worker));
  const failed = [...outcomes].filter(([, [first]]) => isBroken(first));
  if (failed.length <= secondTryLimit) {
    for (const [file, tries] of failed) tries.push(await alone(file, true));
  }
  return { ...summary(outcomes), times: [...times.values()] };
}

const isBroken = ({ problem, failed }) => Boolean(problem) || failed > 0;

/** The last try counts; those that failed are kept with what they said. */
function summary(outcomes) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const broken = [];
  const flaky = [];
  for (const tries of outcomes.values()) {
    const last = tries.at(-1);
    total.passed += last.passed;
    total.skipped += last.skipped;
    total.failed += isBroken(last) ? Math.max(last.failed, 1) : 0;
    (isBroken(last) ? broken : flaky).push(...tries.filter(isBroken));
  }
  return { total, broken, flaky };
}
