/** A site with the viewer's bundle, and pages of it in Chromium, for the tests of a suite. */
import type { RequestListener } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage, VIEWPORT, type WatchedPage } from "../../../../tools/test/browser.ts";
import { type BrowserBundle, bundleForBrowser } from "../../../../tools/test/browser-bundle.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import { inlineWorker } from "../../inline-worker.ts";
import { type SitePart, servePage, serveSite } from "./viewer-page.ts";

let bundle: Promise<BrowserBundle> | undefined;

/** Returns the viewer as one file, bundled once for all tests of a process. */
export function viewerBundle(): Promise<BrowserBundle> {
  const entry = repositoryPath("packages/viewer-canvas/src/index.ts");
  bundle ??= bundleForBrowser(entry, undefined, [inlineWorker]);
  return bundle;
}

/** What coverage of `/bundle.js` is that of, where a test has it. */
const bundledScripts = async () => (bundle ? { "/bundle.js": (await bundle).path } : {});

/** By path. */
export type SiteFiles = Readonly<Record<string, Uint8Array | RequestListener>>;

export interface SiteOptions {
  policy?: string;
  /** In the place of the page, its styles and its script that `servePage` brings. */
  parts?: () => Promise<Readonly<Record<string, SitePart>>>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Another browser than that of the suite. */
  browser?: Browser;
  /** Runs in the page before its own script. */
  before?: () => void;
  /** What is done to the page before it is loaded: its routes are undone before the next one is opened. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** A page that is open, and what it was opened with. */
interface OpenPage extends WatchedPage {
  browser: Browser;
  before: OpenOptions["before"];
  /** All options but the size of a viewport, which can be changed. */
  made: string;
}

export class ViewerSite {
  browser!: Browser;
  origin!: string;
  #open: OpenPage | undefined;

  /** Has the suite's tests open pages, one at a time; the last one is closed behind the suite. */
  constructor(test: TestSuite, files: SiteFiles | (() => SiteFiles), { policy, parts }: SiteOptions = {}) {
    let site: Awaited<ReturnType<typeof serveSite>>;
    test.before(async () => {
      const given = typeof files === "function" ? files() : files;
      site = parts
        ? await serveSite(await parts(), policy)
        : await servePage((await viewerBundle()).code, given, policy);
      this.origin = site.origin;
      this.browser = await launchBrowser();
    });
    test.after(async () => {
      await this.close();
      await this.browser.close();
      await site.close();
    });
  }

  /** Opens a page without a viewer, in the place of the one before: the same one, loaded anew, where options are the same. */
  async open({
    browser = this.browser,
    before,
    prepare,
    viewport,
    ...options
  }: OpenOptions = {}): Promise<Page> {
    const size = viewport === undefined ? VIEWPORT : viewport;
    const made = JSON.stringify([options, size === null]);
    const last = this.#open;
    if (last?.browser === browser && last.before === before && last.made === made) {
      await last.keepCoverage(await bundledScripts());
      await last.page.unrouteAll({ behavior: "ignoreErrors" });
      await last.page.mouse.move(-1, -1);
      // What the document of the test before still has to say is not for the next one.
      await last.page.goto("about:blank");
      last.complaints.length = 0;
      if (size && !isDeepStrictEqual(size, last.page.viewportSize())) await last.page.setViewportSize(size);
    } else {
      await this.close();
      const watched = await openPage(browser, this.origin, { ...options, viewport: size });
      this.#open = { ...watched, browser, before, made };
      if (before) await watched.page.addInitScript(before);
    }
    const { page } = this.#open!;
    await prepare?.(page);
    await page.goto(`${this.origin}/`);
    return page;
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close(await bundledScripts());
  }

  get complaints(): readonly string[] {
    return this.#open?.complaints ?? [];
  }

  /** Nothing on the console, no request to elsewhere. */
  assertQuiet(): void {
    assert.equal(this.complaints, []);
  }
}
