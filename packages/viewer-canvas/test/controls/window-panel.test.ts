/** The window panel in Chromium: sliders, typed values, the list of windows. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { controlsPage } from "../support/controls-page.ts";

const test = testSuite("viewer/controls/window-panel", { tools: ["chromium"], timeoutMs: 60_000 });
const { button, list, open, slider, state } = controlsPage(test);

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
  const page = await open("/ct.dcm");
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
  const page = await open("/ct.dcm");
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
  const page = await open("/ct.dcm");
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
