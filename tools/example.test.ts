/** The viewer's example page as `npm run example` serves it: a new user's first picture. */
import { existsSync, readFileSync } from "node:fs";
import { decodeFrame, frameCount, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { serveExample } from "../packages/viewer-canvas/example/serve.mjs";
import { EXAMPLE_IMAGE_PATH, exampleImage } from "./generate-example-image.ts";
import { assertBytes } from "./test/assert-bytes.ts";
import { launchBrowser, openPage } from "./test/browser.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/example", { tools: ["chromium"], timeoutMs: 60_000 });
/** Of the canvas, in the page. */
const BRIGHT_PIXELS = `(() => {
  const canvas = document.querySelector("dicom-viewer").shadowRoot.querySelector("canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, i) => i % 4 === 0 && value > 60).length;
})()`;
const committed = () => new Uint8Array(readFileSync(repositoryPath(EXAMPLE_IMAGE_PATH)));

test("its image is what the generator writes, small, and of no patient", async () => {
  const bytes = committed();
  assertBytes(bytes, await exampleImage());
  assert.ok(bytes.length < 100_000, String(bytes.length));
  const file = readDicomFile(bytes);
  assert.is(frameCount(file), 12);
  assert.match(file.dataset.getText("PatientID")!, /^PHANTOM-/);
  const { pixels } = await decodeFrame(file, 5);
  assert.ok(new Set(pixels).size > 20);
});

test("served as it is, it shows the image, plays it, and opens other files", async () => {
  if (!existsSync(repositoryPath("packages/viewer-canvas/dist/dicom-viewer.js"))) {
    throw new Error("dist is missing: npm run build");
  }
  const site = await serveExample(0);
  const browser = await launchBrowser();
  const { origin } = new URL(site.url);
  const { page, complaints } = await openPage(browser, origin);
  try {
    await page.goto(`${origin}/`);
    await page.getByText("Frame 1 of 12").waitFor();
    assert.is(page.url(), site.url);
    const bright = await page.evaluate<number>(BRIGHT_PIXELS);
    assert.ok(bright > 10_000, String(bright));
    await page.getByRole("button", { name: "Play" }).click();
    await page.getByText("Frame 4 of 12").waitFor();
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click("#open")]);
    await chooser.setFiles([
      { name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from("Dear colleague, no DICOM here.") },
    ]);
    await page.getByText("FILE_NOT_DICOM", { exact: true }).first().waitFor();
    for (const path of ["/package.json", "/dist/", "/example/..%2fpackage.json"]) {
      assert.is(await page.evaluate(async (url) => (await fetch(url)).status, path), 404, path);
    }
    assert.equal(
      complaints.filter((text) => !text.includes("404")),
      [],
    );
  } finally {
    await browser.close();
    site.close();
  }
});
