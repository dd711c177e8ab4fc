/** The controls in Chromium: each by mouse, each by keyboard, by touch, small and large, for those who do not see them. */
import { readFile } from "node:fs/promises";
import type { Browser, Locator, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage, type WatchedPage } from "../../../../tools/test/browser.ts";
import { type BrowserBundle, bundleForBrowser } from "../../../../tools/test/browser-bundle.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { inlineWorker } from "../../inline-worker.ts";
import type { ViewportState } from "../../src/viewport-state.ts";
import { phantom } from "../support/phantom.ts";
import { servePage, settled } from "../support/viewer-page.ts";

const test = testSuite("viewer/controls", { tools: ["chromium"], timeoutMs: 60_000 });

const CT = {
  Modality: "CT",
  RescaleSlope: 1,
  RescaleIntercept: -1024,
  RescaleType: "HU",
  WindowCenter: [40, -500],
  WindowWidth: [400, 1400],
  WindowCenterWidthExplanation: ["SOFT", "LUNGS"],
};
const FILES = {
  "/ct.dcm": phantom({ attributes: CT }),
  "/frames.dcm": phantom({
    frames: 12,
    attributes: { CineRate: 48, ImageOrientationPatient: [1, 0, 0, 0, 1, 0] },
  }),
};

let bundle: BrowserBundle;
let browser: Browser;
let site: Awaited<ReturnType<typeof servePage>>;
let axe: string;
let watched: WatchedPage;
let page: Page;

test.before(async () => {
  bundle = await bundleForBrowser(repositoryPath("packages/viewer-canvas/src/index.ts"), undefined, [
    inlineWorker,
  ]);
  site = await servePage(bundle.code, FILES);
  browser = await launchBrowser();
  axe = await readFile(repositoryPath("node_modules/axe-core/axe.min.js"), "utf8");
});
test.after(async () => {
  await browser.close();
  await site.close();
  await bundle.remove();
});
test.afterEach(async () => {
  assert.equal(watched.complaints, []);
  await watched.close({ "/bundle.js": bundle.path });
});

interface Opening {
  width?: number;
  height?: number;
  attributes?: Record<string, string>;
  options?: Parameters<typeof openPage>[2];
  viewerOptions?: object;
}

/** Opens a page that is one viewer. */
async function open(src: string, opening: Opening = {}): Promise<void> {
  const { width = 1280, height = 800, attributes = {}, options = {}, viewerOptions = {} } = opening;
  watched = await openPage(browser, site.origin, { viewport: { width, height }, ...options });
  page = watched.page;
  await page.goto(`${site.origin}/`);
  await page.evaluate(
    ([url, size, given, own]) => {
      const element = document.createElement("dicom-viewer");
      element.style.width = `${size[0]}px`;
      element.style.height = `${size[1]}px`;
      for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
      Object.assign(element, { options: own });
      element.setAttribute("src", url);
      document.body.append(element);
    },
    [src, [width, height], attributes, viewerOptions] as const,
  );
  await settled(page);
  await painted();
}

async function painted(): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );
}

async function state(): Promise<ViewportState> {
  await painted();
  return page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state);
}

const button = (name: string): Locator => page.getByRole("button", { name, exact: true });
const slider = (name: string): Locator => page.getByRole("slider", { name, exact: true });
const list = (name: string): Locator => page.getByRole("combobox", { name });

/** The label of what has the focus, in the viewer. */
function focused(): Promise<string> {
  return page.evaluate(() => {
    const active = document.querySelector("dicom-viewer")!.shadowRoot!.activeElement;
    return active?.getAttribute("aria-label") ?? "";
  });
}

/** What a button of the tool bar changes; all can be pressed one after another. */
const TOOL_BUTTONS: readonly [
  label: string,
  isDone: (now: ViewportState, before: ViewportState) => boolean,
][] = [
  ["Window tool", (now) => now.tool === "window"],
  ["Zoom tool", (now) => now.tool === "zoom"],
  ["Scroll tool", (now) => now.tool === "scroll"],
  ["Probe", (now) => now.tool === "probe"],
  ["Length", (now) => now.tool === "length"],
  ["Angle", (now) => now.tool === "angle"],
  ["Rectangle", (now) => now.tool === "rectangle"],
  ["Ellipse", (now) => now.tool === "ellipse"],
  ["Move tool", (now) => now.tool === "pan"],
  ["Remove all measures", (now, before) => before.measures.length === 1 && now.measures.length === 0],
  ["Actual size (1:1)", (now, before) => now.scale === 1 && before.scale !== 1],
  ["Fit into the view", (now) => now.isFitted && now.scale !== 1],
  ["Invert", (now) => now.isInverted],
  ["Turn left", (now, before) => now.orientation.turns !== before.orientation.turns],
  ["Turn right", (now, before) => now.orientation.turns !== before.orientation.turns],
  ["Flip left and right", (now, before) => now.orientation.isMirrored !== before.orientation.isMirrored],
  ["Flip top and bottom", (now, before) => now.orientation.isMirrored !== before.orientation.isMirrored],
  [
    "Usual orientation for the patient",
    (now, before) => before.orientation.turns === 2 && now.orientation.turns === 0,
  ],
  ["Reset view", (now) => !now.isInverted && now.orientation.turns === 0],
  ["Text on the image", (now) => !now.shows.text],
  ["Overlays", (now) => !now.shows.overlays],
  ["Smooth pixels", (now) => !now.shows.interpolation],
  ["Metadata", (now) => now.shows.metadata],
];

async function pressAll(press: (label: string) => Promise<void>): Promise<void> {
  await open("/frames.dcm");
  await page.evaluate(() => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    viewer!.dispatch({ type: "add-measure", kind: "probe", frameIndex: 0, points: [{ x: 1, y: 1 }] });
  });
  for (const [label, isDone] of TOOL_BUTTONS) {
    const before = await state();
    await press(label);
    const now = await state();
    assert.ok(isDone(now, before), label);
  }
}

test("every button of the tool bar does what it says by mouse", () =>
  pressAll((label) => button(label).click()));

test("every button of the tool bar can be reached and pressed by keyboard", () =>
  pressAll(async (label) => {
    await page.locator("dicom-viewer .canvas").focus();
    await page.keyboard.press("Tab");
    for (let i = 0; i < 30 && (await focused()) !== label; i += 1) await page.keyboard.press("ArrowRight");
    assert.is(await focused(), label);
    await page.keyboard.press("Enter");
  }));

test("buttons tell their state and their keys", async () => {
  await open("/ct.dcm");
  assert.is(await button("Move tool").getAttribute("aria-pressed"), "true");
  await page.locator("dicom-viewer .canvas").focus();
  await page.keyboard.press("l");
  await painted();
  assert.is(await button("Move tool").getAttribute("aria-pressed"), "false");
  assert.is(await button("Length").getAttribute("aria-pressed"), "true");
  assert.is(await button("Length").getAttribute("title"), "Length (L)");
  assert.is(await button("Open files").getAttribute("aria-keyshortcuts"), "Control+O");
  assert.ok(await button("Scroll tool").isDisabled(), "there is one frame");
});

test("after a click the keys are the image's; keys work on the bars, too", async () => {
  await open("/frames.dcm");
  await button("Invert").click();
  assert.match(await focused(), /OT image/);
  await page.keyboard.press("PageDown");
  assert.is((await state()).frameIndex, 1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("i");
  const now = await state();
  assert.is(now.isInverted, false);
  assert.is(now.frameIndex, 1);
});

test("files are opened and saved by the buttons", async () => {
  await open("/ct.dcm");
  const download = page.waitForEvent("download");
  await button("Save as PNG").click();
  assert.is((await download).suggestedFilename(), "CT.png");
  const annotated = page.waitForEvent("download");
  await button("Save as PNG with text and measures").click();
  assert.is((await annotated).suggestedFilename(), "CT.png");
  const chooser = page.waitForEvent("filechooser");
  await button("Open files").click();
  await (await chooser).setFiles({
    name: "other.dcm",
    mimeType: "application/dicom",
    buffer: Buffer.from(FILES["/frames.dcm"]),
  });
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.state.frameCount === 12);
});

test("sliders change the window by mouse, within the data", async () => {
  await open("/ct.dcm");
  const center = slider("Center");
  assert.equal([await center.getAttribute("min"), await center.getAttribute("max")], ["-1024", "1370"]);
  assert.equal(
    [await slider("Width").getAttribute("min"), await slider("Width").getAttribute("max")],
    ["1", "2395"],
  );
  const { width, height } = (await center.boundingBox())!;
  await center.click({ position: { x: width * 0.75, y: height / 2 } });
  const moved = (await state()).windowCenter;
  assert.ok(moved > 600 && moved < 950, String(moved));
  await slider("Width").click({ position: { x: 2, y: height / 2 } });
  assert.ok((await state()).windowWidth < 100);
  assert.is(await list("Window of the file").inputValue(), "custom");
});

test("sliders take keys: fine with Shift, coarse with Ctrl, ends", async () => {
  await open("/ct.dcm");
  await slider("Center").focus();
  const step = async (key: string) => {
    const before = (await state()).windowCenter;
    await page.keyboard.press(key);
    return (await state()).windowCenter - before;
  };
  const usual = await step("ArrowRight");
  assert.ok(usual >= 1);
  assert.is(await step("Shift+ArrowRight"), 1);
  assert.ok(Math.abs((await step("Control+ArrowLeft")) + 10 * usual) < 1e-6);
  await page.keyboard.press("End");
  assert.is((await state()).windowCenter, 1370);
  assert.is(await slider("Center").getAttribute("aria-valuetext"), "1370");
});

test("typed values are taken, also beyond the data, which widens the sliders", async () => {
  await open("/ct.dcm");
  const center = page.getByRole("spinbutton", { name: "Center" });
  await center.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("-2000");
  assert.is((await state()).windowCenter, 40, "not while it is typed");
  await page.keyboard.press("Enter");
  assert.is((await state()).windowCenter, -2000);
  assert.is(await slider("Center").getAttribute("min"), "-2000");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("77");
  await page.keyboard.press("Tab");
  assert.is((await state()).windowWidth, 77);
});

test("windows of the file and presets are chosen from the list, by mouse and by keyboard", async () => {
  await open("/ct.dcm");
  const windows = list("Window of the file");
  assert.equal((await windows.locator("option:not([hidden])").allTextContents()).slice(0, 4), [
    "Default",
    "SOFT",
    "LUNGS",
    "Abdomen",
  ]);
  await windows.selectOption("Brain");
  let { windowCenter, windowWidth } = await state();
  assert.equal([windowCenter, windowWidth], [40, 80]);
  await windows.focus();
  await page.keyboard.type("LUNGS");
  ({ windowCenter, windowWidth } = await state());
  assert.equal([windowCenter, windowWidth], [-500, 1400]);
  await windows.selectOption("Default");
  assert.is((await state()).isWindowChosen, false);
  await button("Auto window").click();
  assert.ok((await state()).isWindowChosen);
  await button("Auto window").focus();
  await page.keyboard.press("w");
  assert.is((await state()).isWindowChosen, false);
  await page.keyboard.press("Enter");
  assert.ok((await state()).isWindowChosen);
});

test("values that are no Hounsfield units have no presets, one frame no cine bar", async () => {
  await open("/frames.dcm");
  assert.is(await page.locator("dicom-viewer optgroup").count(), 1);
  assert.ok(await button("Play").isVisible());
  await watched.close();
  await open("/ct.dcm");
  assert.is(await button("Play").count(), 0);
});

test("the cine bar goes through the frames by mouse and by keyboard", async () => {
  await open("/frames.dcm");
  const steps: [string, number][] = [
    ["Last frame", 11],
    ["Previous frame", 10],
    ["First frame", 0],
    ["Next frame", 1],
  ];
  for (const [label, frameIndex] of steps) {
    await button(label).click();
    assert.is((await state()).frameIndex, frameIndex, label);
  }
  for (const [label, frameIndex] of steps) {
    await button(label).focus();
    await page.keyboard.press("Enter");
    assert.is((await state()).frameIndex, frameIndex, label);
  }
  const frame = slider("Frame");
  const { width, height } = (await frame.boundingBox())!;
  await frame.click({ position: { x: width - 2, y: height / 2 } });
  assert.is((await state()).frameIndex, 11);
  await page.keyboard.press("ArrowLeft");
  assert.is((await state()).frameIndex, 10);
  assert.is(await frame.getAttribute("aria-valuetext"), "Frame 11 of 12");
  assert.is(await page.locator("dicom-viewer .counter").textContent(), "11 / 12");
});

test("it plays at the file's rate, which widens its slider, and tells what came of it", async () => {
  await open("/frames.dcm");
  const rate = slider("Frames per second");
  assert.is(await rate.getAttribute("max"), "48");
  assert.is(await rate.inputValue(), "48");
  await button("Play").click();
  await page.waitForFunction(
    () => document.querySelector("dicom-viewer")!.viewer!.cine.state.shownPerSecond > 0,
  );
  await painted();
  const told = page.locator("dicom-viewer .told");
  assert.match((await told.textContent()) ?? "", /^\d+ of 48 fps, \d+ dropped$/);
  await button("Stop").focus();
  await page.keyboard.press("Space");
  await painted();
  assert.is(await told.textContent(), "48 fps");
  await rate.focus();
  await page.keyboard.press("Home");
  await painted();
  assert.is(await told.textContent(), "1 fps");
  await list("At the end").selectOption("Sweep");
  const { sequencing, isPlaying } = await page.evaluate(
    () => document.querySelector("dicom-viewer")!.viewer!.cine.state,
  );
  assert.equal([sequencing, isPlaying], ["sweep", false]);
});

test("a bar that comes moves nothing", async () => {
  await open("/ct.dcm");
  const before = await page.locator("dicom-viewer .canvas").boundingBox();
  await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.show("/frames.dcm"));
  await button("Play").waitFor();
  assert.equal(await page.locator("dicom-viewer .canvas").boundingBox(), before);
});

test("the sheet of keys opens by its key and its button, has the focus, and gives it back", async () => {
  await open("/frames.dcm");
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
  await open("/frames.dcm");
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

test("a narrow viewer has drawers, which Escape and the image close", async () => {
  await open("/frames.dcm", { width: 640, height: 480 });
  assert.not.ok(await button("Turn left").isVisible());
  await button("More tools").click();
  await button("Turn left").click();
  assert.is((await state()).orientation.turns, 3);
  await page.locator("dicom-viewer .canvas").click({ position: { x: 20, y: 300 } });
  assert.not.ok(await button("Turn left").isVisible());
  await button("Adjust").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.is(await focused(), "Window of the file or preset");
  await page.keyboard.press("Escape");
  assert.is(await focused(), "Adjust");
  assert.is(await button("Adjust").getAttribute("aria-expanded"), "false");
});

test("a small viewer folds everything into one menu", async () => {
  await open("/frames.dcm", { width: 320, height: 320 });
  await button("Menu").click();
  for (const label of ["Invert", "Metadata", "Keys"]) assert.ok(await button(label).isVisible(), label);
  await button("Flip left and right").click();
  assert.ok((await state()).orientation.isMirrored);
  await slider("Width").focus();
  await page.keyboard.press("Home");
  assert.is((await state()).windowWidth, 1);
  await slider("Frames per second").focus();
  await page.keyboard.press("Escape");
  assert.is(await focused(), "Menu");
  await button("Next frame").click();
  assert.is((await state()).frameIndex, 1);
  await button("Menu").click();
  await button("Keys").click();
  await page.getByRole("dialog").waitFor();
  assert.not.ok(await button("Invert").isVisible(), "the menu does not lie over the sheet");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.is(await focused(), "Menu");
});

test("a paint that changes nothing of them leaves the bars alone", async () => {
  await open("/frames.dcm");
  const changes = await page.evaluate(async () => {
    const element = document.querySelector("dicom-viewer")!;
    const { viewer } = element;
    viewer!.dispatch({ type: "pan", dx: 1, dy: 1 });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const seen: string[] = [];
    const observer = new MutationObserver((records) => seen.push(...records.map(({ type }) => type)));
    for (const bar of element.shadowRoot!.querySelectorAll(".bar")) {
      observer.observe(bar, { attributes: true, childList: true, characterData: true, subtree: true });
    }
    viewer!.dispatch({ type: "pan", dx: 5, dy: 5 });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const still = seen.length;
    viewer!.dispatch({ type: "invert" });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [still, seen.length];
  });
  assert.equal(changes, [0, 1]);
});

test("no bar is wider than the viewer, at any width", async () => {
  await open("/frames.dcm");
  for (let width = 220; width <= 1320; width += 55) {
    await page.evaluate((px) => {
      document.querySelector("dicom-viewer")!.style.width = `${px}px`;
    }, width);
    await painted();
    const over = await page.evaluate(() => {
      const bars = [
        ...document.querySelector("dicom-viewer")!.shadowRoot!.querySelectorAll<HTMLElement>(".bar"),
      ];
      return bars.filter((bar) => {
        const { right } = bar.getBoundingClientRect();
        return [...bar.querySelectorAll("button, input, select")].some(
          (control) => control.getBoundingClientRect().right > right + 0.5,
        );
      }).length;
    });
    assert.is(over, 0, `${width} pixels`);
  }
});

test("one finger moves the image, two zoom it, a tap presses a button", async () => {
  await open("/frames.dcm", { options: { hasTouch: true } });
  const client = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...points: [number, number][]) =>
    client.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  const start = await state();
  await touch("touchStart", [600, 400]);
  await touch("touchMove", [620, 430]);
  await touch("touchMove", [650, 450]);
  await touch("touchEnd");
  const moved = await state();
  assert.equal([moved.offsetX - start.offsetX, moved.offsetY - start.offsetY], [50, 50]);
  await touch("touchStart", [600, 400], [700, 400]);
  await touch("touchMove", [550, 400], [750, 400]);
  await touch("touchEnd");
  const zoomed = await state();
  assert.ok(Math.abs(zoomed.scale / moved.scale - 2) < 0.01, `${zoomed.scale / moved.scale} times`);
  await button("Invert").tap();
  assert.ok((await state()).isInverted);
});

test("changes are announced, not more than twice a second", async () => {
  await open("/frames.dcm");
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
    heard.some(([words]) => /Frame \d of 12.*Center \d+, width 2000/.test(words)),
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
    if (i > 0) await watched.close({ "/bundle.js": bundle.path });
    await open(src, opening);
    if (pressed) await button(pressed).click();
    await painted();
    await page.evaluate(axe);
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
  await watched.close();
  await open("/ct.dcm", { options: { forcedColors: "active" } });
  assert.is.not(await style("border-top-color"), "rgba(0, 0, 0, 0)");
  await watched.close();
  await open("/ct.dcm", { options: { contrast: "more" } });
  const line = await page
    .locator("dicom-viewer .bar.top")
    .evaluate((bar) => getComputedStyle(bar).getPropertyValue("border-bottom-color"));
  assert.is(line, "rgb(170, 182, 196)");
});

test("a page chooses the controls, at any time", async () => {
  await open("/frames.dcm", { attributes: { controls: "none" } });
  const bars = page.locator("dicom-viewer .bar:visible");
  assert.is(await bars.count(), 0);
  assert.is((await page.locator("dicom-viewer .canvas").boundingBox())!.height, 800);
  await page.locator("dicom-viewer .canvas").focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  const set = (value: string) =>
    page.evaluate((text) => document.querySelector("dicom-viewer")!.setAttribute("controls", text), value);
  await set("cine tools");
  await button("Play").waitFor();
  assert.is(await slider("Center").count(), 0);
  assert.is(await button("Open files").count(), 0);
  await set("");
  await slider("Center").waitFor();
  assert.is(await button("Open files").count(), 1);
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
