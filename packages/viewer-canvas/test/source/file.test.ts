/** Files from disk: small ones at once, large ones with their header first. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import type { LoadProgress } from "../../src/source/load-progress.ts";
import { loadSource } from "../../src/source/source.ts";
import { loadTables } from "../../src/source/tables.ts";
import { phantom } from "../support/phantom.ts";

const test = testSuite("viewer/file", { timeoutMs: 30_000 });

/** 33.6 million bytes, just over what counts as large. */
const large = phantom({ size: 4100 });
/** In parts, as a disk gives them. */
const blobOf = (bytes: Uint8Array) =>
  new Blob(
    Array.from({ length: Math.ceil(bytes.length / 2 ** 20) }, (_, i) =>
      bytes.slice(i * 2 ** 20, (i + 1) * 2 ** 20),
    ),
  );
test.before(loadTables);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

test("of a large file the header is told before the rest has come", async () => {
  const told: LoadProgress[] = [];
  const bytes = await loadSource(blobOf(large), new AbortController().signal, (progress) =>
    told.push(progress),
  );
  assert.ok(isSame(bytes, large));
  const first = told.find(({ head }) => head !== undefined)!;
  assert.is(first.head!.dataset.get("Rows"), 4100);
  assert.not.ok(first.head!.dataset.has("PixelData"));
  assert.ok(first.loadedBytes < large.length, `${first.loadedBytes}`);
  assert.is(first.totalBytes, large.length);
  assert.match(first.words, /^\d+ %$/);
});

test("a small file is read at once, and nothing is told", async () => {
  const small = phantom();
  const told: LoadProgress[] = [];
  const bytes = await loadSource(blobOf(small), new AbortController().signal, (progress) =>
    told.push(progress),
  );
  assert.ok(isSame(bytes, small));
  assert.equal(told, []);
});

test("reading a large file ends when nobody waits for it any more", async () => {
  const abort = new AbortController();
  let loadedBytes = 0;
  const reading = loadSource(blobOf(large), abort.signal, (progress) => {
    loadedBytes = progress.loadedBytes;
    abort.abort(new Error("scrolled on"));
  });
  const error = await reading.catch((reason: unknown) => reason);
  assert.is((error as Error).message, "scrolled on");
  assert.ok(loadedBytes < large.length);
});

test("a file that cannot be read is told, whatever its size", async () => {
  const gone = async () => {
    throw new DOMException("gone", "NotReadableError");
  };
  const stream = () => new ReadableStream({ pull: gone });
  for (const size of [100, large.length]) {
    const file = Object.assign(new Blob(), {});
    Object.defineProperties(file, {
      size: { value: size },
      arrayBuffer: { value: gone },
      stream: { value: stream },
    });
    const error = await loadSource(file, new AbortController().signal, () => undefined).catch(
      (e: unknown) => e,
    );
    assert.is((error as { code?: string }).code, "VIEWER_FILE", `${size} bytes`);
  }
});
