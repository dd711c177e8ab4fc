/**
 * The snippets of the documents on the viewer in Chromium: README.md, packages/viewer-canvas/README.md,
 * docs/use-the-viewer.md. `tools/packed.test.ts` compiles them.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../tools/documents/code-blocks.ts";
import { launchBrowser, openPage } from "../../../tools/test/browser.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import type { DicomViewer } from "../src/index.ts";
import { compressedPhantom } from "./support/phantom.ts";
import { type SitePart, STRICT_POLICY, serveSite } from "./support/viewer-page.ts";

const test = testSuite("viewer/documents", { tools: ["chromium"], timeoutMs: 40_000 });

const image = compressedPhantom();
const dist = (name: string) => repositoryPath("packages/viewer-canvas/dist", name);
let browser: Browser;
test.before(async () => {
  if (!existsSync(dist("dicom-viewer.js"))) throw new Error("dist is missing: npm run build");
  browser = await launchBrowser();
});
test.after(() => browser.close());

/** The elements that the snippets look for. */
const PLACES = '<div id="image"></div><div id="slice"></div>';

/** Opens a page and waits until something is true of it. */
async function shows(body: string, script: SitePart | undefined, isTrue: () => boolean): Promise<void> {
  const files = ["image.dcm", "slices/1.dcm", "slices/2.dcm", "slices/3.dcm"];
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewer</title>
<link rel="icon" href="data:,"></head><body>${body}</body></html>`;
  const site = await serveSite(
    {
      "/": ["text/html", html],
      "/dicom-viewer.js": ["text/javascript", await readFile(dist("dicom-viewer.js"))],
      "/assets/decode-worker.js": ["text/javascript", await readFile(dist("decode-worker.js"))],
      ...Object.fromEntries(files.map((path) => [`/${path}`, ["application/dicom", image] as const])),
      ...(script ? { "/snippet.js": script } : {}),
    },
    `${STRICT_POLICY}; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:`,
  );
  const { page, complaints, close } = await openPage(browser, site.origin);
  try {
    await page.goto(site.origin);
    await page.waitForFunction(isTrue);
    assert.equal(complaints, []);
  } finally {
    await close();
    await site.close();
  }
}

/** Bundles a snippet with the built package, as an application does. */
async function bundled(code: string): Promise<SitePart> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: "ts", resolveDir: repositoryPath("packages/minipacs") },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return ["text/javascript", outputFiles[0]!.contents];
}

const VIEWER_README = "packages/viewer-canvas/README.md";
const USE = "docs/use-the-viewer.md";
/** Hands the viewer of a snippet out. */
const SEEN = "globalThis.seen = viewer;";

for (const page of [VIEWER_README, USE]) {
  test(`the tags of ${page}`, async () => {
    const [tags = ""] = blocksOf(page, "html");
    await shows(tags, undefined, () => document.querySelector("dicom-viewer")?.viewer?.frame !== undefined);
  });
}

type Seen = { seen?: DicomViewer };

/** Page, number among its snippets, what is put after it, and what comes of it. */
const SNIPPETS: readonly [page: string, index: number, after: string, isTrue: () => boolean][] = [
  ["README.md", 3, SEEN, () => (globalThis as Seen).seen?.frame !== undefined],
  [VIEWER_README, 0, "", () => document.querySelector("dicom-viewer")?.viewer?.state.frameCount === 2],
  [VIEWER_README, 1, SEEN, () => (globalThis as Seen).seen?.state.windowCenter === 40],
  [USE, 0, "", () => document.querySelector("dicom-viewer")?.viewer?.state.frameCount === 3],
  [USE, 1, SEEN, () => (globalThis as Seen).seen?.state.orientation.turns === 1],
  [
    USE,
    2,
    'import "@minipacs/viewer-canvas";',
    () => document.querySelector("dicom-viewer")?.labels?.["no-image"] !== undefined,
  ],
  [USE, 3, "", () => document.body.shadowRoot !== null],
];

for (const [page, index, after, isTrue] of SNIPPETS) {
  test(`${page}, snippet ${index + 1}`, async () => {
    const snippet = blocksOf(page, "ts")[index] ?? "";
    const element = snippet.includes('querySelector("dicom-viewer")') ? "<dicom-viewer></dicom-viewer>" : "";
    const tag = '<script type="module" src="/snippet.js"></script>';
    await shows(PLACES + element + tag, await bundled(`${snippet}\n${after}`), isTrue);
  });
}

test("no snippet is left out", () => {
  for (const page of [VIEWER_README, USE]) {
    assert.is(SNIPPETS.filter(([name]) => name === page).length, blocksOf(page, "ts").length, page);
  }
});
