/**
 * What the page weighs: all that it loads for its six views and an image in the viewer, each file compressed by gzip.
 * Not counted are codecs (inflate is one), the dictionary with the names of UIDs, and what dialogs and drawers load when they are opened.
 */
import { gzipSync } from "node:zlib";
import * as assert from "uvu/assert";
import { openPage } from "../../../../tools/test/browser.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ServedPage } from "./support/served-page.ts";

const VIEWS = ["worklist", "mpps", "received", "associations", "log", "viewer"];
const NOT_COUNTED = /\/(decode-|inflate|element-table|uid-table)/;
/** Bytes, by the browser's language: German has a few more words, and those of the viewer in files of their own. */
const LIMITS = { "en-US": 115_000, "de-DE": 120_000 };
/** Before anything but the first view is asked for. */
const FIRST_LIMIT = 49_000;

const test = testSuite("minipacs/page weight", { tools: ["chromium"], timeoutMs: 60_000 });
const scene = new ServedPage(test);

for (const [locale, limit] of Object.entries(LIMITS)) {
  test(`six views and an image are within the limit (${locale})`, async () => {
    const { page, complaints, close } = await openPage(scene.browser, scene.origin, { locale });
    const sizes = new Map<string, number>();
    page.on("response", async (response) => {
      const { pathname } = new URL(response.url());
      if (pathname !== "/" && !pathname.startsWith("/assets/")) return;
      sizes.set(pathname, gzipSync(await response.body(), { level: 9 }).length);
    });
    const counted = () =>
      [...sizes].reduce((sum, [path, size]) => sum + (NOT_COUNTED.test(path) ? 0 : size), 0);
    const said = () => JSON.stringify(Object.fromEntries(sizes));
    await page.goto(`${scene.origin}/#worklist`);
    await page.getByRole("main").locator("section.view").waitFor();
    await page.waitForLoadState("networkidle").catch(() => {});
    const body = JSON.stringify({ keep: true });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${scene.origin}/api/self-test`, { method: "POST", headers, body });
    const { made } = (await response.json()) as { made: { SOPInstanceUID: string } };
    await page.waitForTimeout(500);
    const first = counted();
    for (const view of VIEWS) {
      await page.goto(`${scene.origin}/#${view}`);
      await page.locator("main section.view:visible").waitFor();
    }
    await page.goto(`${scene.origin}/#viewer/${made.SOPInstanceUID}`);
    await page.waitForFunction(() => document.querySelector("dicom-viewer")?.viewer?.file !== undefined);
    await page.waitForTimeout(500);
    assert.ok(
      [...sizes.keys()].some((path) => NOT_COUNTED.test(path)),
      `the dictionary is told apart: ${said()}`,
    );
    assert.ok(first > 30_000 && first < FIRST_LIMIT, `${first} bytes at first of ${said()}`);
    assert.ok(counted() > 100_000 && counted() < limit, `${counted()} bytes of ${said()}`);
    assert.equal(complaints, []);
    await close();
  });
}
