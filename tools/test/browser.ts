/**
 * Debian's Chromium for tests: started with an empty profile and no traffic of its own, watched for console
 * errors and for requests that leave the page's origin. Under `--coverage` the scripts of a page count too.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Download,
  type Page,
} from "playwright-core";
import { findTool } from "./foreign-tools.ts";

/** Playwright's own come again: of two such flags the last counts. */
const DISABLED_FEATURES = [
  // Each makes a hidden page of the browser's own with every window: more work than the page that is tested.
  ...["PreloadTopChromeWebUI", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"],
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"],
  ...["ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"],
  ...["NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"],
];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // A page that is loaded anew finds its scripts compiled.
  "--process-per-site",
  "--force-color-profile=srgb",
  `--disable-features=${DISABLED_FEATURES.join(",")}`,
];

/** Chromium without windows of its own, where it is installed: opening a page is a third of the work. */
const findBrowser = () => findTool("chromium-headless-shell") ?? findTool("chromium");

/** Starts Chromium; close it in `test.after`. */
export const launchBrowser = (flags: readonly string[] = []): Promise<Browser> =>
  launch(findBrowser(), flags);

/** Starts all of Chromium, which shows PDF documents and is what most people have. */
export const launchWholeBrowser = (): Promise<Browser> => launch(findTool("chromium"), []);

function launch(executablePath: string | undefined, flags: readonly string[]): Promise<Browser> {
  if (executablePath === undefined) throw new Error("chromium is not installed");
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] });
}

/** Returns the bytes that a page saved. */
export async function readDownload(download: Download): Promise<Buffer> {
  return Buffer.concat(await (await download.createReadStream()).toArray());
}

/** Of a page whose size nobody asks for. */
export const VIEWPORT = { width: 1280, height: 800 };

/** A page, and what a user would not want to happen on it. */
export interface WatchedPage {
  page: Page;
  /** The only one that it may ask. */
  origin: string;
  /** Console errors and warnings, uncaught exceptions, failed requests, requests to another origin. */
  complaints: string[];
  /** Before the page goes elsewhere: its coverage is that of its document. `scripts` as for `close`. */
  keepCoverage(scripts: ScriptPaths): Promise<void>;
  /** Closes the page; `scripts` names the files that its scripts were served from, by path of the URL. */
  close(scripts?: ScriptPaths): Promise<void>;
}

type ScriptPaths = Readonly<Record<string, string>>;

/** Opens an empty page in a context of its own. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: VIEWPORT, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.stack ?? error.message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== watched.origin) {
      complaints.push(`request to ${url.origin}`);
    }
  });
  const coverageFolder = process.env.NODE_V8_COVERAGE;
  const startCoverage = async () => {
    if (coverageFolder) await page.coverage.startJSCoverage({ resetOnNavigation: false });
  };
  const endCoverage = async (scripts: ScriptPaths) => {
    if (coverageFolder) await writeCoverage(coverageFolder, await page.coverage.stopJSCoverage(), scripts);
  };
  await startCoverage();
  const watched: WatchedPage = {
    page,
    origin,
    complaints,
    async keepCoverage(scripts) {
      await endCoverage(scripts);
      await startCoverage();
    },
    async close(scripts = {}) {
      await endCoverage(scripts);
      await context.close();
    },
  };
  return watched;
}

let coverageCount = 0;

type CoverageEntries = Awaited<ReturnType<Page["coverage"]["stopJSCoverage"]>>;

/** In the form that Node writes, so that the report maps bundles back to their sources. */
async function writeCoverage(folder: string, entries: CoverageEntries, scripts: ScriptPaths): Promise<void> {
  const result: unknown[] = [];
  const sourceMaps: Record<string, unknown> = {};
  for (const { url, scriptId, source, functions } of entries) {
    const path = scripts[new URL(url).pathname];
    if (path === undefined || source === undefined) continue;
    const fileUrl = pathToFileURL(path).href;
    result.push({ scriptId, url: fileUrl, functions });
    sourceMaps[fileUrl] = {
      lineLengths: source.split("\n").map((line) => line.length),
      data: JSON.parse(await readFile(`${path}.map`, "utf8")),
      url: null,
    };
  }
  if (result.length === 0) return;
  coverageCount += 1;
  mkdirSync(folder, { recursive: true });
  const name = `coverage-${process.pid}-${Date.now()}-browser-${coverageCount}.json`;
  writeFileSync(join(folder, name), JSON.stringify({ result, "source-map-cache": sourceMaps }));
}
