/** Which process runs which file when, and what came of it. */

/**
 * Runs files a few at a time. A process takes one after the other; the next is taken by a new one where a file leaves
 * something open or ends it. Those that failed are tried once more at the end, with nothing beside them: what passes
 * there depends on time, is named as `flaky` and counts as passed.
 *
 * @param {string[]} files
 * @param {{
 *   jobCount: number,
 *   start: () => { run(file: string): Promise<object>, end(): Promise<void> },
 *   wantsOwnProcess: (file: string) => boolean,
 *   secondTryLimit: number,
 * }} how if more files than `secondTryLimit` fail, the reason is not what ran beside them, and none is tried again
 */
export async function runQueue(files, { jobCount, start, wantsOwnProcess, secondTryLimit }) {
  const outcomes = new Map();
  const times = [];
  const queue = [...files];
  const timed = async (runner, file) => {
    const begun = Date.now();
    const outcome = await runner.run(file);
    times.push({ file, wallMs: Date.now() - begun, cpuMs: outcome.cpuMs ?? 0 });
    return outcome;
  };
  const alone = async (file) => {
    const runner = start();
    const outcome = await timed(runner, file);
    await runner.end();
    return outcome;
  };
  const worker = async () => {
    let shared;
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (wantsOwnProcess(file)) {
        outcomes.set(file, await alone(file));
        continue;
      }
      shared ??= start();
      const outcome = await timed(shared, file);
      outcomes.set(file, outcome);
      if (!outcome.isSpoilt) continue;
      await shared.end();
      shared = undefined;
    }
    await shared?.end();
  };
  await Promise.all(Array.from({ length: jobCount }, worker));
  const failed = [...outcomes].filter(([, outcome]) => isBroken(outcome));
  const flaky = failed.length > secondTryLimit ? [] : await tryAgain(failed, outcomes, alone);
  return { ...summary(outcomes), flaky, times };
}

async function tryAgain(failed, outcomes, alone) {
  const flaky = [];
  for (const [file, first] of failed) {
    const second = await alone(file);
    if (isBroken(second)) continue;
    outcomes.set(file, second);
    flaky.push({ file, ...first });
  }
  return flaky;
}

const isBroken = ({ problem, failed }) => Boolean(problem) || failed > 0;

function summary(outcomes) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const broken = [];
  for (const [file, outcome] of outcomes) {
    total.passed += outcome.passed;
    total.skipped += outcome.skipped;
    total.failed += outcome.failed;
    if (!isBroken(outcome)) continue;
    if (outcome.failed === 0) total.failed += 1;
    broken.push({ file, ...outcome });
  }
  return { total, broken };
}
