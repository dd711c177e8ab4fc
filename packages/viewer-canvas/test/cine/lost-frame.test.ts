/** Real files with a frame that cannot be decoded, played in Chromium. */
import { readFileSync } from "node:fs";
import { readDicomFile, writeDicomFile } from "@minipacs/dicom-core";
import type { Browser } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage } from "../../../../tools/test/browser.ts";
import type { BrowserBundle } from "../../../../tools/test/browser-bundle.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { servePage, settled } from "../support/viewer-page.ts";
import { viewerBundle } from "../support/viewer-site.ts";

const test = testSuite("viewer/lost-frame", { tools: ["chromium"], data: true, timeoutMs: 30_000 });

const LOST = 3;
/** What the codestream of the lost frame begins with, and no other. */
const MARK = 0x5a;

let bundle: BrowserBundle;
let browser: Browser;
test.before(async () => {
  bundle = await viewerBundle();
  browser = await launchBrowser();
});
test.after(async () => {
  await browser.close();
});

/** Returns a file of one fragment a frame with one of them overwritten. */
function broken(name: string): Uint8Array {
  const { dataset, meta } = readDicomFile(new Uint8Array(readFileSync(requireData("dicom", name))));
  const fragments = dataset.element("PixelData")!.fragments!.map((bytes) => bytes.slice());
  fragments.at(-10 + LOST)!.fill(MARK);
  dataset.setFragments("PixelData", fragments);
  return writeDicomFile({ dataset, transferSyntaxUid: meta.getText("TransferSyntaxUID")! });
}

for (const name of ["generated/emri__jpegls.dcm", "generated/emri__rle.dcm"]) {
  test(`${name}: playing passes a frame that cannot be decoded, tells why once, and decodes it once`, async () => {
    const policy = "default-src 'self'; img-src 'self' data:; worker-src blob:";
    const site = await servePage(bundle.code, { "/broken.dcm": broken(name) }, policy);
    const { page, complaints, close } = await openPage(browser, site.origin);
    await page.addInitScript((mark) => {
      const told = { shown: [] as number[], lostCount: 0 };
      Object.assign(globalThis, { told });
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message: unknown, ...rest: unknown[]) {
        const { bytes } = (message as { job: { bytes: Uint8Array } }).job;
        if (bytes[0] === mark) told.lostCount += 1;
        Reflect.apply(post, this, [message, ...rest]);
      };
    }, MARK);
    await page.goto(`${site.origin}/`);
    const told = () =>
      page.evaluate(() => {
        const { viewer, shadowRoot } = document.querySelector("dicom-viewer")!;
        return {
          ...(globalThis as unknown as { told: { shown: number[]; lostCount: number } }).told,
          warning: shadowRoot!.querySelector(".warning")!.textContent,
          code: shadowRoot!.querySelector(".message code")?.textContent,
          ...viewer!.cine.state,
        };
      });
    const played = (count: number) =>
      page.waitForFunction(
        (frames) => (globalThis as unknown as { told: { shown: number[] } }).told.shown.length >= frames,
        count,
      );
    await page.evaluate(() => {
      const element = document.createElement("dicom-viewer");
      const { shown } = (globalThis as unknown as { told: { shown: number[] } }).told;
      element.addEventListener("frame-change", (event) => shown.push(event.detail.frameIndex));
      element.setAttribute("src", "/broken.dcm");
      document.body.append(element);
    });
    await settled(page);
    await page.evaluate(() => {
      const { cine } = document.querySelector("dicom-viewer")!.viewer!;
      cine.setRate(20);
      cine.play();
    });
    await played(30);
    const playing = await told();
    assert.match(playing.warning, /^Frame 4 \/ 10: \S.*\. The file may be damaged\./);
    assert.ok(playing.isPlaying && playing.droppedFrameCount >= 3, JSON.stringify(playing));
    assert.is(playing.shown.indexOf(LOST), -1);
    assert.ok([0, 1, 2, 4, 5, 6, 7, 8, 9].every((index) => playing.shown.includes(index)));
    assert.is(playing.lostCount, 1);
    assert.is(playing.code, undefined);

    await page.locator("dicom-viewer .warning").click();
    await played(55);
    assert.is((await told()).warning, "", "said again");
    assert.is((await told()).lostCount, 1);

    await page.evaluate((index) => {
      const viewer = document.querySelector("dicom-viewer")!.viewer!;
      viewer.cine.stop();
      viewer.dispatch({ type: "frame", index });
    }, LOST);
    await page.waitForFunction(() =>
      document.querySelector("dicom-viewer")!.shadowRoot!.querySelector(".message code"),
    );
    const looked = await told();
    assert.match(looked.code!, /^PIXEL_/);
    assert.is(looked.lostCount, 2, "looked at, it is tried again");
    assert.equal(complaints, []);
    await close({ "/bundle.js": bundle.path });
    await site.close();
  });
}
