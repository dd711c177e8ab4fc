/** Frames of a stack that take long, in Chromium: what is told meanwhile is of the frame that is shown. */
import type { RequestListener } from "node:http";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { phantom } from "../support/phantom.ts";
import { settled, snapshot } from "../support/viewer-page.ts";
import { ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/awaited", { tools: ["chromium"], timeoutMs: 30_000 });

const single = phantom();
const other = phantom({ size: 96 });
const several = phantom({ frames: 4 });

/** Files are sent when their gate is opened. */
const gates = new Map<string, () => void>();
const held =
  (bytes: Uint8Array): RequestListener =>
  (request, response) => {
    gates.set(request.url!, () => response.end(bytes));
  };

async function release(url: string): Promise<void> {
  for (let waited = 0; !gates.has(url) && waited < 200; waited += 1) await page.waitForTimeout(20);
  gates.get(url)!();
}

const site = new ViewerSite(test, {
  "/single.dcm": single,
  "/slow-several.dcm": held(several),
  "/slow-other.dcm": held(other),
});
let page: Page;

test.beforeEach(async () => {
  gates.clear();
  page = await site.open();
  await page.evaluate(() => {
    document.body.innerHTML = "<dicom-viewer></dicom-viewer>";
    document.querySelector("dicom-viewer")!.src = ["/single.dcm", "/slow-several.dcm", "/slow-other.dcm"];
  });
  await settled(page);
});

const text = (selector: string) =>
  page.evaluate(
    (part) => document.querySelector("dicom-viewer")!.shadowRoot!.querySelector(part)?.textContent,
    selector,
  );
const dispatch = (action: object) =>
  page.evaluate((given) => document.querySelector("dicom-viewer")!.viewer!.dispatch(given as never), action);
const waitForText = (selector: string, wanted: string) =>
  page.waitForFunction(
    ([part, words]) =>
      document.querySelector("dicom-viewer")!.shadowRoot!.querySelector(part!)?.textContent?.includes(words!),
    [selector, wanted],
  );

test("corner and counter tell the frame that is shown, and that another is loading", async () => {
  await waitForText(".counter", "1 / 3");
  await dispatch({ type: "frame", index: 1 });
  await waitForText(".message", "Loading …");
  assert.match((await text(".corner"))!, /^Frame 1 \/ 3\n/);
  assert.is(await text(".counter"), "1 / 3");
  assert.match((await page.locator("dicom-viewer canvas").first().getAttribute("aria-label"))!, /64 by 64/);
  await release("/slow-several.dcm");
  await waitForText(".corner", "Frame 2 / 6");
  const seen = await snapshot(page);
  assert.is(seen.message, "");
  assert.is(await text(".counter"), "2 / 6");
  const frames = await page.evaluate(() =>
    document.querySelector("dicom-viewer")!.viewer!.file!.dataset.get("NumberOfFrames"),
  );
  assert.is(frames, 4);
});

test("a frame whose place moves while it is awaited is shown; measures stay with their frames", async () => {
  await dispatch({ type: "frame", index: 2 });
  await release("/slow-several.dcm");
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.state.frameCount === 6);
  // What is measured while the last frame is awaited is on the first, which is there to be seen.
  await page.evaluate(() => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    viewer!.dispatch({ type: "tool", tool: "probe" });
  });
  await page
    .locator("dicom-viewer canvas")
    .first()
    .click({ position: { x: 256, y: 256 } });
  await release("/slow-other.dcm");
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.frame?.rows === 96);
  const { state } = await snapshot(page);
  assert.is(state.frameIndex, 5);
  assert.is(state.shownFrameIndex, 5);
  assert.equal(
    state.measures.map(({ frameIndex }) => frameIndex),
    [0],
  );
});
