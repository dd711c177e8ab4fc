/** The custom element in Chromium, on a plain page, with pixels compared to dicom-core's renderFrame. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser } from "../../../tools/test/browser.ts";
import { requireData } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { imageless, phantom } from "./support/phantom.ts";
import { assertShows, type Snapshot, settled, snapshot } from "./support/viewer-page.ts";
import { type OpenOptions, ViewerSite } from "./support/viewer-site.ts";

const test = testSuite("viewer/element", { tools: ["chromium"], timeoutMs: 30_000 });

const FILES = {
  "/phantom.dcm": phantom(),
  "/frames.dcm": phantom({ frames: 3 }),
  "/flat-pixels.dcm": phantom({ attributes: { PixelAspectRatio: ["1", "2"] } }),
  "/tall-pixels.dcm": phantom({ attributes: { PixelSpacing: [1, 0.5] } }),
  "/cut-off.dcm": phantom({ attributes: { Rows: 640 } }),
  "/no-image.dcm": imageless(),
  "/letter.txt": new TextEncoder().encode("Dear colleague, this is not DICOM at all."),
};

const site = new ViewerSite(test, FILES);
let page: Page;

test.beforeEach(() => open());

async function open(options?: OpenOptions): Promise<void> {
  page = await site.open(options);
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
}

/** Puts `<dicom-viewer src>` on the page and returns what it shows; its events are kept in `window.told`. */
async function show(src: string): Promise<Snapshot> {
  await page.evaluate((url) => {
    const told: unknown[] = [];
    Object.assign(window, { told });
    const element = document.createElement("dicom-viewer");
    for (const type of ["frame-change", "window-change", "decode-error"]) {
      element.addEventListener(type, (event) => told.push([type, (event as CustomEvent).detail]));
    }
    element.setAttribute("controls", "none");
    element.setAttribute("src", url);
    document.body.replaceChildren(element);
  }, src);
  await settled(page);
  return snapshot(page);
}

async function told(type: string): Promise<Record<string, unknown>[]> {
  const all = await page.evaluate(() => (window as unknown as { told: [string, object][] }).told);
  return all.filter(([name]) => name === type).map(([, detail]) => detail as Record<string, unknown>);
}

async function drag(button: "left" | "right", dx: number, dy: number): Promise<void> {
  await page.mouse.move(200, 220);
  await page.mouse.down({ button });
  await page.mouse.move(200 + dx / 2, 220 + dy / 2);
  await page.mouse.move(200 + dx, 220 + dy);
  await page.mouse.up({ button });
}

test("draws each pixel as renderFrame gives it, in the file's window", async () => {
  const seen = await show("/phantom.dcm");
  assert.is(seen.state.scale, 8);
  assert.is(seen.state.windowCenter, 1000);
  await assertShows(seen, FILES["/phantom.dcm"]);
  assert.is(seen.message, "");
  assert.match(seen.corner, /C 1000 {2}W 2000/);
  assert.match(seen.corner, /Zoom 800 %/);
  assert.equal(await told("frame-change"), [{ frameIndex: 0, frameCount: 1 }]);
  site.assertQuiet();
});

test("the wheel zooms at the pointer", async () => {
  await show("/phantom.dcm");
  await page.mouse.move(256, 128);
  await page.mouse.wheel(0, -500);
  const seen = await snapshot(page);
  assert.ok(Math.abs(seen.state.scale - 16) < 1e-9, `scale ${seen.state.scale}`);
  assert.ok(Math.abs(seen.state.offsetX + 256) < 1e-9 && Math.abs(seen.state.offsetY + 128) < 1e-9);
  await assertShows(seen, FILES["/phantom.dcm"]);
});

test("a left drag pans and leaves the window alone", async () => {
  await show("/phantom.dcm");
  await drag("left", 40, -24);
  const seen = await snapshot(page);
  assert.is(seen.state.offsetX, 40);
  assert.is(seen.state.offsetY, -24);
  assert.is(seen.state.windowCenter, 1000);
  await assertShows(seen, FILES["/phantom.dcm"]);
});

test("a right drag changes the window, opens no menu and leaves the place alone", async () => {
  const before = await show("/phantom.dcm");
  await page.evaluate(() => {
    window.addEventListener("contextmenu", (event) => {
      document.title = event.defaultPrevented ? "suppressed" : "menu";
    });
  });
  await drag("right", 100, -50);
  const seen = await snapshot(page);
  assert.ok(seen.state.windowWidth > before.state.windowWidth);
  assert.ok(seen.state.windowCenter < before.state.windowCenter);
  assert.is(seen.state.offsetX, 0);
  await assertShows(seen, FILES["/phantom.dcm"]);
  assert.is(await page.title(), "suppressed");
  const last = (await told("window-change")).at(-1);
  assert.equal(last, { windowCenter: seen.state.windowCenter, windowWidth: seen.state.windowWidth });
});

test("a drag goes on outside of the canvas and ends with the button", async () => {
  await show("/phantom.dcm");
  await drag("left", 700, 0);
  await page.mouse.move(100, 100);
  assert.is((await snapshot(page)).state.offsetX, 512 - 32);
});

test("many changes in one task are one paint", async () => {
  await show("/phantom.dcm");
  const drawn = await page.evaluate(async () => {
    let count = 0;
    const { drawImage } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (...args: unknown[]) {
      count += 1;
      return Reflect.apply(drawImage, this, args);
    };
    const { viewer } = document.querySelector("dicom-viewer")!;
    for (let i = 0; i < 200; i += 1) viewer!.dispatch({ type: "window", center: i, width: 300 + i });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return count;
  });
  assert.is(drawn, 1);
  const seen = await snapshot(page);
  assert.is(seen.state.windowWidth, 499);
  await assertShows(seen, FILES["/phantom.dcm"]);
});

test("the backing store has the screen's own pixels", async () => {
  // Playwright's emulation does not reach the device pixel box of a ResizeObserver, the browser's own flag does.
  const dense = await launchBrowser(["--force-device-scale-factor=2"]);
  try {
    await open({ browser: dense, viewport: null });
    const seen = await show("/phantom.dcm");
    assert.is(seen.width, 1024);
    assert.is(seen.state.canvas.width, 512);
    await assertShows(seen, FILES["/phantom.dcm"]);
  } finally {
    await site.close();
    await dense.close();
  }
});

test("pixels that are not square are drawn in their shape", async () => {
  const flat = await show("/flat-pixels.dcm");
  assert.equal(flat.state.image, { width: 64, height: 32 });
  await assertShows(flat, FILES["/flat-pixels.dcm"]);
  const tall = await show("/tall-pixels.dcm");
  assert.equal(tall.state.image, { width: 64, height: 128 });
  await assertShows(tall, FILES["/tall-pixels.dcm"]);
});

test("keys turn frames, invert, reset and fit", async () => {
  await show("/frames.dcm");
  await page.locator("dicom-viewer .canvas").focus();
  await page.keyboard.press("PageDown");
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.state.frameIndex === 1);
  await page.keyboard.press("i");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("+");
  const seen = await snapshot(page);
  assert.ok(seen.state.isInverted && seen.state.windowWidth > 2000 && seen.state.scale > 8);
  assert.match(seen.corner, /Frame 2 \/ 3/);
  await assertShows(seen, FILES["/frames.dcm"], 1);
  await page.keyboard.press("w");
  await page.keyboard.press("0");
  const reset = await snapshot(page);
  assert.is(reset.state.windowWidth, 2000);
  assert.is(reset.state.scale, 8);
  assert.equal((await told("frame-change")).at(-1), { frameIndex: 1, frameCount: 3 });
});

test("what cannot be shown is told in words with its code, never a blank", async () => {
  const cases: [string, string, RegExp][] = [
    ["/letter.txt", "FILE_NOT_DICOM", /Is this the right file/],
    ["/no-image.dcm", "PIXEL_NONE", /Secondary Capture Image” that holds no image/],
    ["/absent.dcm", "VIEWER_FETCH", /HTTP status 404\. ?Is the address right/],
  ];
  for (const [src, code, words] of cases) {
    const seen = await show(src);
    assert.match(seen.message, /This image cannot be shown/, src);
    assert.match(seen.message, words, src);
    assert.ok(seen.message.endsWith(code), `${src}: ${seen.message}`);
    assert.is(seen.corner, "", src);
    assert.equal(
      (await told("decode-error")).map((detail) => detail.code),
      [code],
    );
  }
});

test("takes bytes, Blobs, Files and URL objects; the next good source clears an error", async () => {
  await show("/letter.txt");
  const shown = await page.evaluate(async () => {
    const element = document.querySelector("dicom-viewer")!;
    const bytes = new Uint8Array(await (await fetch("/phantom.dcm")).arrayBuffer());
    const sources = [
      bytes,
      bytes.buffer,
      new Blob([bytes]),
      new File([bytes], "x"),
      new URL("/phantom.dcm", location.href),
    ];
    const results: boolean[] = [];
    for (const source of sources) {
      element.src = null;
      results.push(element.viewer!.frame === undefined && (await element.viewer!.show(source)));
    }
    return results;
  });
  assert.equal(shown, [true, true, true, true, true]);
  const seen = await snapshot(page);
  assert.is(seen.message, "");
  await assertShows(seen, FILES["/phantom.dcm"]);
});

test("a source that is overtaken does not come back", async () => {
  await show("/frames.dcm");
  const results = await page.evaluate(async () => {
    const viewer = document.querySelector("dicom-viewer")!.viewer!;
    return Promise.all([viewer.show("/frames.dcm"), viewer.show("/absent.dcm"), viewer.show("/phantom.dcm")]);
  });
  assert.equal(results, [false, false, true]);
  const seen = await snapshot(page);
  assert.is(seen.state.frameCount, 1);
  assert.equal(await told("decode-error"), []);
});

test("an element that leaves the page lets go, and works again when it comes back", async () => {
  await show("/phantom.dcm");
  const isGone = await page.evaluate(() => {
    const element = document.querySelector("dicom-viewer")!;
    element.remove();
    const gone = element.viewer === undefined && element.shadowRoot!.childElementCount === 0;
    document.body.append(element);
    return gone;
  });
  assert.ok(isGone);
  await settled(page);
  await assertShows(await snapshot(page), FILES["/phantom.dcm"]);
});

test("a source set before the module was loaded is shown", async () => {
  await page.route("**/bundle.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await route.continue();
  });
  await page.goto(`${site.origin}/`, { waitUntil: "commit" });
  await page.waitForFunction(() => document.body !== null);
  await page.evaluate(() => {
    const element = document.createElement("dicom-viewer");
    element.setAttribute("controls", "none");
    element.src = new URL("/phantom.dcm", location.href);
    document.body.append(element);
  });
  await settled(page);
  await assertShows(await snapshot(page), FILES["/phantom.dcm"]);
});

test("two viewers on a page are apart, also as class on any element", async () => {
  await show("/phantom.dcm");
  const plain = await page.evaluate(async () => {
    const { DicomViewer } = (await import("/bundle.js" as string)) as typeof import("../src/index.ts");
    const element = document.createElement("div");
    element.className = "plain";
    document.body.append(element);
    const viewer = new DicomViewer(element, { showsText: false });
    await viewer.show("/frames.dcm");
    viewer.dispatch({ type: "invert" });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { state } = viewer;
    const corner = element.shadowRoot!.querySelector(".corner")!.textContent;
    viewer.destroy();
    return { isInverted: state.isInverted, frameCount: state.frameCount, corner };
  });
  assert.equal(plain, { isInverted: true, frameCount: 3, corner: "" });
  const first = await snapshot(page);
  assert.is(first.state.isInverted, false);
  await assertShows(first, FILES["/phantom.dcm"]);
});

test("a file that was cut off shows what is there", async () => {
  const seen = await show("/cut-off.dcm");
  assert.is(seen.message, "");
  assert.is(seen.state.image.height, 640);
  assert.ok(seen.rgba.some((value, i) => i % 4 === 0 && value > 0));
});

test("the canvas is named, focusable and describes its keys", async () => {
  await show("/frames.dcm");
  await page.keyboard.press("Tab");
  const facts = await page.evaluate(() => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    const canvas = root.activeElement!;
    return {
      label: canvas.getAttribute("aria-label"),
      keys: root.getElementById(canvas.getAttribute("aria-describedby") ?? "")?.textContent,
    };
  });
  assert.is(facts.label, "OT image, 64 by 64 pixels, 3 frames");
  assert.match(facts.keys ?? "", /question mark/);
});

const corpus = testSuite("viewer/corpus", { tools: ["chromium"], data: true, timeoutMs: 30_000 });
const ct = () => readFileSync(requireData("dicom", "pydicom", "CT_small.dcm"));
const scanner = new ViewerSite(corpus, () => ({ "/ct.dcm": ct() }));

corpus("a CT of a scanner is shown as renderFrame gives it", async () => {
  page = await scanner.open();
  const seen = await show("/ct.dcm");
  assert.is(seen.state.scale, 4);
  await assertShows(seen, ct());
  assert.ok(new Set(seen.rgba).size > 50, "an image has many greys");
  scanner.assertQuiet();
});
