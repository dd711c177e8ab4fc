/** A site with the viewer's bundle, and pages of it in Chromium, for the tests of a suite. */
import type { RequestListener } from "node:http";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage, type WatchedPage } from "../../../../tools/test/browser.ts";
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

/** By path. */
export type SiteFiles = Readonly<Record<string, Uint8Array | RequestListener>>;

export interface SiteOptions {
  policy?: string;
  /** In the place of the page and its styles that `servePage` brings. */
  parts?: Readonly<Record<string, SitePart>>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Another browser than that of the suite. */
  browser?: Browser;
  /** Runs in the page before its own script. */
  before?: () => void;
}

export class ViewerSite {
  browser!: Browser;
  origin!: string;
  #watched: WatchedPage | undefined;

  /** Has the suite's tests open pages, one at a time; the last one of a test is closed after it. */
  constructor(test: TestSuite, files: SiteFiles | (() => SiteFiles), { policy, parts }: SiteOptions = {}) {
    let site: Awaited<ReturnType<typeof serveSite>>;
    test.before(async () => {
      const { code } = await viewerBundle();
      const given = typeof files === "function" ? files() : files;
      site = parts
        ? await serveSite({ ...parts, "/bundle.js": ["text/javascript", code] }, policy)
        : await servePage(code, given, policy);
      this.origin = site.origin;
      this.browser = await launchBrowser();
    });
    test.after(async () => {
      await this.browser.close();
      await site.close();
    });
    test.afterEach(() => this.close());
  }

  /** Opens a page without a viewer, in the place of the one before. */
  async open({ browser = this.browser, before, ...options }: OpenOptions = {}): Promise<Page> {
    await this.close();
    this.#watched = await openPage(browser, this.origin, options);
    const { page } = this.#watched;
    if (before) await page.addInitScript(before);
    await page.goto(`${this.origin}/`);
    return page;
  }

  async close(): Promise<void> {
    const watched = this.#watched;
    this.#watched = undefined;
    await watched?.close({ "/bundle.js": (await viewerBundle()).path });
  }

  get complaints(): readonly string[] {
    return this.#watched?.complaints ?? [];
  }

  /** Nothing on the console, no request to elsewhere. */
  assertQuiet(): void {
    assert.equal(this.complaints, []);
  }
}
