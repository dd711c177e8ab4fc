/** The controls for those who do not use a mouse, or do not see them: keys, focus, words, contrast. */
import { readFile } from "node:fs/promises";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { controlsPage, type Opening } from "../support/controls-page.ts";

const test = testSuite("viewer/controls/keyboard", { tools: ["chromium"], timeoutMs: 60_000 });
const { button, close, focused, open, painted, slider } = controlsPage(test);

test("the sheet of keys opens by its key and its button, has the focus, and gives it back", async () => {
  const page = await open("/frames.dcm");
  await page.locator("dicom-viewer .canvas").focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys and mouse" });
  await sheet.waitFor();
  assert.is(await focused(), "Close");
  const words = (await sheet.textContent()) ?? "";
  for (const text of [
    "Previous framePage Up",
    "Ctrl + O",
    "Left drag, one fingerThe chosen tool",
    "SmooTH pixelsB",
  ]) {
    assert.ok(words.toLowerCase().includes(text.toLowerCase()), text);
  }
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  assert.match(await focused(), /OT image/);
  await button("Keys").click();
  await sheet.waitFor();
  await button("Close").click();
  await sheet.waitFor({ state: "hidden" });
});

test("Tab goes through canvas, tools, window and cine, and out again", async () => {
  const page = await open("/frames.dcm");
  const order: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    await page.keyboard.press("Tab");
    const label = await focused();
    if (label === "") break;
    order.push(label);
  }
  assert.equal(order, [
    "OT image, 64 by 64 pixels, 12 frames",
    "Move tool",
    "Window of the file or preset",
    "Auto window",
    "Center",
    "Center",
    "Width",
    "Width",
    "First frame",
    "Previous frame",
    "Play",
    "Next frame",
    "Last frame",
    "Frame",
    "Frames per second",
    "At the end",
  ]);
});

test("changes are announced, not more than twice a second", async () => {
  const page = await open("/frames.dcm");
  await page.evaluate(() => {
    const live = document.querySelector("dicom-viewer")!.shadowRoot!.querySelector("[aria-live=polite]")!;
    const heard: [string, number][] = [];
    Object.assign(window, { heard });
    new MutationObserver(() => heard.push([live.textContent ?? "", performance.now()])).observe(live, {
      childList: true,
    });
  });
  await page.locator("dicom-viewer .canvas").focus();
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("PageDown");
  await page.keyboard.press("Shift+ArrowUp");
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press(i % 2 === 0 ? "PageUp" : "PageDown");
    await page.waitForTimeout(100);
  }
  await page.waitForTimeout(600);
  const heard = await page.evaluate(() => (window as unknown as { heard: [string, number][] }).heard);
  assert.ok(
    heard.some(([words]) => /Center \d+, width 2000/.test(words)),
    JSON.stringify(heard),
  );
  assert.ok(heard.length >= 2);
  for (let i = 1; i < heard.length; i += 1) assert.ok(heard[i]![1] - heard[i - 1]![1] > 480, heard[i]![0]);
});

test("axe finds nothing serious, in no size, with nothing closed or open", async () => {
  const openings: [Opening, string, string | undefined][] = [
    [{}, "/ct.dcm", undefined],
    [{}, "/frames.dcm", "Keys"],
    [{ width: 640, height: 480 }, "/frames.dcm", "More tools"],
    [{ width: 640, height: 480 }, "/frames.dcm", "Adjust"],
    [{ width: 320, height: 320 }, "/frames.dcm", "Menu"],
  ];
  for (const [i, [opening, src, pressed]] of openings.entries()) {
    if (i > 0) await close();
    const page = await open(src, opening);
    if (pressed) await button(pressed).click();
    await painted();
    await page.evaluate(await readFile(repositoryPath("node_modules/axe-core/axe.min.js"), "utf8"));
    const found = await page.evaluate(async () => {
      type Axe = { run(at: Element): Promise<{ violations: { id: string; impact: string }[] }> };
      const { violations } = await (window as unknown as { axe: Axe }).axe.run(
        document.querySelector("dicom-viewer")!,
      );
      return violations.map(({ id, impact }) => `${impact}: ${id}`);
    });
    assert.equal(found, [], `${src} ${pressed}`);
  }
});

test("motion is reduced and contrast raised where users ask for it", async () => {
  await open("/ct.dcm", { options: { reducedMotion: "reduce" } });
  const style = (property: string) =>
    button("Invert").evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  assert.is(await style("transition-duration"), "0s");
  await close();
  await open("/ct.dcm", { options: { forcedColors: "active" } });
  assert.is.not(await style("border-top-color"), "rgba(0, 0, 0, 0)");
  await close();
  const page = await open("/ct.dcm", { options: { contrast: "more" } });
  const line = await page
    .locator("dicom-viewer .bar.top")
    .evaluate((bar) => getComputedStyle(bar).getPropertyValue("border-bottom-color"));
  assert.is(line, "rgb(170, 182, 196)");
});

test("a page gives its own words and keys", async () => {
  await open("/frames.dcm", {
    viewerOptions: {
      labels: { invert: "Umkehren", "play-now": "Abspielen", "frame-of": "Bild {0} von {1}" },
      bindings: { keys: { i: null, y: "invert" } },
    },
  });
  assert.is(await button("Umkehren").getAttribute("title"), "Umkehren (Y)");
  assert.ok(await button("Abspielen").isVisible());
  assert.is(await slider("Frame").getAttribute("aria-valuetext"), "Bild 1 von 12");
});
