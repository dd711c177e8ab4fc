/** The built page, as a server in this process serves it, in Chromium, for one test at a time. */
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage, VIEWPORT, type WatchedPage } from "../../../../../tools/test/browser.ts";
import { runTool } from "../../../../../tools/test/foreign-tools.ts";
import type { TestSuite } from "../../../../../tools/test/suite.ts";
import type { PacsOptions } from "../../../src/config/config.ts";
import { createPacs } from "../../../src/pacs.ts";

export interface PageServer {
  /** Of DICOM. */
  port: number;
  /** Of the page. */
  origin: string;
  stop(): Promise<void>;
}

/** Starts a server in this process: the command's own start takes longer than many a test. */
export async function startPageServer(options: PacsOptions = {}): Promise<PageServer> {
  const pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: 0, ephemeral: true, ...options });
  return {
    port: pacs.dicomPort,
    origin: `http://127.0.0.1:${pacs.httpPort}`,
    stop: () => pacs.close({ drainMs: 0 }),
  };
}

export class ServedPage {
  browser!: Browser;
  server!: PageServer;
  origin!: string;
  watched!: WatchedPage;

  /** Each test of the suite gets a server, with `more` options, and the suite's page as if nobody had used it: its address is another one. */
  constructor(
    test: TestSuite,
    options: BrowserContextOptions = {},
    more: () => PacsOptions | Promise<PacsOptions> = () => ({}),
  ) {
    test.before(async () => {
      this.browser = await launchBrowser();
      this.watched = await openPage(this.browser, "", options);
    });
    test.after(async () => {
      await this.watched.close();
      await this.browser.close();
    });
    test.beforeEach(async () => {
      this.server = await startPageServer(await more());
      this.origin = this.server.origin;
      this.watched.origin = this.origin;
      this.watched.complaints.length = 0;
    });
    test.afterEach(async () => {
      try {
        // Cookies know no ports.
        await Promise.all([this.page.goto("about:blank"), this.page.context().clearCookies()]);
        await this.page.setViewportSize(VIEWPORT);
      } finally {
        await this.server.stop();
      }
    });
  }

  get page(): Page {
    return this.watched.page;
  }

  /** Opens a view by its address. */
  async open(hash: string): Promise<void> {
    await this.page.goto(`${this.origin}/#${hash}`);
  }

  tab(name: string | RegExp): Locator {
    return this.page.getByRole("navigation").getByRole("link", { name });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** Sends files as DCMTK's modality CT_SCANNER1, in the syntax that they have. */
  async store(...paths: string[]): Promise<void> {
    const to = ["127.0.0.1", String(this.server.port)];
    const { code, output } = await runTool("storescu", [
      ...["-aet", "CT_SCANNER1", "-aec", "MINIPACS", "--propose-lossless", ...to, ...paths],
    ]);
    assert.is(code, 0, output);
  }

  /** Stores a file by the API. */
  async upload(body: Uint8Array): Promise<void> {
    const headers = { "content-type": "application/dicom" };
    const response = await fetch(`${this.origin}/api/instances`, {
      method: "POST",
      headers,
      body: body as never,
    });
    assert.ok(response.ok, await response.text());
  }

  async count(): Promise<number> {
    return ((await (await fetch(`${this.origin}/api/status`)).json()) as { instanceCount: number })
      .instanceCount;
  }

  /** Lets go of files over the page, as one drags them from a folder. */
  async drop(target: string, files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
    const sent = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") }));
    await this.page.evaluate(
      ({ selector, items }) => {
        const dataTransfer = new DataTransfer();
        for (const { name, base64 } of items) {
          dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
        }
        const init = { bubbles: true, cancelable: true, composed: true, dataTransfer };
        const element = document.querySelector(selector)!;
        for (const type of ["dragenter", "dragover", "drop"])
          element.dispatchEvent(new DragEvent(type, init));
      },
      { selector: target, items: sent },
    );
  }

  /** Nothing on the console, no request to elsewhere. */
  assertQuiet(): void {
    assert.equal(this.watched.complaints, []);
  }
}
