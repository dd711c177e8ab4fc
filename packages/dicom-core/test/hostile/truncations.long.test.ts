/** Every beginning of every small file of the shared data, and beginnings of larger ones. */
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { corpusFiles } from "../support/corpus.ts";
import { exerciseChunks, exerciseFile } from "../support/exercise.ts";

const test = testSuite("core/truncations", { data: true, timeoutMs: LONG_RUN_LIMIT_MS });
const SMALL_BYTES = 12_000;
const LARGE_BYTES = runCount(100_000, 2_000_000);
/** Of larger files. */
const LENGTHS_EACH = runCount(1, 40);
/** Of small ones; prime, so that a slice meets every place of a header. */
const STEP = runCount(3989, 1);
/** Every so many beginnings are also edited, matched, written in other layouts. */
const THOROUGHLY_EVERY = runCount(2, 17);
/** Every so many are read in chunks, too. */
const CHUNKS_EVERY = runCount(5, 53);

test("beginnings of files", async () => {
  let count = 0;
  const started = performance.now();
  let index = 0;
  for (const { path, bytes } of corpusFiles(LARGE_BYTES)) {
    index += 1;
    const step = bytes.length <= SMALL_BYTES ? STEP : Math.ceil(bytes.length / LENGTHS_EACH);
    for (let length = (index * 389) % step; length < bytes.length; length += step) {
      const beginning = bytes.slice(0, length);
      try {
        exerciseFile(beginning, { isBrief: count % THOROUGHLY_EVERY !== 0 });
        if (count % CHUNKS_EVERY === 0) await exerciseChunks(beginning, 1 + (length % 251));
      } catch (error) {
        throw new Error(`the first ${length} bytes of ${path}`, { cause: error });
      }
      count += 1;
    }
  }
  process.stdout.write(`${count} beginnings in ${((performance.now() - started) / 1000).toFixed(1)} s `);
});
