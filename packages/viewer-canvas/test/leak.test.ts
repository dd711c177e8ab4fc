/** Sixty files of the shared data, opened and closed again and again with all that a viewer has around them: nothing is left behind. */
import { readFileSync } from "node:fs";
import type { Browser, CDPSession, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage } from "../../../tools/test/browser.ts";
import type { BrowserBundle } from "../../../tools/test/browser-bundle.ts";
import { requireData } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { servePage } from "./support/viewer-page.ts";
import { viewerBundle } from "./support/viewer-site.ts";

const test = testSuite("viewer/leak", { tools: ["chromium"], data: true, timeoutMs: 120_000 });

/** Workers, films and documents come from blobs. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; worker-src blob:; media-src blob:; frame-src blob:; object-src blob:";
const FILE_COUNT = 60;
/** Of the other kinds there are few: they are taken first. */
const OTHER_KINDS = /video|pdf|_sr|\/sr|report|test-SR/i;
/** Measured: a round adds some tens of kilobytes of compiled code at first. Samples are not in it: they are counted apart. */
const HEAP_SLACK_BYTES = 400_000;
const WORKER_COUNT = 3;

let bundle: BrowserBundle;
let browser: Browser;
test.before(async () => {
  // A page whose coverage is collected keeps its scripts and documents.
  delete process.env.NODE_V8_COVERAGE;
  bundle = await viewerBundle();
  browser = await launchBrowser();
});
test.after(async () => {
  await browser.close();
});

/** Returns files of all kinds, by path. */
function chooseFiles(): Record<string, Uint8Array> {
  const lines = readFileSync(requireData("dicom", "manifest.tsv"), "utf8").trim().split("\n").slice(1);
  const names = lines.map((line) => line.split("\t")[0]!);
  const others = names.filter((name) => OTHER_KINDS.test(name)).slice(0, 10);
  const images = names.filter((name) => !OTHER_KINDS.test(name));
  const step = images.length / (FILE_COUNT - others.length);
  const spread = Array.from({ length: FILE_COUNT - others.length }, (_, i) => images[Math.floor(i * step)]!);
  return Object.fromEntries(
    [...others, ...spread].map((name, i) => [
      `/${i}.dcm`,
      new Uint8Array(readFileSync(requireData("dicom", name))),
    ]),
  );
}

/** Counts what the page has made and not let go of. */
function watchMade(): void {
  const live: Live = { urls: new Set(), held: [], bitmaps: 0, workers: 0, maxWorkers: 0, madeUrls: 0 };
  Object.assign(globalThis, { live });
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object);
    live.urls.add(url);
    live.madeUrls += 1;
    return url;
  };
  URL.revokeObjectURL = (url) => {
    live.urls.delete(url);
    revokeObjectURL.call(URL, url);
  };
  const { createImageBitmap: create } = globalThis;
  globalThis.createImageBitmap = async (...args: unknown[]) => {
    const bitmap = (await Reflect.apply(create, globalThis, args)) as ImageBitmap;
    live.bitmaps += 1;
    return bitmap;
  };
  const { close } = ImageBitmap.prototype;
  ImageBitmap.prototype.close = function () {
    live.bitmaps -= 1;
    close.call(this);
  };
  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function () {
    live.workers -= 1;
    terminate.call(this);
  };
  globalThis.Worker = new Proxy(Worker, {
    construct(target, args) {
      live.workers += 1;
      live.maxWorkers = Math.max(live.maxWorkers, live.workers);
      return Reflect.construct(target, args);
    },
  });
}

interface Live {
  urls: Set<string>;
  /** Viewers, their files and the samples of their frames. */
  held: WeakRef<object>[];
  bitmaps: number;
  workers: number;
  maxWorkers: number;
  madeUrls: number;
}

/** Opens each file with bars, annotations and side bar; every fifth time in a new viewer. Returns how many images came. */
function round(page: Page, paths: readonly string[]): Promise<number> {
  return page.evaluate(
    async ({ urls, maxWorkerCount }) => {
      const { held } = (globalThis as unknown as { live: Live }).live;
      let shownCount = 0;
      let element = document.createElement("dicom-viewer");
      for (const [i, url] of urls.entries()) {
        if (i % 5 === 0) {
          element.remove();
          element = document.createElement("dicom-viewer");
          element.options = { maxWorkerCount };
          document.body.append(element);
        }
        const viewer = element.viewer!;
        await viewer.show(url);
        if (viewer.frame) shownCount += 1;
        for (const part of [viewer, viewer.file, viewer.frame?.pixels])
          if (part) held.push(new WeakRef(part));
        viewer.dispatch({ type: "show", what: "metadata", isShown: i % 2 === 0 });
        for (let paint = 0; paint < 3; paint += 1) await new Promise(requestAnimationFrame);
        viewer.dispatch({ type: "frame", index: viewer.state.frameCount - 1 });
        if (i % 10 === 3) await viewer.toPng({ annotations: true });
        viewer.cine.play();
        for (let paint = 0; paint < 3; paint += 1) await new Promise(requestAnimationFrame);
      }
      element.remove();
      return shownCount;
    },
    { urls: paths, maxWorkerCount: WORKER_COUNT },
  );
}

/** What is there after garbage has been collected. */
async function measure(page: Page, session: CDPSession) {
  await page.waitForTimeout(300);
  for (let i = 0; i < 3; i += 1) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  const made = await page.evaluate(() => {
    const { urls, held, ...counts } = (globalThis as unknown as { live: Live }).live;
    const heldCount = held.filter((part) => part.deref() !== undefined).length;
    return { ...counts, urls: urls.size, madeCount: held.length, heldCount };
  });
  return {
    ...made,
    runningWorkers: page.workers().length,
    listeners: of("JSEventListeners"),
    nodes: of("Nodes"),
    documents: of("Documents"),
    heapBytes: of("JSHeapUsedSize"),
  };
}

test("opened and closed for a third time, sixty files leave nothing more than for the first time", async () => {
  const files = chooseFiles();
  const paths = Object.keys(files);
  assert.is(paths.length, FILE_COUNT);
  const site = await servePage(bundle.code, files, POLICY);
  const { page, close } = await openPage(browser, site.origin);
  await page.addInitScript(watchMade);
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const shownCount = await round(page, paths);
  const before = await measure(page, session);
  await round(page, paths);
  await round(page, paths);
  const after = await measure(page, session);
  const told = JSON.stringify({ before, after, shownCount });
  assert.ok(shownCount > 30 && after.madeUrls > 10 && after.madeCount > 300, told);
  assert.ok(after.maxWorkers > 0 && after.maxWorkers <= WORKER_COUNT, told);
  assert.is(after.heldCount, 0, told);
  assert.equal([after.urls, after.bitmaps, after.workers, after.runningWorkers], [0, 0, 0, 0], told);
  assert.ok(after.listeners <= before.listeners, told);
  assert.ok(after.nodes <= before.nodes, told);
  assert.ok(after.documents <= before.documents, told);
  assert.ok(after.heapBytes <= before.heapBytes + HEAP_SLACK_BYTES, told);
  await close({ "/bundle.js": bundle.path });
  await site.close();
});
