/** The controls for those who do not use a mouse, or do not see them: keys, focus, words, contrast. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { controlsPage, type Opening } from "../support/controls-page.ts";

const test = testSuite("viewer/controls/keyboard", { tools: ["chromium"], timeoutMs: 60_000 });
const { button, focused, open, painted, slider, state } = controlsPage(test);

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

/** Keeps what is announced from now on; returns what waits for words that match, and forgets those before them. */
async function listen(page: Page): Promise<(pattern: RegExp) => Promise<string>> {
  await page.evaluate(() => {
    const live = document.querySelector("dicom-viewer")!.shadowRoot!.querySelector("[aria-live=polite]")!;
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(live.textContent ?? "")).observe(live, { childList: true });
  });
  return async (pattern) => {
    const found = await page
      .waitForFunction(
        (source) => {
          const { said } = window as unknown as { said: string[] };
          const at = said.findIndex((words) => new RegExp(source).test(words));
          return at >= 0 && said.splice(0, at + 1).at(-1);
        },
        pattern.source,
        { timeout: 5000 },
      )
      .catch(async () => {
        const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
        throw new Error(`${pattern} is not among ${JSON.stringify(said)}`);
      });
    return String(await found.jsonValue());
  };
}

test("what a key does to the view is told: turned, mirrored, inverted, zoomed, fitted, smoothed", async () => {
  const page = await open("/ct.dcm");
  const told = await listen(page);
  await page.locator("dicom-viewer .canvas").focus();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("i", "r");
  await told(/^Inverted\. Turned by 90°$/);
  // In the order in which one paint tells of them.
  await press("i", "h", "t", "b");
  await told(/^Not inverted\. Mirrored\. Turned by 270°\. Text on the image: off\. Smooth pixels: off$/);
  await press("Shift+R", "v", "1");
  await told(/^Upright\. Zoom 100 %$/);
  await press("+", "+", "+");
  await told(/^Zoom 195 %$/);
  await page.keyboard.press("Backspace");
  assert.is(await told(/Fitted/), `Fitted, ${Math.round((await state()).scale * 100)} %`);
  await page.evaluate(() => {
    document.querySelector("dicom-viewer")!.style.width = "700px";
  });
  await page.waitForTimeout(700);
  await page.keyboard.press("i");
  assert.is(await told(/./), "Inverted", "a view of another size is no news");
});

test("by keyboard alone measures are made, heard, found again, moved and removed", async () => {
  const page = await open("/ct.dcm");
  const told = await listen(page);
  await page.locator("dicom-viewer .canvas").focus();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("k", "ArrowRight", "ArrowDown");
  const probed = await told(/x 33, y 33|x 33 {2}y 33/);
  assert.match(probed, /^-?\d+ HU, Stored \d+, x 33 {2}y 33$/);
  await press("Enter");
  assert.is(await told(/^Probe/), `Probe: ${probed}`);
  await press("l", "ArrowLeft", "Enter");
  await told(/^Length: point 1 of 2$/);
  await press("ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter");
  await told(/^Length: 3\.0 px$/);
  await press("d");
  await told(/^Probe 1 of 2: .* x 33 {2}y 33$/);
  await press("d");
  const before = (await state()).measures[1]!.points;
  await press("ArrowDown", "ArrowDown");
  await told(/^Length 2 of 2: 3\.0 px$/);
  const moved = (await state()).measures[1]!.points;
  assert.equal(
    moved,
    before.map(({ x, y }) => ({ x, y: y + 2 })),
  );
  await press("Enter", "ArrowRight");
  await told(/^Length 2 of 2, point 1 of 2: 4\.0 px$/);
  await press("Escape");
  assert.match(await focused(), /CT image/, "the focus stays");
  await press("Shift+D", "Shift+D", "Delete");
  await told(/^Measure removed, 1 left$/);
  assert.equal(
    (await state()).measures.map(({ kind }) => kind),
    ["length"],
  );
  // The key above Enter, which is the only one on small keyboards.
  await press("d", "Backspace");
  assert.equal((await state()).measures, []);
});

test("a measure is told when the mouse has drawn it; the selected one looks like it", async () => {
  const page = await open("/ct.dcm", { width: 900, height: 700 });
  const told = await listen(page);
  await button("Rectangle").click();
  await page.mouse.move(400, 300);
  await page.mouse.down();
  await page.mouse.move(480, 380, { steps: 3 });
  await page.mouse.up();
  assert.match(
    await told(/^Rectangle/),
    /^Rectangle: Mean .* HU, SD .*, Min .* {2}Max .*, n \d+, [\d.]+ px²$/,
  );
  /** Pixels of the measures' colour. */
  const inked = () =>
    page.evaluate(() => {
      const layer = document
        .querySelector("dicom-viewer")!
        .shadowRoot!.querySelector<HTMLCanvasElement>(".annotations")!;
      const copy = new OffscreenCanvas(layer.width, layer.height).getContext("2d")!;
      copy.drawImage(layer, 0, 0);
      const { data } = copy.getImageData(0, 0, layer.width, layer.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] === 255 && data[i + 1] === 224 && data[i + 2] === 102 && data[i + 3] === 255) count += 1;
      }
      return count;
    });
  await page.mouse.move(20, 100);
  await painted();
  const plain = await inked();
  await page.keyboard.press("d");
  await told(/^Rectangle 1 of 1/);
  const selected = await inked();
  assert.ok(selected > plain * 1.3, `${plain} ${selected}`);
  await page.keyboard.press("Escape");
  await told(/^No measure selected$/);
  assert.is(await inked(), plain);
});

test("axe finds nothing serious, in no size, with nothing closed or open", async () => {
  const openings: [Opening, string, string | undefined][] = [
    [{}, "/ct.dcm", undefined],
    [{}, "/frames.dcm", "Keys"],
    [{ width: 640, height: 480 }, "/frames.dcm", "More tools"],
    [{ width: 640, height: 480 }, "/frames.dcm", "Adjust"],
    [{ width: 320, height: 320 }, "/frames.dcm", "Menu"],
  ];
  for (const [opening, src, pressed] of openings) {
    const page = await open(src, opening);
    if (pressed) await button(pressed).click();
    await painted();
    await page.evaluate(await readFile(repositoryPath("node_modules/axe-core/axe.min.js"), "utf8"));
    const found = await page.evaluate(async () => {
      type Axe = {
        run(at: Element, options: object): Promise<{ violations: { id: string; impact: string }[] }>;
      };
      const { violations } = await (window as unknown as { axe: Axe }).axe.run(
        document.querySelector("dicom-viewer")!,
        // What else it found out is not asked for, and takes longer.
        { resultTypes: ["violations"], selectors: false },
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
  await open("/ct.dcm", { options: { forcedColors: "active" } });
  assert.is.not(await style("border-top-color"), "rgba(0, 0, 0, 0)");
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
