/** The tool bar in Chromium: each button by mouse and by keyboard. */
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { ViewportState } from "../../src/viewport-state.ts";
import { controlsPage, FILES } from "../support/controls-page.ts";

const test = testSuite("viewer/controls/tool-bar", { tools: ["chromium"], timeoutMs: 60_000 });
const { button, focused, open, painted, state } = controlsPage(test);

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

async function pressAll(press: (page: Page, label: string) => Promise<void>): Promise<void> {
  const page = await open("/frames.dcm");
  await page.evaluate(() => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    viewer!.dispatch({ type: "add-measure", kind: "probe", frameIndex: 0, points: [{ x: 1, y: 1 }] });
  });
  for (const [label, isDone] of TOOL_BUTTONS) {
    const before = await state();
    await press(page, label);
    const now = await state();
    assert.ok(isDone(now, before), label);
  }
}

test("every button of the tool bar does what it says by mouse", () =>
  pressAll((_page, label) => button(label).click()));

test("every button of the tool bar can be reached and pressed by keyboard", () =>
  pressAll(async (page, label) => {
    await page.locator("dicom-viewer .canvas").focus();
    await page.keyboard.press("Tab");
    for (let i = 0; i < 30 && (await focused()) !== label; i += 1) await page.keyboard.press("ArrowRight");
    assert.is(await focused(), label);
    await page.keyboard.press("Enter");
  }));

test("buttons tell their state and their keys", async () => {
  const page = await open("/ct.dcm");
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
  const page = await open("/frames.dcm");
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
  const page = await open("/ct.dcm");
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
