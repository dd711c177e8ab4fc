/** The viewer on a page of the server, under its Content-Security-Policy: documents in PDF and films are shown there. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import * as assert from "uvu/assert";
import { launchWholeBrowser, openPage } from "../../../../tools/test/browser.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { documentDataset, fileBytes, PDF } from "../../../viewer-canvas/test/document/content-fixture.ts";
import { viewerBundle } from "../../../viewer-canvas/test/support/viewer-site.ts";
import { createPacs } from "../../src/index.ts";

const test = testSuite("minipacs/viewer-policy", { tools: ["chromium"], data: true, timeoutMs: 60_000 });

let browser: Browser;
test.before(async () => {
  browser = await launchWholeBrowser();
});
test.after(() => browser.close());

test("a PDF and a film are shown under the policy of the server's page", async () => {
  const bundle = await viewerBundle();
  const pacs = await createPacs({ port: 0, httpPort: 0, ephemeral: true });
  const origin = `http://127.0.0.1:${pacs.httpPort}`;
  const watched = await openPage(browser, origin);
  const { page } = watched;
  const files: Record<string, Buffer> = {
    "pdf.dcm": Buffer.from(fileBytes(documentDataset(PDF))),
    "film.dcm": readFileSync(requireData("dicom", "generated/rgb__video-mpeg4-avc-hp41.dcm")),
  };
  try {
    await page.route("**/shown/*", (route) =>
      route.fulfill({ body: files[new URL(route.request().url()).pathname.slice(7)]! }),
    );
    // The page's own script brings a viewer of its own, as it was built.
    await page.route("**/assets/main.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: "" }),
    );
    await page.route("**/viewer-test.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: bundle.code }),
    );
    const answer = await page.goto(origin);
    assert.match(answer!.headers()["content-security-policy"]!, /media-src 'self' blob:; frame-src blob:/);
    await page.addScriptTag({ url: "/viewer-test.js", type: "module" });
    await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
    const show = (name: string) =>
      page.evaluate((path) => {
        const element = document.createElement("dicom-viewer");
        element.style.height = "400px";
        element.src = path;
        document.body.replaceChildren(element);
      }, `/shown/${name}`);
    await show("pdf.dcm");
    await page.locator("dicom-viewer .content .action").waitFor();
    // A refusal comes as an event, after which the viewer says so.
    await page.waitForTimeout(500);
    assert.is(await page.evaluate(() => navigator.pdfViewerEnabled), true);
    assert.is(await page.locator("dicom-viewer iframe.pdf").count(), 1);
    await show("film.dcm");
    await page.locator("dicom-viewer video, dicom-viewer .notice").first().waitFor();
    const plays = await page.evaluate(
      () => document.createElement("video").canPlayType('video/mp4; codecs="avc1.640029"') !== "",
    );
    if (plays) {
      await page.waitForFunction(
        () => document.querySelector("dicom-viewer")!.shadowRoot!.querySelector("video")?.videoWidth === 352,
      );
    }
    const refusals = watched.complaints.filter((text) => /Content Security Policy/.test(text));
    assert.equal(refusals, []);
  } finally {
    await watched.close();
    await pacs.close();
  }
});
