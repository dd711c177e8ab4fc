/** The cine bar in Chromium: frames, rate, and that it comes without moving anything. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { controlsPage } from "../support/controls-page.ts";

const test = testSuite("viewer/controls/cine-bar", { tools: ["chromium"], timeoutMs: 60_000 });
const { button, list, open, painted, slider, state } = controlsPage(test);

test("values that are no Hounsfield units have no presets, one frame no cine bar", async () => {
  const page = await open("/frames.dcm");
  assert.is(await page.locator("dicom-viewer optgroup").count(), 1);
  assert.ok(await button("Play").isVisible());
  await open("/ct.dcm");
  assert.is(await button("Play").count(), 0);
});

test("the cine bar goes through the frames by mouse and by keyboard", async () => {
  const page = await open("/frames.dcm");
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
  const page = await open("/frames.dcm");
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
  const page = await open("/ct.dcm");
  const before = await page.locator("dicom-viewer .canvas").boundingBox();
  await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.show("/frames.dcm"));
  await button("Play").waitFor();
  assert.equal(await page.locator("dicom-viewer .canvas").boundingBox(), before);
});

test("a rate below one frame a second is the lower end of its slider", async () => {
  const page = await open("/slow-frames.dcm");
  const rate = slider("Frames per second");
  assert.is(await rate.getAttribute("aria-valuetext"), "0.5 fps");
  const rates: number[] = [];
  await rate.focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "End", "Home"]) {
    await page.keyboard.press(key);
    await painted();
    rates.push(
      await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.cine.state.framesPerSecond),
    );
  }
  assert.equal(rates, [1, 2, 1, 0.5, 30, 0.5]);
});
