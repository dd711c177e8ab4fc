/** Files of the shared data, damaged at random: a result or a typed error, soon, and the same bytes back. */
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { corpusFiles } from "../support/corpus.ts";
import { exerciseChunks, exerciseFile, exerciseFrames } from "../support/exercise.ts";
import { mutate } from "../support/mutate.ts";
import { createRandom } from "../support/random.ts";

const test = testSuite("core/mutations", { data: true, timeoutMs: LONG_RUN_LIMIT_MS });
const COUNT = runCount(200, 100_000);

test(`${COUNT} mutations`, async () => {
  const files = [...corpusFiles(12_000)];
  const outcomes = new Map<string, number>();
  const started = performance.now();
  for (let seed = 0; seed < COUNT; seed += 1) {
    const random = createRandom(seed);
    const one = random.pick(files);
    const { bytes, kinds } = mutate(one.bytes, random.pick(files).bytes, random);
    try {
      const outcome = exerciseFile(bytes) ?? "read";
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (seed % 4 === 0) await exerciseChunks(bytes, 1 + random.below(300));
      if (seed % 4 === 1) await exerciseFrames(bytes);
    } catch (error) {
      throw new Error(`seed ${seed}, ${one.path} after ${kinds.join(", ")}`, { cause: error });
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  process.stdout.write(`${COUNT} mutations in ${seconds} s: ${counts} `);
});
