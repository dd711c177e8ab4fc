/** Reads the body of a large file and tells how far it has come; the header is known long before the end. */
import { type DicomFile, openDicomFile } from "@minipacs/dicom-core/reader";
import { loadTables } from "./tables.ts";

/** How much of a file has come. */
export interface LoadProgress {
  loadedBytes: number;
  /** `undefined` where the server does not say. */
  totalBytes: number | undefined;
  /** The file up to its Pixel Data, as soon as that much is there. */
  head: DicomFile | undefined;
  /** How much that is, for people: `40 %`, `1.5 MiB`. */
  words: string;
}

const FIRST_CAPACITY = 2 ** 20;
const MAX_HEAD_BYTES = 2 ** 24;
/** Memory that a length of a server, which may be untrue, is enough for. */
const MAX_TRUSTED_BYTES = 2 ** 28;
const TELL_EVERY_MS = 100;
const PIXEL_DATA = 0x7fe00010;

/**
 * Returns the bytes of a body, `totalBytes` of them as far as is known. An aborted signal rejects with its reason, a broken
 * connection with what the stream throws.
 */
export async function readBody(
  body: ReadableStream<Uint8Array>,
  totalBytes: number | undefined,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void,
  trustedBytes = MAX_TRUSTED_BYTES,
): Promise<Uint8Array> {
  let loadedBytes = 0;
  let head: DicomFile | undefined;
  const tell = () => onProgress({ loadedBytes, totalBytes, head, words: wordsOf(loadedBytes, totalBytes) });
  const [ahead, whole] = body.tee();
  readHead(ahead, signal).then(
    (file) => {
      head = file;
      if (!signal.aborted) tell();
    },
    () => ahead.cancel().catch(() => undefined),
  );
  let bytes = new Uint8Array(Math.min(totalBytes ?? FIRST_CAPACITY, trustedBytes));
  // The next one to tell: what has come is told, too, when nothing follows it for long.
  let telling: ReturnType<typeof setTimeout> | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tellInTurn = () => {
    telling = undefined;
    toldAt = performance.now();
    tell();
  };
  const reader = whole.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      signal.throwIfAborted();
      const end = loadedBytes + next.value.length;
      if (end > bytes.length) bytes = grown(bytes, end);
      bytes.set(next.value, loadedBytes);
      loadedBytes = end;
      telling ??= setTimeout(tellInTurn, toldAt + TELL_EVERY_MS - performance.now());
    }
  } finally {
    clearTimeout(telling);
  }
  return bytes.subarray(0, loadedBytes);
}

async function readHead(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<DicomFile> {
  await loadTables();
  return openDicomFile(stream, {
    until: PIXEL_DATA,
    signal,
    limits: { maxBufferedBytes: MAX_HEAD_BYTES },
  });
}

function wordsOf(loadedBytes: number, totalBytes: number | undefined): string {
  if (totalBytes === undefined) return `${(loadedBytes / 2 ** 20).toFixed(1)} MiB`;
  return `${Math.min(100, Math.floor((100 * loadedBytes) / totalBytes))} %`;
}

function grown(bytes: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
