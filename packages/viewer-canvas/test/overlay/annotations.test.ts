/** What is drawn over images, in Chromium: measures by mouse and by keyboard, letters, scale bar, saved pictures. */
import { readFileSync } from "node:fs";
import { createDataset, decodeFrame, modalityValue, readDicomFile, renderFrame } from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Point } from "../../src/orientation.ts";
import { canvasPointAt } from "../../src/viewport-place.ts";
import type { ViewportAction } from "../../src/viewport-state.ts";
import { phantom } from "../support/phantom.ts";
import { exportedPicture, settled, snapshot } from "../support/viewer-page.ts";
import { ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/annotations", { tools: ["chromium"], data: true, timeoutMs: 60_000 });

/** A text that was drawn, with its anchor in device pixels of its canvas. */
interface Drawn {
  text: string;
  x: number;
  y: number;
  direction: string;
}

const wide = phantom({ size: 128, attributes: { PixelAspectRatio: ["1", "2"], Modality: "US" } });
let page: Page;
let ct: Uint8Array;
let hebrew: Uint8Array;
/** Of an ultrasound image of 128 by 128: rows from `top` to `bottom`, of a plane (1) or of a flow over time (3). */
const region = (top: number, bottom: number, format: 1 | 3) =>
  createDataset({
    RegionSpatialFormat: format,
    PhysicalUnitsXDirection: format === 1 ? 3 : 4,
    PhysicalUnitsYDirection: format === 1 ? 3 : 7,
    PhysicalDeltaX: 0.01,
    PhysicalDeltaY: 0.01,
    RegionLocationMinX0: 0,
    RegionLocationMinY0: top,
    RegionLocationMaxX1: 127,
    RegionLocationMaxY1: bottom,
  });
const duplex = phantom({
  size: 128,
  attributes: { Modality: "US", SequenceOfUltrasoundRegions: [region(0, 79, 1), region(80, 127, 3)] },
});
const site = new ViewerSite(test, () => {
  ct = readFileSync(requireData("dicom", "pydicom", "CT_small.dcm"));
  hebrew = readFileSync(requireData("dicom", "charset", "chrHbrw.dcm"));
  return { "/ct.dcm": ct, "/hebrew.dcm": hebrew, "/wide.dcm": wide, "/duplex.dcm": duplex };
});

test.beforeEach(async () => {
  page = await site.open({ before: keepTexts });
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
});
test.afterEach(() => site.assertQuiet());

/** Keeps what is written on the layer since it was last wiped, and how often that was. */
function keepTexts(): void {
  const kept = { texts: [] as Drawn[], wiped: 0 };
  Object.assign(window, { kept });
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (...args) {
    const [text, x, y] = args;
    const at = this.getTransform().transformPoint({ x, y });
    if (this.canvas.className === "annotations")
      kept.texts.push({ text, x: at.x, y: at.y, direction: this.direction });
    return Reflect.apply(fillText, this, args);
  };
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    if (this.canvas.className === "annotations") {
      kept.texts = [];
      kept.wiped += 1;
    }
    return Reflect.apply(clearRect, this, args);
  };
}

async function show(src: string): Promise<void> {
  await page.evaluate((url) => {
    const element = document.createElement("dicom-viewer");
    element.setAttribute("controls", "none");
    element.setAttribute("src", url);
    document.body.replaceChildren(element);
  }, src);
  await settled(page);
  await snapshot(page);
}

/** Returns what the layer says after its next paint. */
async function texts(): Promise<Drawn[]> {
  await snapshot(page);
  return page.evaluate(() => (window as unknown as { kept: { texts: Drawn[] } }).kept.texts);
}

async function said(): Promise<string[]> {
  return (await texts()).map(({ text }) => text);
}

async function dispatch(...actions: ViewportAction[]): Promise<void> {
  await page.evaluate((all) => {
    for (const action of all) document.querySelector("dicom-viewer")!.viewer!.dispatch(action);
  }, actions);
}

async function dragBetween(from: Point, to: Point): Promise<void> {
  const { state } = await snapshot(page);
  const a = canvasPointAt(state, from.x, from.y);
  const b = canvasPointAt(state, to.x, to.y);
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2);
  await page.mouse.move(b.x, b.y);
  await page.mouse.up();
}

test("a length drawn with the mouse on a turned image is that of the file's spacing", async () => {
  await show("/ct.dcm");
  const { dataset } = readDicomFile(ct);
  const [rowMm = 0, columnMm = 0] = dataset.getAll("PixelSpacing");
  await page.locator("dicom-viewer .canvas").focus();
  await page.keyboard.press("r");
  await page.keyboard.press("l");
  await dragBetween({ x: 20, y: 30 }, { x: 80, y: 75 });
  const expected = Math.hypot(60 * columnMm, 45 * rowMm);
  assert.ok((await said()).includes(`${expected.toFixed(1)} mm`), `${expected} in ${await said()}`);
  // Taken at its end and moved.
  await dragBetween({ x: 80, y: 75 }, { x: 20, y: 90 });
  assert.ok((await said()).includes(`${(60 * rowMm).toFixed(1)} mm`));
  await page.keyboard.press("Delete");
  assert.not.ok((await said()).some((text) => text.endsWith(" mm") && text.includes(".")));
});

test("a rectangle has the statistics of the modality values within it", async () => {
  await show("/ct.dcm");
  const frame = await decodeFrame(readDicomFile(ct), 0);
  const values: number[] = [];
  for (let row = 20; row < 50; row += 1) {
    for (let column = 40; column < 90; column += 1) {
      values.push(modalityValue(frame, Number(frame.pixels[row * frame.columns + column])));
    }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  await dispatch({ type: "tool", tool: "rectangle" });
  await dragBetween({ x: 40, y: 20 }, { x: 90, y: 50 });
  const all = await said();
  const numberBehind = (word: string) =>
    Number(all.find((text) => text.startsWith(word))?.match(/-?[\d.]+/)?.[0]);
  assert.ok(Math.abs(numberBehind("Mean") - mean) < 0.1, `${mean}: ${all}`);
  assert.ok(Math.abs(numberBehind("SD") - deviation) < 0.1, `${deviation}: ${all}`);
  assert.ok(all.includes(`Min ${Math.min(...values)}  Max ${Math.max(...values)}`), String(all));
  assert.ok(all.includes("n 1500"), String(all));
  assert.ok(all.some((text) => /^Mean .* HU$/.test(text)));
});

test("a length is measured by keyboard alone; the probe follows the cross", async () => {
  await show("/ct.dcm");
  await page.locator("dicom-viewer .canvas").focus();
  await page.keyboard.press("l");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const { pointer: from } = (await snapshot(page)).state;
  for (let i = 0; i < 12; i += 1) await page.keyboard.press("ArrowRight");
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const { pointer: to, scale } = (await snapshot(page)).state;
  const [rowMm = 0, columnMm = 0] = readDicomFile(ct).dataset.getAll("PixelSpacing");
  const step = Math.max(1, Math.round(4 / scale));
  assert.equal([to!.x - from!.x, to!.y - from!.y], [12 * step, 5 * step]);
  const length = Math.hypot(12 * step * columnMm, 5 * step * rowMm);
  const frame = await decodeFrame(readDicomFile(ct), 0);
  const stored = Number(frame.pixels[Math.floor(to!.y) * frame.columns + Math.floor(to!.x)]);
  const all = await said();
  for (const text of [
    `${length.toFixed(length < 10 ? 2 : 1)} mm`,
    `${modalityValue(frame, stored)} HU`,
    `Stored ${stored}`,
    `x ${Math.floor(to!.x)}  y ${Math.floor(to!.y)}`,
  ]) {
    assert.ok(all.includes(text), `${text} in ${all}`);
  }
});

test("letters stand at the edges of a turned and mirrored image", async () => {
  await show("/ct.dcm");
  const letters = async () => {
    const found = (await texts()).filter(({ text }) => /^[LRAPHF]$/.test(text));
    const at = (x: number, y: number) =>
      found.find((letter) => Math.hypot(letter.x - x, letter.y - y) < 30)?.text ?? "";
    return [at(0, 256), at(512, 256), at(256, 0), at(256, 512)].join("");
  };
  assert.is(await letters(), "RLAP");
  await dispatch({ type: "rotate", quarterTurns: 1 });
  assert.is(await letters(), "PARL");
  await dispatch({ type: "flip", axis: "horizontal" });
  assert.is(await letters(), "APRL");
});

test("the scale bar is as long as it says", async () => {
  await show("/ct.dcm");
  for (const factor of [1, 1.7, 0.4]) {
    await dispatch({ type: "fit" }, { type: "zoom", factor, x: 256, y: 256 });
    const { scale } = (await snapshot(page)).state;
    const [, columnMm = 0] = readDicomFile(ct).dataset.getAll("PixelSpacing");
    const name = (await said()).find((text) => /^\d+ (mm|cm)$/.test(text)) ?? "";
    const lengthMm = Number.parseInt(name, 10) * (name.endsWith("cm") ? 10 : 1);
    const expected = (lengthMm / columnMm) * scale;
    const seen = await longestRow();
    assert.ok(Math.abs(seen - expected) <= 4, `${name}: ${seen} of ${expected} pixels`);
    assert.ok(expected > 50 && expected <= 512 * 0.3, `${expected} pixels`);
  }
});

test("no scale bar stands below a strip of flow: it comes when the plane is what is seen", async () => {
  await show("/duplex.dcm");
  const bar = async () => (await said()).filter((text) => /^\d+ (mm|cm)$/.test(text));
  assert.equal(await bar(), []);
  // The strip, with a little of the plane above it.
  await dispatch({ type: "zoom", factor: 2, x: 256, y: 512 });
  assert.equal(await bar(), []);
  await dispatch({ type: "fit" }, { type: "zoom", factor: 1.7, x: 256, y: 0 });
  const [length] = await bar();
  const { scale } = (await snapshot(page)).state;
  const expected = (Number.parseInt(length ?? "", 10) / 0.1) * scale;
  const seen = await longestRow();
  assert.ok(Math.abs(seen - expected) <= 4, `${length}: ${seen} of ${expected} pixels`);
  // Turned, the strip lies beside the plane, which is the larger of the two and under the bar.
  await dispatch({ type: "fit" }, { type: "rotate", quarterTurns: 3 }, { type: "pan", dx: 100, dy: 0 });
  assert.equal(await bar(), [length]);
});

/** The longest row of opaque light pixels of the layer. */
async function longestRow(): Promise<number> {
  return page.evaluate(() => {
    const layer = document
      .querySelector("dicom-viewer")!
      .shadowRoot!.querySelector<HTMLCanvasElement>(".annotations")!;
    const { width, height } = layer;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
    copy.drawImage(layer, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    let longest = 0;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0, run = 0; x < width; x += 1) {
        run = data[(y * width + x) * 4 + 1]! > 120 ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
    }
    return longest;
  });
}

test("text and measures can be left out; nothing is drawn anew that did not change", async () => {
  await show("/ct.dcm");
  await dispatch({
    type: "add-measure",
    kind: "length",
    frameIndex: 0,
    points: [
      { x: 10, y: 10 },
      { x: 60, y: 10 },
    ],
  });
  assert.ok((await said()).includes("CompressedSamples, CT1"));
  await dispatch({ type: "show", what: "text", isShown: false });
  const [rest, ...others] = await said();
  assert.match(rest ?? "", / mm$/);
  assert.equal(others, []);
  assert.is((await snapshot(page)).corner, "");
  await dispatch({ type: "show", what: "measures", isShown: false });
  assert.equal(await said(), []);
  await dispatch({ type: "show", what: "text", isShown: true });
  await snapshot(page);
  const wiped = () => page.evaluate(() => (window as unknown as { kept: { wiped: number } }).kept.wiped);
  const before = await wiped();
  for (let center = 0; center < 5; center += 1) {
    await dispatch({ type: "window", center, width: 300 });
    await snapshot(page);
  }
  assert.is(await wiped(), before, "a window changes no annotation");
  await dispatch({ type: "pan", dx: 5, dy: 5 });
  await snapshot(page);
  assert.is(await wiped(), before + 1);
});

test("a name written from the right is drawn so", async () => {
  await show("/hebrew.dcm");
  const name = (await texts()).find(({ text }) => text.includes("שרון"));
  assert.is(name?.text, "שרון, דבורה");
  assert.is(name?.direction, "rtl");
  assert.ok((name?.x ?? 0) < 40, "it stands in its corner all the same");
});

test("a saved picture is the frame pixel by pixel, also of a turned image with flat pixels", async () => {
  await show("/wide.dcm");
  const frame = await decodeFrame(readDicomFile(wide), 0);
  const { rgba, width, height } = renderFrame(frame, { windowCenter: 1200, windowWidth: 900 });
  await dispatch({ type: "window", center: 1200, width: 900 });
  const upright = await exportedPicture(page, false);
  assert.equal([upright.width, upright.height], [width, height]);
  assert.ok(Buffer.from(rgba).equals(upright.rgba));
  await dispatch({ type: "rotate", quarterTurns: 1 });
  const turned = await exportedPicture(page, false);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 4;
      const to = (x * turned.width + (height - 1 - y)) * 4;
      if (rgba[from] !== turned.rgba[to]) assert.unreachable(`(${x}, ${y}) is not where it should be`);
    }
  }
});

test("with annotations a saved picture has measures in their places, and the rest as it is", async () => {
  await show("/wide.dcm");
  await dispatch(
    { type: "show", what: "text", isShown: false },
    {
      type: "add-measure",
      kind: "rectangle",
      frameIndex: 0,
      // 64 high on the screen: 128 stored rows.
      points: [
        { x: 40, y: 10 },
        { x: 100, y: 20 },
      ],
    },
  );
  const plain = await exportedPicture(page, false);
  const drawn = await exportedPicture(page, true);
  assert.equal([drawn.width, drawn.height], [128, 128]);
  const isChanged = (x: number, y: number) => {
    const at = (y * 128 + x) * 4;
    return !plain.rgba.subarray(at, at + 4).equals(drawn.rgba.subarray(at, at + 4));
  };
  // Edges of the box at stored rows 20 and 40.
  for (const [x, y] of [
    [70, 20],
    [70, 40],
    [40, 30],
    [100, 30],
  ] as const) {
    assert.ok(isChanged(x, y), `(${x}, ${y}) is on the rectangle`);
  }
  assert.not.ok(isChanged(70, 30), "within");
  assert.not.ok(isChanged(10, 10), "without");
});

test("a picture is saved under numbers, by key with or without annotations", async () => {
  await show("/ct.dcm");
  await page.locator("dicom-viewer .canvas").focus();
  for (const key of ["x", "Shift+x"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press(key)]);
    assert.is(download.suggestedFilename(), "CT-series-1-image-1.png");
  }
});
