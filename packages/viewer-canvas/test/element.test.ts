/** The element as pages make it: before its module is there, in a frame of the page, without an image; and what it warns of. */
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { germanLabels } from "../src/german.ts";
import { phantom } from "./support/phantom.ts";
import { assertShows, settled, snapshot } from "./support/viewer-page.ts";
import { ViewerSite, viewerBundle } from "./support/viewer-site.ts";

const test = testSuite("viewer/element", { tools: ["chromium"], timeoutMs: 60_000 });

const IMAGE = phantom();
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewer</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"></head><body></body></html>`;

const STYLES =
  "body { margin: 0 } dicom-viewer { width: 1000px; height: 512px } iframe { width: 1100px; height: 600px; border: 0 }";
const site = new ViewerSite(
  test,
  {},
  {
    parts: async () => ({
      "/": ["text/html", HTML],
      "/page.css": ["text/css", STYLES],
      "/bundle.js": ["text/javascript", Buffer.from((await viewerBundle()).code)],
      "/image.dcm": ["application/dicom", IMAGE],
    }),
  },
);
let page: Page;

test.beforeEach(async () => {
  page = await site.open();
});
test.afterEach(() => site.assertQuiet());

const define = () => page.evaluate('import("/bundle.js").then(() => undefined)');
const locator = (selector: string) => page.locator(`dicom-viewer ${selector}`).first();

/** Its pixels are those of the image, one to one: between bars it lies on no whole device pixels otherwise. */
async function assertPainted(): Promise<void> {
  await page.evaluate(() =>
    document.querySelector("dicom-viewer")!.viewer!.dispatch({ type: "actual-size" }),
  );
  await assertShows(await snapshot(page), IMAGE);
}

async function append(properties: object = {}): Promise<void> {
  await page.evaluate((given) => {
    document.body.append(Object.assign(document.createElement("dicom-viewer"), given));
  }, properties);
}

test("what is set before the module is there holds when it comes, in a page or not yet", async () => {
  await page.evaluate(() => {
    const early = { labels: { invert: "Umkehren" }, src: "/image.dcm", options: { controls: ["tools"] } };
    const [inPage, made] = [document.createElement("dicom-viewer"), document.createElement("dicom-viewer")];
    Object.assign(inPage, early);
    Object.assign(made, early);
    document.body.append(inPage);
    Object.assign(globalThis, { made });
  });
  await define();
  await settled(page);
  const invert = page.getByRole("button", { name: "Umkehren" });
  await invert.waitFor();
  assert.is(await page.locator("dicom-viewer [type=range]").count(), 0);
  await page.evaluate(() => {
    const { made } = globalThis as unknown as { made: HTMLElement };
    document.querySelector("dicom-viewer")!.replaceWith(made);
  });
  await settled(page);
  await invert.waitFor();
  await page.evaluate(() => {
    document.querySelector("dicom-viewer")!.labels = { invert: "Inverser" };
  });
  await page.getByRole("button", { name: "Inverser" }).waitFor();
  await assertPainted();
});

test("an element goes into a frame of the page and back: styles, keys and files work there", async () => {
  await define();
  await page.evaluate(async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.src = "/";
    await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    const element = document.createElement("dicom-viewer");
    element.src = "/image.dcm";
    frame.contentDocument!.body.append(element);
  });
  const inner = page.frameLocator("iframe");
  await inner.getByRole("button", { name: "Invert" }).click();
  await inner.locator("dicom-viewer .canvas[aria-label^='OT image']").waitFor();
  const styled = (selector: string, property: string) =>
    inner
      .locator(`dicom-viewer ${selector}`)
      .first()
      .evaluate((part, name) => getComputedStyle(part).getPropertyValue(name), property);
  assert.is(await styled(".viewer", "display"), "grid");
  assert.is(await styled(".bar", "display"), "flex");
  const facts = () =>
    page.evaluate(() => {
      const frame = document.querySelector("iframe")!;
      const element = frame.contentDocument!.querySelector("dicom-viewer")!;
      const { isInverted, shows, image, canvas } = element.viewer!.state;
      return { isInverted, metadata: shows.metadata, width: image.width, canvas: canvas.width };
    });
  assert.equal(await facts(), { isInverted: true, metadata: false, width: 64, canvas: 1000 });
  await inner.locator("dicom-viewer .canvas").press("m");
  await inner.locator("dicom-viewer .metadata-row").first().waitFor();
  // A button takes its own key; it is an element of the frame's window.
  await inner.getByRole("button", { name: "Invert" }).press("Space");
  assert.is((await facts()).isInverted, false);

  const isShown = await page.evaluate(async (numbers) => {
    const frame = document.querySelector("iframe")!;
    const theirs = frame.contentWindow as unknown as typeof globalThis;
    const { viewer } = frame.contentDocument!.querySelector("dicom-viewer")!;
    const bytes = theirs.Uint8Array.from(numbers);
    return [
      await viewer!.show(new theirs.Blob([bytes])),
      await viewer!.show(bytes),
      await viewer!.show(bytes.buffer),
    ];
  }, Array.from(IMAGE));
  assert.equal(isShown, [true, true, true]);

  await page.evaluate(() => {
    const element = document.querySelector("iframe")!.contentDocument!.querySelector("dicom-viewer")!;
    document.body.prepend(element);
  });
  await settled(page);
  await page.getByRole("button", { name: "Invert" }).waitFor();
  await assertPainted();
});

test("without an image the viewer says how to open one, and its button does", async () => {
  await define();
  await append();
  const words = locator(".empty-words");
  await words.waitFor();
  assert.is(await words.textContent(), "Open a DICOM file, or drop it here");
  // Asked for early: a key may be quicker than what has the browser tell of it.
  const choosing = page.waitForEvent("filechooser");
  await page.locator("dicom-viewer .canvas").focus();
  const open = locator(".empty button");
  for (let i = 0; i < 30 && !(await open.evaluate((it) => it.matches(":focus"))); i += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  const chooser = await choosing;
  await chooser.setFiles({ name: "a.dcm", mimeType: "application/dicom", buffer: Buffer.from(IMAGE) });
  await settled(page);
  await words.waitFor({ state: "hidden" });
  assert.ok(await locator(".canvas").evaluate((canvas) => canvas.matches(":focus")));
  await page.evaluate(() => {
    document.querySelector("dicom-viewer")!.src = undefined;
  });
  await words.waitFor();
});

test("it offers only what the page allows, in its language", async () => {
  await define();
  const said = async (options: object) => {
    await page.evaluate(() => document.querySelector("dicom-viewer")?.remove());
    await append({ options });
    await locator(".empty").waitFor();
    return [
      await locator(".empty-words").textContent(),
      await page.locator("dicom-viewer .empty button").count(),
    ];
  };
  assert.equal(await said({ acceptsDrops: false }), ["Open a DICOM file", 1]);
  assert.equal(await said({ controls: ["tools"] }), ["Drop a DICOM file here", 0]);
  assert.equal(await said({ controls: "none", acceptsDrops: false }), ["No image is open", 0]);
  assert.equal(await said({ labels: germanLabels }), ["Eine DICOM-Datei öffnen oder hier ablegen", 1]);
});

test("a warning is closed by its button, by mouse and keyboard, and by Escape", async () => {
  await define();
  await append({ src: "/image.dcm" });
  await settled(page);
  await locator(".toolbar").waitFor();
  const alert = page.getByRole("alert");
  const close = page.getByRole("button", { name: "Close the message" });
  const warn = async () => {
    await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.warn(new Error("it broke")));
    await alert.filter({ hasText: "It broke." }).waitFor();
  };
  assert.not.ok(await alert.isVisible());
  await warn();
  await close.click();
  assert.not.ok(await alert.isVisible());
  await warn();
  await locator(".canvas").focus();
  await page.keyboard.press("Tab");
  assert.ok(await close.evaluate((button) => button.matches(":focus")));
  await page.keyboard.press("Enter");
  assert.not.ok(await alert.isVisible());
  assert.ok(await locator(".canvas").evaluate((canvas) => canvas.matches(":focus")));
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await warn();
  await page.keyboard.press("Escape");
  assert.not.ok(await alert.isVisible());
  assert.ok(await page.getByRole("dialog").isVisible(), "one Escape closes one thing");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});

test("a light page gives its colours to what lies over the image, too", async () => {
  await define();
  const seen = await page.evaluate(async () => {
    const stroked = new Set<string>();
    const { strokeText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.strokeText = function (...args) {
      stroked.add(String(this.strokeStyle));
      return Reflect.apply(strokeText, this, args);
    };
    const colors = {
      background: "#fff",
      text: "#111111",
      surface: "#eeeeee",
      error: "#990000",
      rim: "#ffffff",
    };
    for (const [name, color] of Object.entries({ ...colors, "color-scheme": "light" })) {
      document.body.style.setProperty(`--dicom-viewer-${name}`, color);
    }
    const element = document.createElement("dicom-viewer");
    element.src = "/image.dcm";
    document.body.append(element);
    const root = element.shadowRoot!;
    while (stroked.size === 0 || !root.querySelector(".number")) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    element.viewer!.warn(new Error("told"));
    element.toggleAttribute("data-drop", true);
    const looked: [selector: string, name: string, pseudo?: string][] = [
      [".warning", "background-color"],
      [".warning", "color"],
      [".stage", "background-color", "::after"],
      [".stage", "color", "::after"],
      [".corner", "text-shadow"],
      [".number", "color-scheme"],
    ];
    const styles = looked.map(([selector, name, pseudo]) =>
      getComputedStyle(root.querySelector(selector)!, pseudo).getPropertyValue(name),
    );
    return [...styles, ...stroked];
  });
  const shadow = seen.splice(4, 1)[0]!;
  assert.equal([...new Set(shadow.match(/rgb[^)]*\)/g))], ["rgb(255, 255, 255)"]);
  assert.equal(seen, [
    ...["rgb(238, 238, 238)", "rgb(153, 0, 0)"],
    ...["rgb(238, 238, 238)", "rgb(17, 17, 17)"],
    ...["light", "#ffffff"],
  ]);
});

test("an empty `src` is none; what is asked for last is shown, however long files took to be ordered", async () => {
  await define();
  const shown = await page.evaluate(async () => {
    document.body.innerHTML = '<dicom-viewer src=""></dicom-viewer>';
    const viewer = document.querySelector("dicom-viewer")!.viewer!;
    const bytes = await (await fetch("/image.dcm")).arrayBuffer();
    const files = Array.from({ length: 5 }, (_, i) => new File([bytes], `${i}.dcm`));
    const early = viewer.showFiles(files);
    const late = viewer.show(new Uint8Array(bytes));
    return [await late, await early, viewer.state.frameCount];
  });
  assert.equal(shown, [true, false, 1]);
  await locator("[role=alert]").waitFor({ state: "hidden" });
});

test("the help sheet keeps the keys to itself: it is scrolled, and nothing happens behind it", async () => {
  await define();
  await append({ src: "/image.dcm" });
  await settled(page);
  await locator("canvas").focus();
  await page.keyboard.press("?");
  const help = locator(".help");
  await help.waitFor();
  const state = () => page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state);
  for (const key of ["i", "End", "PageDown"]) await page.keyboard.press(key);
  const { isInverted, shows } = await state();
  assert.equal([isInverted, shows.help], [false, true]);
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  await page.keyboard.press("i");
  assert.is((await state()).isInverted, true);
});
