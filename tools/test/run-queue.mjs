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
 * }} how if more files than `secondTryLimit` fail, the reason is not what ran beside them, and none is tried again
 */
export async function runQueue(files, { jobCount, start, wantsOwnProcess, secondTryLimit }) {
  /** Of each file those of its tries. */
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
    return { ...outcome, before: [] };
  };
  const worker = async () => {
    let shared;
    let before = [];
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (wantsOwnProcess(file)) {
        outcomes.set(file, [await alone(file)]);
        continue;
      }
      shared ??= start();
      const outcome = await timed(shared, file);
      outcomes.set(file, [{ ...outcome, before }]);
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
    for (const [file, tries] of failed) tries.push(await alone(file));
  }
  return { ...summary(outcomes), times };
}

const isBroken = ({ problem, failed }) => Boolean(problem) || failed > 0;

/** The last try counts; those that failed are kept with what they said. */
function summary(outcomes) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const broken = [];
  const flaky = [];
  for (const [file, tries] of outcomes) {
    const last = tries.at(-1);
    total.passed += last.passed;
    total.skipped += last.skipped;
    total.failed += isBroken(last) ? Math.max(last.failed, 1) : 0;
    const failures = tries.filter(isBroken).map((outcome) => ({ file, ...outcome }));
    (isBroken(last) ? broken : flaky).push(...failures);
  }
  return { total, broken, flaky };
}
