/** The built package on plain pages in Chromium: script tag, bundler, policies with and without workers, many viewers. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Browser, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage, type WatchedPage } from "../../../tools/test/browser.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { compressedPhantom, phantom } from "./support/phantom.ts";
import {
  assertShows,
  type SitePart,
  STRICT_POLICY,
  serveSite,
  settled,
  snapshot,
} from "./support/viewer-page.ts";

const test = testSuite("viewer/embedding", { tools: ["chromium"], timeoutMs: 40_000 });

const compressed = compressedPhantom();
const compressedFrames = compressedPhantom({ frames: 6 });
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewer</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">SCRIPT</head>
<body><dicom-viewer controls="none" src="/image.dcm"></dicom-viewer></body></html>`;
const CSS = "dicom-viewer, div { display: block; width: 384px; height: 384px; }";

const dist = (name: string) => repositoryPath("packages/viewer-canvas/dist", name);
let parts: Record<string, SitePart>;
let browser: Browser;
let site: Awaited<ReturnType<typeof serveSite>> | undefined;
let watched: WatchedPage | undefined;
let page: Page;

test.before(async () => {
  if (!existsSync(dist("dicom-viewer.js"))) throw new Error("dist is missing: npm run build");
  parts = {
    "/page.css": ["text/css", CSS],
    "/image.dcm": ["application/dicom", compressed],
    "/plain.dcm": ["application/dicom", phantom()],
    "/frames.dcm": ["application/dicom", compressedFrames],
    "/dicom-viewer.js": ["text/javascript", await readFile(dist("dicom-viewer.js"))],
    "/tag": ["text/html", HTML.replace("SCRIPT", '<script src="/dicom-viewer.js" defer></script>')],
    "/joined.js": ["text/javascript", await readFile(dist("dicom-viewer.js"))],
    "/joined": ["text/html", HTML.replace("SCRIPT", '<script src="/joined.js" defer></script>')],
    "/private-dictionary.js": ["text/javascript", await readFile(dist("private-dictionary.js"))],
    "/module": ["text/html", HTML.replace("SCRIPT", '<script type="module" src="/entry.js"></script>')],
  };
  browser = await launchBrowser();
});
test.after(() => browser.close());
test.afterEach(async () => {
  await watched?.close();
  await site?.close();
  watched = undefined;
  site = undefined;
});

async function open(path: string, policy = STRICT_POLICY, more: Record<string, SitePart> = {}) {
  site = await serveSite({ ...parts, ...more }, policy);
  watched = await openPage(browser, site.origin);
  page = watched.page;
  const workers: string[] = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(`${site.origin}${path}`);
  return { workers, requests, complaints: watched.complaints };
}

test("a page that is opened from the disk is told why its image is not there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "minipacs-disk-"));
  const script = `<script src="${pathToFileURL(dist("dicom-viewer.js")).href}" defer></script>`;
  try {
    await writeFile(join(folder, "image.dcm"), compressed);
    await writeFile(
      join(folder, "page.html"),
      HTML.replace("SCRIPT", script).replace("/image.dcm", "image.dcm"),
    );
    watched = await openPage(browser, "");
    await watched.page.goto(pathToFileURL(join(folder, "page.html")).href);
    await watched.page.getByText("Browsers fetch nothing from the disk").waitFor({ timeout: 10_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("one script tag shows an image under the strictest policy, decoded by a worker of the same file", async () => {
  const { workers, complaints } = await open("/tag");
  await settled(page);
  await assertShows(await snapshot(page), compressed);
  assert.ok(workers.length >= 1 && workers.every((url) => url.endsWith("/dicom-viewer.js")), workers.join());
  const names = await page.evaluate(() =>
    Object.keys((globalThis as { MiniPacsViewer?: object }).MiniPacsViewer!),
  );
  assert.ok(names.includes("DicomViewer"));
  assert.equal(complaints, []);
});

test("where the script is no file of its own, its worker comes from a blob", async () => {
  const { workers, complaints } = await open("/joined", `${STRICT_POLICY}; worker-src blob:`);
  await settled(page);
  await assertShows(await snapshot(page), compressed);
  assert.ok(workers.length >= 1 && workers.every((url) => url.startsWith("blob:")), workers.join());
  assert.equal(complaints, []);
});

test("names of private elements stand in a file beside the script", async () => {
  const { requests, complaints } = await open("/tag");
  await settled(page);
  const shown = page.evaluate(() =>
    document
      .querySelector("dicom-viewer")!
      .viewer!.dispatch({ type: "show", what: "metadata", isShown: true }),
  );
  await Promise.all([page.waitForResponse("**/private-dictionary.js"), shown]);
  assert.is(requests.filter((path) => path === "/private-dictionary.js").length, 1);
  assert.equal(complaints, []);
});

test("what the script tag brings has the dictionary: keywords, character sets, names of UIDs", async () => {
  await open("/tag");
  await settled(page);
  const rows = await page.evaluate(() =>
    document.querySelector("dicom-viewer")!.viewer!.file!.dataset.get("Rows"),
  );
  assert.is(rows, 64);
});

test("where the policy forbids workers frames are decoded on the page", async () => {
  const { workers, complaints } = await open("/tag", `${STRICT_POLICY}; worker-src 'none'`);
  await settled(page);
  await assertShows(await snapshot(page), compressed);
  assert.equal(workers, []);
  // Chromium tells of what it refused: the file, then the blob.
  assert.ok(
    complaints.length >= 1 && complaints.every((text) => /worker/i.test(text)),
    complaints.join("\n"),
  );
});

/** A worker that answers with one value for all samples: what is shown tells who decoded it. */
const MARK = 77;
const marking = (code: Uint8Array): SitePart => [
  "text/javascript",
  `const send = self.postMessage.bind(self);
self.postMessage = (answer, transfer) => {
  answer.result?.image.samples.fill(${MARK});
  send(answer, transfer);
};
${new TextDecoder().decode(code)}`,
];

test("`workerUrl` and the attribute `worker-url` name the worker that decodes, and no other is tried", async () => {
  const worker = await readFile(dist("decode-worker.js"));
  const { workers, requests, complaints } = await open("/tag", STRICT_POLICY, {
    "/marking.js": marking(worker),
    "/tag": parts["/tag"]!,
  });
  await settled(page);
  const before = workers.length;
  const values = await page.evaluate(async () => {
    const { DicomViewer } = (globalThis as unknown as { MiniPacsViewer: typeof import("../src/index.ts") })
      .MiniPacsViewer;
    const viewer = new DicomViewer(document.body.appendChild(document.createElement("div")), {
      workerUrl: "/marking.js",
    });
    await viewer.show("/frames.dcm");
    const element = document.createElement("dicom-viewer");
    element.setAttribute("worker-url", "/marking.js");
    document.body.append(element);
    await element.viewer!.show("/frames.dcm");
    return [viewer, element.viewer!].map(({ frame }) => [...new Set(frame?.pixels)]);
  });
  assert.equal(values, [[MARK], [MARK]]);
  const own = workers.slice(before);
  assert.ok(own.length >= 1 && own.every((url) => url.endsWith("/marking.js")), own.join());
  assert.ok(requests.includes("/marking.js"));
  assert.equal(complaints, []);
});

test("a bundler makes chunks of it: dictionaries when a file is read, codecs when one needs them", async () => {
  const parts = await bundled();
  const html = (parts["/bundled"] as [string, string])[1].replace(' src="/image.dcm"', "");
  const { requests, complaints } = await open("/bundled", STRICT_POLICY, {
    ...parts,
    "/bundled": ["text/html", html],
  });
  await page.waitForFunction(() => document.querySelector("dicom-viewer")?.viewer !== undefined);
  const isOf = (word: RegExp) => requests.some((path) => word.test(path));
  assert.not.ok(isOf(/dictionary|codec|decode-/), requests.join());
  await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.show("/plain.dcm"));
  await assertShows(await snapshot(page), phantom());
  assert.ok(isOf(/dictionary/) && !isOf(/decode-/), requests.join());
  assert.equal(complaints, []);
});

/** Bundles the built package; `edit` changes its modules as a bundler would. */
async function bundled(edit?: (code: string) => string): Promise<Record<string, SitePart>> {
  const rename: Plugin = {
    name: "rename",
    setup({ onLoad }) {
      onLoad({ filter: /viewer-canvas[/\\]dist[/\\].*\.js$/ }, async ({ path }) => ({
        contents: edit!(await readFile(path, "utf8")),
      }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: 'import "@minipacs/viewer-canvas";', resolveDir: repositoryPath("packages/minipacs") },
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: "/",
    write: false,
    logLevel: "error",
    plugins: edit ? [rename] : [],
  });
  const chunks = outputFiles.map(({ path, contents }): [string, SitePart] => {
    return [`/${path.replace(/^.*[/\\]/, "")}`, ["text/javascript", contents]];
  });
  const page = HTML.replace("SCRIPT", '<script type="module" src="/stdin.js"></script>');
  return { ...Object.fromEntries(chunks), "/bundled": ["text/html", page] };
}

test("a bundler that emits files by their URL emits the worker: nothing is refused under the strictest policy", async () => {
  let count = 0;
  const parts = await bundled((code) =>
    code.replace('new URL("./decode-worker.js", import.meta.url)', () => {
      count += 1;
      return 'new URL("/assets/worker-1a2b3c.js", import.meta.url)';
    }),
  );
  assert.is(count, 1);
  const { workers, complaints } = await open("/bundled", STRICT_POLICY, {
    ...parts,
    "/assets/worker-1a2b3c.js": ["text/javascript", await readFile(dist("decode-worker.js"))],
  });
  await settled(page);
  await assertShows(await snapshot(page), compressed);
  assert.ok(workers.length >= 1 && workers.every((url) => url.endsWith("/worker-1a2b3c.js")), workers.join());
  assert.equal(complaints, []);
});

test("with another bundler the worker comes from a blob; where that is refused, `workerUrl` names a file", async () => {
  const parts = await bundled();
  const { workers, requests, complaints } = await open(
    "/bundled",
    `${STRICT_POLICY}; worker-src blob:`,
    parts,
  );
  await settled(page);
  await assertShows(await snapshot(page), compressed);
  assert.ok(workers.length >= 1 && workers.every((url) => url.startsWith("blob:")), workers.join());
  assert.not.ok(requests.some((path) => path.endsWith("/decode-worker.js")));
  assert.equal(complaints, []);
  await watched!.close();
  await site!.close();
  const html = (parts["/bundled"] as [string, string])[1];
  const named = html.replace("<dicom-viewer ", '<dicom-viewer worker-url="/decode-worker.js" ');
  const strict = await open("/bundled", STRICT_POLICY, {
    ...parts,
    "/bundled": ["text/html", named],
    "/decode-worker.js": ["text/javascript", await readFile(dist("decode-worker.js"))],
  });
  await settled(page);
  await assertShows(await snapshot(page), compressed);
  assert.ok(
    strict.workers.every((url) => url.endsWith("/decode-worker.js")),
    strict.workers.join(),
  );
  assert.equal(strict.complaints, []);
});

test("viewers that come and go leave neither workers nor listeners nor nodes", async () => {
  const { complaints } = await open("/tag");
  await settled(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const counted = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
    return { listeners: of("JSEventListeners"), nodes: of("Nodes"), workers: page.workers().length };
  };
  const comeAndGo = (count: number) =>
    page.evaluate(async (times) => {
      for (let i = 0; i < times; i += 1) {
        const pair = [document.createElement("dicom-viewer"), document.createElement("dicom-viewer")];
        document.body.append(...pair);
        await Promise.all(pair.map((element) => element.viewer!.show("/frames.dcm")));
        for (const element of pair) element.remove();
      }
    }, count);
  await comeAndGo(2);
  await page.waitForTimeout(300);
  const before = await counted();
  await comeAndGo(20);
  await page.waitForTimeout(300);
  const after = await counted();
  assert.is(after.workers, before.workers);
  assert.ok(after.listeners <= before.listeners + 5, JSON.stringify({ before, after }));
  assert.ok(after.nodes <= before.nodes + 20, JSON.stringify({ before, after }));
  assert.equal(complaints, []);
});

test("twenty viewers on a page show their images with the workers of one; the last that goes ends them", async () => {
  const { complaints } = await open("/tag");
  await settled(page);
  const allowed = await page.evaluate(() => Math.min(4, Math.max(1, navigator.hardwareConcurrency - 1)));
  await page.evaluate(async () => {
    const many = Array.from({ length: 20 }, () => document.createElement("dicom-viewer"));
    document.body.append(...many);
    await Promise.all(many.map((element) => element.viewer!.show("/frames.dcm")));
  });
  const states = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("dicom-viewer")].map(({ viewer }) => viewer?.state.frameCount),
    );
  assert.equal(
    (await states()).map((count) => (count ?? 0) > 0),
    new Array(21).fill(true),
  );
  const workerCount = page.workers().length;
  assert.ok(workerCount >= 1 && workerCount <= allowed, `${workerCount} of ${allowed}`);
  await page.evaluate(() => {
    for (const element of document.querySelectorAll("dicom-viewer")) element.remove();
  });
  while (page.workers().length > 0) await page.waitForTimeout(20);
  assert.equal(complaints, []);
});
