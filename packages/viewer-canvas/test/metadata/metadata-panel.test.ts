/** The side bar in Chromium: opened, searched, walked by keys, copied from. */
import { createDataset, readDicomFile, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { imageless, phantom } from "../support/phantom.ts";
import { settled } from "../support/viewer-page.ts";
import { ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/metadata panel", { tools: ["chromium"], timeoutMs: 30_000 });

const code = (CodeMeaning: string) =>
  createDataset({ CodeValue: "T-1", CodingSchemeDesignator: "SRT", CodeMeaning });
const FILES = {
  "/names.dcm": phantom({
    attributes: {
      SpecificCharacterSet: ["ISO_IR 192"],
      PatientName: "Yamada^Tarou=山田^太郎=やまだ^たろう",
      PatientID: "0815",
      StudyDate: "20261130",
      StudyDescription: "צילום חזה",
      AnatomicRegionSequence: [code("Schädel"), code("Thorax")],
    },
  }),
  "/no-image.dcm": imageless(),
  "/many.dcm": many(5000),
};

/** A file with so many private elements. */
function many(count: number): Uint8Array {
  const { dataset } = readDicomFile(phantom());
  for (let i = 0; i < count; i += 1) {
    const group = 0x0009 + 2 * Math.floor(i / 200) + (i >= 800 ? 0x100 : 0);
    const block = dataset.reservePrivate("MINIPACS TEST", group);
    block.set(i % 200, `value ${i}`, { vr: "LO" });
  }
  return writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
}

const site = new ViewerSite(test, FILES);
let page: Page;

test.beforeEach(async () => {
  page = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
});

/** Shows a file in a large viewer and opens the side bar by its key. */
async function open(src: string): Promise<void> {
  await page.evaluate((url) => {
    const element = document.createElement("dicom-viewer");
    element.style.width = "1200px";
    element.style.height = "780px";
    element.setAttribute("src", url);
    document.body.replaceChildren(element);
  }, src);
  await settled(page);
  await page.locator(".canvas").focus();
  await page.keyboard.press("m");
  await page.locator(".metadata").waitFor();
  await page.waitForFunction(() => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    return root.querySelector(".metadata-name")?.textContent !== "";
  });
}

const texts = (selector: string) => page.locator(selector).allTextContents();
const status = (text: string) => page.locator(".metadata-status", { hasText: text }).waitFor();

test("key tags come first, names in all their groups", async () => {
  await open("/names.dcm");
  const rows = await page
    .locator(".metadata-key")
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.children].map((cell) => [...cell.childNodes].map((n) => n.textContent).join(" | ")),
      ),
    );
  assert.equal(rows.slice(0, 5), [
    ["Patient", "Yamada, Tarou | 山田, 太郎 | やまだ, たろう"],
    ["Patient ID", "0815"],
    ["Study date", "2026-11-30"],
    ["Modality", "OT"],
    ["SOP class", "Secondary Capture Image Storage"],
  ]);
  assert.equal(rows.slice(-2), [
    ["Character set", "UTF-8"],
    ["Transfer syntax", "Explicit VR Little Endian"],
  ]);
  site.assertQuiet();
});

test("a search shows what fits, in its sequences; text from right to left runs so", async () => {
  await open("/names.dcm");
  await page.locator(".metadata-search").fill("schadel");
  await status("1 element found");
  assert.equal(await texts(".metadata-name"), ["Anatomic Region Sequence", "Item 1", "Code Meaning"]);
  await page.locator(".metadata-search").fill("study description");
  const found = page.locator(".metadata-row", { hasText: "Study Description" });
  await found.waitFor();
  assert.is(await page.locator(".metadata-row").count(), 1);
  const value = found.locator(".metadata-value");
  assert.is(await value.textContent(), "צילום חזה");
  assert.is(await value.evaluate((element) => getComputedStyle(element).direction), "rtl");
  await page.keyboard.press("Escape");
  await status("");
  assert.is(await page.locator(".metadata-search").inputValue(), "");
  assert.ok((await texts(".metadata-name")).length > 5);
  site.assertQuiet();
});

test("keys walk through the tree, open sequences and copy values", async () => {
  await open("/names.dcm");
  await page.locator(".metadata-search").fill("anatomic region");
  await status("1 element found");
  await page.keyboard.press("ArrowDown");
  const chosen = page.locator('.metadata-row[aria-selected="true"]');
  await chosen.waitFor();
  assert.is(await chosen.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("ArrowRight");
  assert.is(await chosen.getAttribute("aria-expanded"), "true");
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowDown");
  assert.match((await chosen.textContent())!, /Code Meaning/);
  assert.match((await page.locator(".metadata-detail").textContent())!, /CodeMeaning\s*Schädel/);
  await page.keyboard.press("Control+c");
  await page.locator(".metadata-copy", { hasText: "Copied" }).waitFor();
  assert.is(await page.evaluate(() => navigator.clipboard.readText()), "Schädel");
  await page.keyboard.press("ArrowLeft");
  assert.match((await chosen.textContent())!, /Item 1/);
  assert.is(await page.locator(".metadata-detail").isVisible(), false);
  site.assertQuiet();
});

test("a name is copied as it is in the file", async () => {
  await open("/names.dcm");
  await page.locator(".metadata-search").fill("PatientName");
  await status("1 element found");
  await page.locator(".metadata-row").click();
  assert.equal(await texts(".metadata-whole-value .metadata-part"), [
    "Yamada^Tarou",
    "山田^太郎",
    "やまだ^たろう",
  ]);
  await page.locator(".metadata-copy").click();
  await page.locator(".metadata-copy", { hasText: "Copied" }).waitFor();
  assert.is(
    await page.evaluate(() => navigator.clipboard.readText()),
    "Yamada^Tarou=山田^太郎=やまだ^たろう",
  );
});

test("of 5,000 elements only those that are seen are in the page, and a search finds one among them", async () => {
  await open("/many.dcm");
  const list = page.locator(".metadata-list");
  assert.ok((await page.locator(".metadata-row").count()) < 40);
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await page.locator(".metadata-row", { hasText: "Pixel Data" }).waitFor();
  assert.ok((await page.locator(".metadata-row").count()) < 40);
  await page.locator(".metadata-search").fill("4321");
  await status("1 element found");
  assert.equal(await texts(".metadata-row .metadata-value"), ["value 4321"]);
  assert.match((await texts(".metadata-row .metadata-name"))[0]!, /Private element · MINIPACS TEST/);
  site.assertQuiet();
});

test("a file without an image has it too; the key and the button close it", async () => {
  await open("/no-image.dcm");
  assert.ok((await texts(".metadata-key-value")).includes("Secondary Capture Image Storage"));
  await page.locator(".metadata-close").click();
  await page.locator(".metadata").waitFor({ state: "hidden" });
  assert.is(
    await page.evaluate(() => document.querySelector("dicom-viewer")!.shadowRoot!.activeElement?.tagName),
    "CANVAS",
  );
  await page.keyboard.press("m");
  await page.locator(".metadata").waitFor();
});

test("in a narrow viewer it lies over the image", async () => {
  await open("/names.dcm");
  const width = () => page.locator(".canvas").evaluate((canvas) => canvas.clientWidth);
  assert.ok((await width()) < 1200);
  await page.evaluate(() => {
    document.querySelector("dicom-viewer")!.style.width = "400px";
  });
  assert.is(await width(), 400);
  assert.ok((await page.locator(".metadata").evaluate((panel) => panel.clientWidth)) <= 400);
});
