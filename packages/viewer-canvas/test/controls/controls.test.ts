/** The controls as a whole in Chromium: small and large, by touch, chosen by the page. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { controlsPage } from "../support/controls-page.ts";
import { fingers } from "../support/touch.ts";

const test = testSuite("viewer/controls", { tools: ["chromium"], timeoutMs: 60_000 });
const { button, focused, open, painted, slider, state } = controlsPage(test);

test("a narrow viewer has drawers, which Escape and the image close", async () => {
  const page = await open("/frames.dcm", { width: 640, height: 480 });
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
  const page = await open("/frames.dcm", { width: 320, height: 320 });
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
  const page = await open("/frames.dcm");
  const changes = await page.evaluate(async () => {
    const element = document.querySelector("dicom-viewer")!;
    const { viewer } = element;
    viewer!.dispatch({ type: "pan", dx: 1, dy: 1 });
    const seen: string[] = [];
    const observer = new MutationObserver((records) => seen.push(...records.map(({ type }) => type)));
    for (const bar of element.shadowRoot!.querySelectorAll(".bar")) {
      observer.observe(bar, { attributes: true, childList: true, characterData: true, subtree: true });
    }
    // What the opening still changes of them, on a busy machine some frames later, is not meant.
    for (let quiet = 0, before = 0; quiet < 10; before = seen.length) {
      await new Promise(requestAnimationFrame);
      quiet = seen.length === before ? quiet + 1 : 0;
    }
    seen.length = 0;
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
  const page = await open("/frames.dcm");
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
  const page = await open("/frames.dcm", { options: { hasTouch: true } });
  const gesture = await fingers(page);
  const start = await state();
  await gesture([[600, 400]], [[620, 430]], [[650, 450]]);
  const moved = await state();
  assert.equal([moved.offsetX - start.offsetX, moved.offsetY - start.offsetY], [50, 50]);
  const [apart, further] = [
    [
      [600, 400],
      [700, 400],
    ],
    [
      [550, 400],
      [750, 400],
    ],
  ] as const;
  await gesture(apart, further);
  const zoomed = await state();
  assert.ok(Math.abs(zoomed.scale / moved.scale - 2) < 0.01, `${zoomed.scale / moved.scale} times`);
  await button("Invert").tap();
  assert.ok((await state()).isInverted);
});

test("a page chooses the controls, at any time", async () => {
  const page = await open("/frames.dcm", { attributes: { controls: "none" } });
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
