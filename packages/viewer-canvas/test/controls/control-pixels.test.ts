/** What controls, mouse and fingers make of the picture, pixel by pixel against dicom-core's renderFrame. */
import {
  autoWindow,
  decodeFrame,
  type RenderOptions,
  readDicomFile,
  WINDOW_PRESETS,
} from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { ViewerOptions } from "../../src/viewer-options.ts";
import type { ViewportState } from "../../src/viewport-state.ts";
import { CT_ATTRIBUTES } from "../support/controls-page.ts";
import { phantom } from "../support/phantom.ts";
import { compare, gridOf, type Turn, turn } from "../support/placed-image.ts";
import { fingers } from "../support/touch.ts";
import { settled, snapshot } from "../support/viewer-page.ts";
import { type OpenOptions, ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/control-pixels", { tools: ["chromium"], timeoutMs: 90_000 });

const SIZE = 64;
/** As small as the bars allow: pixels are compared. */
const VIEWPORT = { width: 1000, height: 500 };
const CT = phantom({ size: SIZE, attributes: CT_ATTRIBUTES });
const FRAMES = phantom({ size: SIZE, frames: 12 });

const site = new ViewerSite(test, { "/ct.dcm": CT, "/frames.dcm": FRAMES });
let page: Page;

test.afterEach(() => site.assertQuiet());

async function open(
  src: string,
  viewerOptions: ViewerOptions = {},
  options: OpenOptions = {},
): Promise<void> {
  page = await site.open({ viewport: VIEWPORT, ...options });
  await page.evaluate(
    ([url, own]) => {
      const element = document.createElement("dicom-viewer");
      Object.assign(element.style, { width: "100vw", height: "100vh" });
      Object.assign(element, { options: own, src: url });
      document.body.append(element);
    },
    [src, viewerOptions] as const,
  );
  await settled(page);
  await page.getByRole("toolbar").first().waitFor();
}

const state = (): Promise<ViewportState> =>
  page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state);
const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

/** What is expected, as the test knows it from what it pressed. */
interface Expected {
  file?: Uint8Array;
  render?: RenderOptions;
  turns?: readonly Turn[];
  frameIndex?: number;
  /** Of the image that fills the canvas. */
  zoom?: number;
}

async function wrongPixels(expected: Expected = {}): Promise<number> {
  const { file = CT, render = {}, turns = [], frameIndex = 0, zoom = 1 } = expected;
  const seen = await snapshot(page, { asItIs: true });
  const grid = turns.reduce(turn, await gridOf(file, render, frameIndex));
  const fit = Math.min(seen.width, seen.height) / SIZE;
  const { wrongCount, lookedCount } = compare(seen, grid, fit * zoom);
  assert.ok(lookedCount > 0.6 * seen.width * seen.height, String(lookedCount));
  return wrongCount;
}

const assertPixels = async (what: string, expected?: Expected) =>
  assert.is(await wrongPixels(expected), 0, what);

test("each button of the view changes the picture as it says", async () => {
  await open("/ct.dcm");
  assert.ok((await wrongPixels()) > 10_000, "pixels are blended");
  await press("Smooth pixels");
  await assertPixels("not blended");
  await press("Invert");
  await assertPixels("inverted", { render: { invert: true } });
  await press("Invert");
  await press("Turn right");
  await assertPixels("turned right", { turns: ["rotate"] });
  await press("Flip left and right");
  await assertPixels("then mirrored", { turns: ["rotate", "horizontal"] });
  await press("Turn left");
  await press("Flip top and bottom");
  await assertPixels("then turned left and upside down", {
    turns: ["rotate", "horizontal", "rotate", "rotate", "rotate", "vertical"],
  });
  await press("Reset view");
  if ((await state()).shows.interpolation) await press("Smooth pixels");
  await assertPixels("reset");
  await press("Actual size (1:1)");
  const canvas = (await state()).canvas;
  const oneToOne = SIZE / Math.min(canvas.width, canvas.height);
  await assertPixels("one to one", { zoom: oneToOne });
  await page.keyboard.press("+");
  await assertPixels("a step larger", { zoom: oneToOne * 1.25 });
  await press("Fit into the view");
  await assertPixels("fitted");
});

test("windows of the file, presets, Auto and typed values give the greys that they say", async () => {
  await open("/ct.dcm");
  await press("Smooth pixels");
  const window = (center: number, width: number): Expected => ({
    render: { windowCenter: center, windowWidth: width },
  });
  await assertPixels("as the file says", window(40, 400));
  const list = page.getByRole("combobox", { name: "Window of the file or preset" });
  await list.selectOption({ label: "LUNGS" });
  await assertPixels("the second window of the file", window(-500, 1400));
  for (const [name, label] of [
    ["abdomen", "Abdomen"],
    ["lung", "Lung"],
    ["bone", "Bone"],
    ["brain", "Brain"],
    ["angio", "Angio"],
  ] as const) {
    await list.selectOption({ label });
    const { center, width } = WINDOW_PRESETS[name];
    await assertPixels(label, window(center, width));
  }
  await press("Auto window");
  const auto = autoWindow(await decodeFrame(readDicomFile(CT), 0));
  await assertPixels("Auto", window(auto.center, auto.width));
  await page.getByRole("spinbutton", { name: "Center" }).fill("300");
  await page.keyboard.press("Enter");
  await page.getByRole("spinbutton", { name: "Width" }).fill("1000");
  await page.keyboard.press("Enter");
  await assertPixels("typed", window(300, 1000));
});

test("Shift and wheel go through the frames, a middle drag zooms, as the sheet of keys says", async () => {
  await open("/frames.dcm");
  await press("Smooth pixels");
  const { canvas } = await state();
  const middle = { x: canvas.width / 2, y: 40 + canvas.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.keyboard.down("Shift");
  for (let i = 0; i < 3; i += 1) await page.mouse.wheel(0, 100);
  await page.keyboard.up("Shift");
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.state.frameIndex === 3);
  await assertPixels("fourth frame", { file: FRAMES, frameIndex: 3 });
  const before = await state();
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(middle.x, middle.y - 50, { steps: 5 });
  await page.mouse.up({ button: "middle" });
  const after = await state();
  assert.ok(after.scale > before.scale * 1.1, `${before.scale} ${after.scale}`);
  assert.equal([after.windowWidth, after.frameIndex], [before.windowWidth, 3]);
  await assertPixels("enlarged around where the drag began", {
    file: FRAMES,
    frameIndex: 3,
    zoom: after.scale / before.scale,
  });
});

test("the buttons of the cine bar show the frames that they say, and its slider by keys, too", async () => {
  await open("/frames.dcm");
  await press("Smooth pixels");
  const steps: [name: string, frameIndex: number][] = [
    ["Last frame", 11],
    ["Previous frame", 10],
    ["First frame", 0],
    ["Next frame", 1],
  ];
  for (const [name, frameIndex] of steps) {
    await press(name);
    await shows(frameIndex);
    await assertPixels(name, { file: FRAMES, frameIndex });
  }
  await press("Play");
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.state.shownFrameIndex > 2);
  await press("Stop");
  const { shownFrameIndex } = await state();
  await assertPixels("where it stopped", { file: FRAMES, frameIndex: shownFrameIndex });
  await page.getByRole("slider", { name: "Frame", exact: true }).focus();
  for (const [key, frameIndex] of [
    ["Home", 0],
    ["ArrowRight", 1],
    ["ArrowUp", 2],
    ["End", 11],
    ["ArrowLeft", 10],
    ["PageDown", 0],
  ] as const) {
    await page.keyboard.press(key);
    await shows(frameIndex);
    await assertPixels(`slider, ${key}`, { file: FRAMES, frameIndex });
  }
});

const shows = (index: number) =>
  page.waitForFunction(
    (frameIndex) => document.querySelector("dicom-viewer")!.viewer!.state.shownFrameIndex === frameIndex,
    index,
  );

test("the sliders of the window are moved by keys, to the greys that they say", async () => {
  await open("/ct.dcm");
  await press("Smooth pixels");
  for (const name of ["Center", "Width"] as const) {
    const slider = page.getByRole("slider", { name, exact: true });
    await slider.focus();
    const before = await state();
    const value = ({ windowCenter, windowWidth }: ViewportState) =>
      name === "Center" ? windowCenter : windowWidth;
    await page.keyboard.press("ArrowRight");
    const once = value(await state()) - value(before);
    assert.ok(once > 0, name);
    await page.keyboard.press("Control+ArrowRight");
    assert.ok(value(await state()) - value(before) > 5 * once, `${name}: coarse`);
    await page.keyboard.press("PageDown");
    await page.keyboard.press("ArrowLeft");
    const { windowCenter, windowWidth } = await state();
    // Steps go by the width.
    if (name === "Center") assert.is(value(await state()), value(before), "as far back");
    await page.keyboard.press("Home");
    await assertPixels(`${name} at its low end`, {
      render: name === "Center" ? { windowCenter: -1024, windowWidth } : { windowCenter, windowWidth: 1 },
    });
    await page.keyboard.press("End");
    const end = await state();
    assert.ok(value(end) > 1300, `${name}: ${value(end)}`);
    await assertPixels(`${name} at its high end`, {
      render: { windowCenter: end.windowCenter, windowWidth: end.windowWidth },
    });
    await page.keyboard.press("w");
    await assertPixels("as the file says", { render: { windowCenter: 40, windowWidth: 400 } });
  }
});

test("buttons and wheel do what a page binds to them", async () => {
  await open("/frames.dcm", {
    bindings: {
      mainDrag: "window",
      middleDrag: "scroll",
      rightDrag: "pan",
      wheel: "scroll",
      shiftWheel: "zoom",
    },
  });
  const drag = async (button: "left" | "middle" | "right", dx: number, dy: number) => {
    const before = await state();
    await page.mouse.move(500, 250);
    await page.mouse.down({ button });
    await page.mouse.move(500 + dx, 250 + dy, { steps: 4 });
    await page.mouse.up({ button });
    return [before, await state()] as const;
  };
  const [beforeWindow, windowed] = await drag("left", 60, 0);
  assert.ok(windowed.windowWidth > beforeWindow.windowWidth);
  assert.is(windowed.offsetX, beforeWindow.offsetX);
  const [beforePan, panned] = await drag("right", 30, 20);
  assert.equal([panned.offsetX - beforePan.offsetX, panned.offsetY - beforePan.offsetY], [30, 20]);
  assert.is(panned.windowWidth, beforePan.windowWidth);
  const [beforeScroll, scrolled] = await drag("middle", 0, 200);
  assert.ok(scrolled.frameIndex > beforeScroll.frameIndex);
  assert.is(scrolled.scale, beforeScroll.scale);
  await page.mouse.wheel(0, -100);
  await page.waitForFunction(
    (index) => document.querySelector("dicom-viewer")!.viewer!.state.frameIndex === index - 1,
    scrolled.frameIndex,
  );
  await page.keyboard.down("Shift");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Shift");
  await page.waitForFunction(
    (scale) => document.querySelector("dicom-viewer")!.viewer!.state.scale > scale,
    scrolled.scale,
  );
});

/** What a tap does comes after it: the browser waits whether it is a gesture. */
async function tapTool(name: string, tool: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).tap();
  await page.waitForFunction(
    (chosen) => document.querySelector("dicom-viewer")!.viewer!.state.tool === chosen,
    tool,
  );
}

test("a finger measures and changes the window with the tool that was tapped", async () => {
  // Its buttons are larger.
  await open("/ct.dcm", {}, { hasTouch: true, viewport: { ...VIEWPORT, width: 1280 } });
  const gesture = await fingers(page);
  await tapTool("Length", "length");
  await gesture([[460, 250]], [[480, 250]], [[560, 310]]);
  const { measures, scale } = await state();
  assert.equal([measures.length, measures[0]?.kind], [1, "length"]);
  const [from, to] = measures[0]!.points;
  assert.ok(Math.abs((to!.x - from!.x) * scale - 100) < 1 && Math.abs((to!.y - from!.y) * scale - 60) < 1);
  await tapTool("Window tool", "window");
  await gesture([[460, 250]], [[480, 250]], [[520, 250]]);
  const windowed = await state();
  assert.ok(windowed.windowWidth > 400 && windowed.measures.length === 1, JSON.stringify(windowed));
  await press("Smooth pixels");
  const { windowCenter, windowWidth } = windowed;
  await assertPixels("the greys of that window", { render: { windowCenter, windowWidth } });
});

test("Tab goes from the image through the bars and the side bar, and out again", async () => {
  await open("/frames.dcm");
  await page.locator("dicom-viewer .canvas").focus();
  await page.keyboard.press("m");
  await page.locator("dicom-viewer .metadata-row").first().waitFor();
  await page.locator("dicom-viewer .canvas").focus();
  const order: string[] = [];
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const active = document.querySelector("dicom-viewer")!.shadowRoot!.activeElement;
      if (active === null) return "";
      const bar = active.closest<HTMLElement>(".metadata, .bar.top, .bar.bottom");
      return bar === null ? "?" : bar.classList.contains("metadata") ? "side" : bar.className;
    });
    if (name === "") break;
    if (order.at(-1) !== name) order.push(name);
  }
  assert.equal(order, ["bar top", "bar bottom", "side"]);
});
