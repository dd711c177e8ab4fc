import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  isDicomError,
  openDicomFile,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "../../src/index.ts";
import { openDicomFile as openPath } from "../../src/node.ts";
import { contentOf, corpusFiles } from "../support/corpus.ts";

const test = testSuite("core/open file");
const corpus = testSuite("core/open file on the corpus", { data: true, timeoutMs: 120_000 });

const PIXEL_DATA = 0x7fe00010;
const dataset = createDataset({
  SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
  SOPInstanceUID: "2.25.1",
  PatientName: "Doe^Jane",
  RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }],
  PixelData: new Uint8Array(100_000).fill(7),
});
const file = writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });

async function* inChunks(bytes: Uint8Array, size: number, onEnd?: (taken: number) => void) {
  let at = 0;
  try {
    for (; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  } finally {
    onEnd?.(at);
  }
}

test("chunks of any size give what the whole bytes give", async () => {
  const whole = readDicomFile(file);
  for (const size of [1, 3, 132, 1000, file.length]) {
    const opened = await openDicomFile(inChunks(file, size));
    assert.is(contentOf(opened), contentOf(whole), `${size}`);
    assertBytes(writeDicomFile(opened), file);
  }
});

test("a Blob, a stream, a path and a URL are opened alike", async () => {
  const expected = contentOf(readDicomFile(file));
  const folder = await mkdtemp(join(tmpdir(), "minipacs-open-"));
  try {
    const path = join(folder, "image.dcm");
    await writeFile(path, file);
    const blob = new Blob([file as Uint8Array<ArrayBuffer>]);
    assert.is(contentOf(await openDicomFile(blob)), expected);
    assert.is(contentOf(await openDicomFile(blob.stream())), expected);
    for (const source of [path, pathToFileURL(path), blob]) {
      assert.is(contentOf(await openPath(source)), expected);
      const head = await openPath(source, { until: PIXEL_DATA });
      assert.not.ok(head.dataset.has("PixelData"));
      assert.is(String(head.dataset.get("PatientName")), "Doe^Jane");
    }
    await openPath(join(folder, "none.dcm")).then(
      () => assert.unreachable(),
      (error: NodeJS.ErrnoException) => assert.is(error.code, "ENOENT"),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("with `until` no more is taken than is needed, and the source is told", async () => {
  for (const size of [1, 50, 500]) {
    let taken = -1;
    const source = inChunks(file, size, (at) => {
      taken = at;
    });
    const head = await openDicomFile(source, { until: PIXEL_DATA });
    await new Promise(setImmediate);
    const headLength = file.length - 100_000;
    assert.ok(taken >= 0 && taken <= headLength + size, `${taken} of ${headLength} in steps of ${size}`);
    assert.is(head.dataset.get("RequestAttributesSequence")?.[0]?.get("ScheduledProcedureStepID"), "S1");
    assert.ok(head.dataset.element("PatientName")!.bytes.buffer.byteLength < 20_000);
  }
});

test("an endless stream is read as far as the element that is waited for", async () => {
  let pulls = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(pulls === 0 ? file.subarray(0, 400) : new Uint8Array(65_536));
      pulls += 1;
    },
  });
  const head = await openDicomFile(endless, { until: 0x00100010 });
  assert.is(head.dataset.get("SOPInstanceUID"), "2.25.1");
  assert.ok(pulls < 4, `${pulls}`);
});

test("an element that claims more than is buffered ends in a typed error", async () => {
  const start = file.length - 100_000;
  const lying = file.slice(0, start + 8);
  new DataView(lying.buffer).setUint32(start - 4, 0xfffffff0, true);
  async function* endless() {
    yield lying;
    for (;;) yield new Uint8Array(65_536);
  }
  await openDicomFile(endless(), { limits: { maxBufferedBytes: 1_000_000 } }).then(
    () => assert.unreachable(),
    (error: unknown) => assert.ok(isDicomError(error, "LIMIT_EXCEEDED")),
  );
});

test("an abort ends a source that does not answer, and cancels it", async () => {
  const abort = new AbortController();
  let isCancelled = false;
  const silent = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(file.subarray(0, 200)),
    cancel: () => {
      isCancelled = true;
    },
  });
  const opened = openDicomFile(silent, { signal: abort.signal });
  setTimeout(() => abort.abort(), 10);
  await opened.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.name, "AbortError"),
  );
  await new Promise(setImmediate);
  assert.ok(isCancelled);
  await openDicomFile(silent, { signal: AbortSignal.abort(new Error("before")) }).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, "before"),
  );
});

test("what is no DICOM, a failing source and an empty one reject", async () => {
  async function* failing() {
    yield file.subarray(0, 200);
    throw new Error("the cable");
  }
  const rejects = async (source: AsyncIterable<Uint8Array>, matches: (error: unknown) => boolean) => {
    let error: unknown;
    await openDicomFile(source).catch((reason) => {
      error = reason;
    });
    assert.ok(matches(error), String(error));
  };
  await rejects(failing(), (error) => (error as Error)?.message === "the cable");
  await rejects(inChunks(new Uint8Array(0), 1), (error) => isDicomError(error, "FILE_NOT_DICOM"));
  await rejects(inChunks(new Uint8Array(500), 100), (error) => isDicomError(error, "FILE_NOT_DICOM"));
});

corpus("every small file in chunks of 1, 61 and 4096 bytes is what it is in one piece", async () => {
  let compared = 0;
  const problems: string[] = [];
  for (const { path, bytes } of corpusFiles(40_000)) {
    const attempt = async (read: () => unknown) => {
      try {
        return contentOf((await read()) as ReturnType<typeof readDicomFile>);
      } catch (error) {
        if (!isDicomError(error)) throw error;
        return error.code;
      }
    };
    const expected = await attempt(() => readDicomFile(bytes));
    for (const size of bytes.length < 4000 ? [1, 61, 4096] : [61, 4096]) {
      const actual = await attempt(() => openDicomFile(inChunks(bytes, size)));
      if (actual !== expected) problems.push(`${path} in chunks of ${size}`);
      compared += 1;
    }
  }
  assert.equal(problems, []);
  assert.ok(compared > 500, `${compared}`);
});
