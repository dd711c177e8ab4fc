/**
 * Small pictures of received files: drawn by a worker, two at a time, the latest wish first, and kept, in memory and in
 * the browser's cache, for as long as the file is the same.
 */
import { type ApiInstance, fileUrl } from "../api.ts";
import type { ThumbnailResult } from "./thumbnail-worker.ts";

/** A picture, or why there is none. */
export type Thumbnail = { bitmap: ImageBitmap } | { reason: string };

/** Of the longer side. */
const THUMBNAIL_PX = 192;
const AT_ONCE = 2;
/** In memory: some 20 MB. */
const MAX_KEPT = 200;
const STORE = "minipacs-thumbnails";
/** In the browser's cache. */
const MAX_STORED = 5000;

interface Wish {
  key: string;
  url: string;
  signal: AbortSignal;
  resolve: (thumbnail: Thumbnail) => void;
  reject: (error: unknown) => void;
}

const kept = new Map<string, Thumbnail>();
const waiting: Wish[] = [];
let runningCount = 0;
let worker: Worker | undefined;
let lastId = 0;
const answers = new Map<number, (result: ThumbnailResult) => void>();

/** Returns the picture that is at hand. */
export function knownThumbnail(instance: ApiInstance): Thumbnail | undefined {
  return kept.get(keyOf(instance));
}

/** Returns the picture; a wish that is aborted before its turn is dropped. Rejects then, and never else. */
export function thumbnailOf(instance: ApiInstance, signal: AbortSignal): Promise<Thumbnail> {
  const key = keyOf(instance);
  const known = kept.get(key);
  if (known) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const wish = { key, url: fileUrl(instance.SOPInstanceUID), signal, resolve, reject };
    waiting.push(wish);
    signal.addEventListener("abort", () => {
      const at = waiting.indexOf(wish);
      if (at < 0) return;
      waiting.splice(at, 1);
      reject(signal.reason);
    });
    void run();
  });
}

function keyOf({ SOPInstanceUID, receivedAt }: ApiInstance): string {
  return `${SOPInstanceUID}?${receivedAt}`;
}

async function run(): Promise<void> {
  if (runningCount >= AT_ONCE) return;
  const wish = waiting.pop();
  if (wish === undefined) return;
  runningCount += 1;
  try {
    const thumbnail = kept.get(wish.key) ?? (await make(wish));
    keep(wish.key, thumbnail);
    wish.resolve(thumbnail);
  } catch (error) {
    wish.resolve({ reason: (error as Error).message });
  } finally {
    runningCount -= 1;
    void run();
  }
}

async function make({ key, url }: Wish): Promise<Thumbnail> {
  const stored = await storedPicture(key);
  if (stored) return { bitmap: await createImageBitmap(stored) };
  const result = await draw(url);
  if ("reason" in result) return result;
  void storePicture(key, result.png);
  return { bitmap: await createImageBitmap(result.png) };
}

function keep(key: string, thumbnail: Thumbnail): void {
  kept.delete(key);
  kept.set(key, thumbnail);
  const [oldest] = kept.keys();
  // Canvases hold pixels of their own: what is let go of is not seen to go.
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
}

function draw(url: string): Promise<ThumbnailResult> {
  worker ??= openWorker();
  const id = ++lastId;
  return new Promise((resolve) => {
    answers.set(id, resolve);
    worker?.postMessage({ id, url: new URL(url, location.href).href, sizePx: THUMBNAIL_PX });
  });
}

/** A worker that breaks is replaced with the next wish. */
function openWorker(): Worker {
  const opened = new Worker("/assets/thumbnail-worker.js", { type: "module" });
  opened.addEventListener("message", ({ data }: MessageEvent<ThumbnailResult>) => {
    answers.get(data.id)?.(data);
    answers.delete(data.id);
  });
  opened.addEventListener("error", (event) => {
    event.preventDefault();
    opened.terminate();
    worker = undefined;
    for (const [id, resolve] of answers) resolve({ id, reason: event.message || "the worker failed" });
    answers.clear();
  });
  return opened;
}

/** The browser's cache is there on secure origins only. */
async function storedPicture(key: string): Promise<Blob | undefined> {
  try {
    const store = await globalThis.caches?.open(STORE);
    const response = await store?.match(addressOf(key));
    return await response?.blob();
  } catch {
    return undefined;
  }
}

async function storePicture(key: string, png: Blob): Promise<void> {
  try {
    const store = await globalThis.caches?.open(STORE);
    await store?.put(addressOf(key), new Response(png));
    if (lastId % 100 !== 0) return;
    const all = (await store?.keys()) ?? [];
    for (const request of all.slice(0, Math.max(0, all.length - MAX_STORED))) await store?.delete(request);
  } catch {
    // A browser that keeps nothing draws again.
  }
}

/** A name in the cache, never asked of the server. */
function addressOf(key: string): string {
  return `/thumbnails/${THUMBNAIL_PX}/${key}`;
}
