/** Films, documents and reports in Chromium: shown where browser and policy allow, saved where not. */
import { readFileSync } from "node:fs";
import { readDicomFile, videoStream } from "@minipacs/dicom-core";
import type { Browser, Page } from "playwright-core";
import * as assert from "uvu/assert";
import {
  launchWholeBrowser,
  openPage,
  readDownload,
  type WatchedPage,
} from "../../../../tools/test/browser.ts";
import type { BrowserBundle } from "../../../../tools/test/browser-bundle.ts";
import { dataPath, requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { imageless, phantom } from "../support/phantom.ts";
import { servePage } from "../support/viewer-page.ts";
import { viewerBundle } from "../support/viewer-site.ts";
import { documentDataset, fileBytes, PDF, reportDataset } from "./content-fixture.ts";

const test = testSuite("viewer/content", { tools: ["chromium"], timeoutMs: 30_000 });
const corpus = testSuite("viewer/films", { tools: ["chromium"], data: true, timeoutMs: 30_000 });

const NOTICE =
  "⚠️ Encapsulated video (MPEG/HEVC) – native playback not supported. Click to open with system default player.";
const STRICT = "default-src 'self'; img-src 'self' data:";
const MODEL = { SOPClassUID: "1.2.840.10008.5.1.4.1.1.104.3", MIMETypeOfEncapsulatedDocument: "model/stl" };
const FILMS = ["mpeg4-avc-hp41", "mpeg2-main-main", "hevc-main51"];

const FILES: Record<string, Uint8Array> = {
  "/image.dcm": phantom(),
  "/no-image.dcm": imageless(),
  "/report.dcm": fileBytes(reportDataset()),
  "/pdf.dcm": fileBytes(
    documentDataset(PDF, { DocumentTitle: "Brief an Dr. Weiß", SpecificCharacterSet: "ISO_IR 192" }),
  ),
  "/model.dcm": fileBytes(documentDataset(new Uint8Array(84), MODEL)),
};
const filmPath = (name: string) => `generated/rgb__video-${name}.dcm`;
if (dataPath()) {
  for (const name of FILMS) {
    const film = readFileSync(requireData("dicom", filmPath(name)));
    FILES[`/${name}.dcm`] = film;
    FILES[`/${name}.stream`] = videoStream(readDicomFile(film)).bytes;
  }
}

let bundle: BrowserBundle;
let browser: Browser;
let strict: Awaited<ReturnType<typeof servePage>>;
let open: Awaited<ReturnType<typeof servePage>>;
let watched: WatchedPage;
let page: Page;

for (const suite of [test, corpus]) {
  suite.before(async () => {
    bundle = await viewerBundle();
    strict = await servePage(bundle.code, FILES, STRICT);
    open = await servePage(bundle.code, FILES, `${STRICT}; media-src blob:; frame-src blob:`);
    browser = await launchWholeBrowser();
  });
  suite.after(async () => {
    await browser.close();
    await strict.close();
    await open.close();
  });
  suite.afterEach(() => watched.close({ "/bundle.js": bundle.path }));
}

/** Shows files as a stack and waits for what is on the stage. */
async function show(site: { origin: string }, paths: string[], selector: string): Promise<void> {
  watched = await openPage(browser, site.origin);
  page = watched.page;
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
  await page.evaluate((urls) => {
    const element = document.createElement("dicom-viewer");
    element.style.width = "900px";
    element.style.height = "700px";
    element.src = urls;
    document.body.replaceChildren(element);
  }, paths);
  await page.locator(selector).first().waitFor();
}

/** Clicks and returns what is saved. */
async function saved(button: string): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readDownload(file) };
}

const complaints = () => watched.complaints.filter((text) => text !== "request to null");

test("a report is a readable tree, with headings and names in their own script", async () => {
  await show(strict, ["/report.dcm"], ".report");
  assert.is(await page.getByRole("heading", { level: 2, name: "Befundbericht" }).count(), 1);
  assert.is(await page.getByRole("heading", { level: 3, name: "Maße" }).count(), 1);
  const items = await page.locator(".report-item").allTextContents();
  assert.ok(items.includes("BefundGröße unauffällig.\nKein Erguß."));
  assert.ok(items.includes("所見異常なし"));
  assert.equal(complaints(), []);
});

test("a PDF is shown by the browser, and can be saved to the byte", async () => {
  await show(open, ["/pdf.dcm"], ".content .action");
  assert.is(await page.evaluate(() => navigator.pdfViewerEnabled), true);
  assert.is(await page.locator("iframe.pdf").count(), 1);
  assert.match((await page.locator(".content").textContent())!, /Brief an Dr\. Weiß/);
  const { name, bytes } = await saved("Save as .pdf");
  assert.is(name, "1.2.3.pdf");
  assert.ok(bytes.equals(PDF));
  assert.equal(complaints(), []);
});

test("a PDF can be saved where the page's policy does not let it be shown", async () => {
  await show(strict, ["/pdf.dcm"], ".notice .action");
  assert.match((await page.locator(".notice").textContent())!, /PDF document, 0\.\d kB.*saved/);
  assert.is((await saved("Save as .pdf")).name, "1.2.3.pdf");
});

test("other documents are saved with the ending of their type", async () => {
  await show(strict, ["/model.dcm"], ".notice .action");
  const { name, bytes } = await saved("Save as .stl");
  assert.is(name, "1.2.3.stl");
  assert.is(bytes.length, 84);
  assert.equal(complaints(), []);
});

test("in a stack a report gives way to an image and comes back, and m shows its metadata", async () => {
  await show(strict, ["/report.dcm", "/image.dcm"], ".report");
  await page.locator("canvas.canvas").focus();
  await page.keyboard.press("PageDown");
  await page.locator(".report").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.frame !== undefined);
  await page.keyboard.press("PageUp");
  await page.locator(".report").waitFor();
  await page.keyboard.press("m");
  await page.locator(".metadata-key-value", { hasText: "Comprehensive SR Storage" }).waitFor();
  assert.equal(complaints(), []);
});

test("what holds neither image nor document is called what it is", async () => {
  await show(strict, ["/no-image.dcm"], ".message code");
  const words = (await page.locator(".message").textContent())!;
  assert.match(words, /“Secondary Capture Image” that holds no image.*metadata \(key M\).*PIXEL_NONE/);
});

/** What this browser makes of a film: the sides of the picture, or the notice. */
async function outcome(): Promise<string> {
  return page.evaluate(async () => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    for (;;) {
      const video = root.querySelector("video");
      if (video && video.readyState >= 1) return `${video.videoWidth}x${video.videoHeight}`;
      const notice = root.querySelector(".notice-title");
      if (notice) return notice.textContent!;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

/** Whether this browser plays a stream, with no viewer about it. */
async function playsBare(path: string): Promise<boolean> {
  return page.evaluate(async (url) => {
    const video = document.createElement("video");
    video.src = URL.createObjectURL(await (await fetch(url)).blob());
    return new Promise<boolean>((resolve) => {
      video.addEventListener("loadedmetadata", () => resolve(video.videoWidth > 0));
      video.addEventListener("error", () => resolve(false));
    });
  }, path);
}

for (const name of FILMS) {
  corpus(`${name}: played if this browser plays the bare stream, the notice if not`, async () => {
    await show(open, [`/${name}.dcm`], "video, .notice");
    const plays = await playsBare(`/${name}.stream`);
    // Chromium has no MPEG-2; which of the others it has is up to who built it.
    if (name.startsWith("mpeg2")) assert.not.ok(plays);
    assert.is(await outcome(), plays ? "352x288" : NOTICE);
    assert.is(await page.locator("dicom-viewer video").count(), plays ? 1 : 0);
    assert.is(await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state.frameCount), 1);
    assert.equal(complaints(), []);
  });
}

corpus("Open externally saves the stream; a host may take it", async () => {
  await show(open, ["/mpeg2-main-main.dcm"], ".notice .action");
  const { name, bytes } = await saved("Open externally");
  assert.match(name, /^[\d.]+\.ts$/);
  assert.is(bytes.length, 162_996);
  assert.is(bytes[0], 0x47);
  await page.evaluate(() => {
    const element = document.querySelector("dicom-viewer")!;
    element.remove();
    element.options.openExternally = ({ stream, extension, mimeType }) => {
      document.title = `${stream.size} ${stream.type} ${extension} ${mimeType}`;
    };
    document.body.append(element);
  });
  await page.getByRole("button", { name: "Open externally" }).click();
  assert.is(await page.title(), "162996 video/mp2t .ts video/mp2t");
});

corpus("a film that the page's policy does not let play is handed on", async () => {
  await show(strict, ["/mpeg4-avc-hp41.dcm"], "video, .notice");
  assert.is(await outcome(), NOTICE);
  assert.match((await saved("Open externally")).name, /\.mp4$/);
});
