/**
 * Blended and shrunken images in Chromium, pixel by pixel against a computation of its own: samples averaged over the
 * square that a pixel of the level stands for, windowed, then blended between the four nearest.
 */
import { decodeFrame, readDicomFile } from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { imagePointAt } from "../../src/viewport-place.ts";
import type { ViewportAction, ViewportState } from "../../src/viewport-state.ts";
import { phantom } from "../support/phantom.ts";
import { awaitBytes, settled } from "../support/viewer-page.ts";
import { ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/smooth-pixels", { tools: ["chromium"], timeoutMs: 120_000 });

/** Of 255: the browser blends with weights of few bits, and averages are rounded. */
const TOLERANCE = 3;
/** Of all pixels but those at the border of the image. */
const MEAN_TOLERANCE = 0.75;

/** Of a wave's 255 levels: from pixel to pixel up or down, nothing in the mean. Who picks pixels gets it, who averages does not. */
const RIPPLE = 40;

/** Levels of a wave, slow enough for the few bits that the browser blends with. */
function wave(size: number, x: number, y: number, channel: number, ripple: number): number {
  const slow = Math.sin((x * (9 + channel)) / size) * Math.cos((y * (11 - channel)) / size);
  return Math.round(128 + 80 * slow + ((x + y) & 1 ? ripple : -ripple));
}

function grey(size: number, ripple: number): Uint8Array {
  const samples = new Uint16Array(size * size);
  for (let y = 0, i = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1, i += 1) samples[i] = (2000 / 256) * wave(size, x, y, 0, ripple);
  }
  return phantom({ size, pixelData: new Uint8Array(samples.buffer) });
}

function colour(size: number, ripple: number): Uint8Array {
  const samples = new Uint8Array(size * size * 3);
  for (let y = 0, i = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      for (let c = 0; c < 3; c += 1, i += 1) samples[i] = wave(size, x, y, c, ripple);
    }
  }
  const attributes = {
    PhotometricInterpretation: "RGB",
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
  };
  return phantom({ size, attributes, pixelData: samples });
}

/** An odd size, so that the last pixels of levels stand for less than the others. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  "/grey-2048.dcm": grey(2048, RIPPLE),
  "/grey-1999.dcm": grey(1999, RIPPLE),
  "/colour-2048.dcm": colour(2048, RIPPLE),
  "/grey-64.dcm": grey(64, 0),
  "/colour-64.dcm": colour(64, 0),
};

const site = new ViewerSite(test, FILES);
test.afterEach(() => site.assertQuiet());

interface Seen {
  width: number;
  height: number;
  rgba: Uint8Array;
  state: ViewportState;
}

async function look(page: Page): Promise<Seen> {
  const { path, bytes } = awaitBytes();
  const seen = await page.evaluate(async (to) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const element = document.querySelector("dicom-viewer")!;
    const canvas = element.shadowRoot!.querySelector("canvas")!;
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    await fetch(to, { method: "POST", body: new Blob([data]) });
    return { width, height, state: element.viewer!.state };
  }, path);
  return { ...seen, rgba: await bytes };
}

/** The frame at a level as three channels of numbers, without rounding. */
interface Averages {
  width: number;
  height: number;
  step: number;
  at(x: number, y: number, channel: number): number;
}

async function averagesOf(file: Uint8Array, level: number): Promise<Averages> {
  const frame = await decodeFrame(readDicomFile(file), 0);
  const { rows, columns, pixels, samplesPerPixel: n } = frame;
  const step = 2 ** level;
  const [width, height] = [Math.ceil(columns / step), Math.ceil(rows / step)];
  const sums = new Float64Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const window: number[] = [0, 0, 0];
      for (let dy = 0; dy < step; dy += 1) {
        for (let dx = 0; dx < step; dx += 1) {
          const row = Math.min(y * step + dy, rows - 1);
          const column = Math.min(x * step + dx, columns - 1);
          const from = (row * columns + column) * n;
          for (let c = 0; c < n; c += 1) window[c]! += pixels[from + c]! / step / step;
        }
      }
      // The phantom's own window, LINEAR: PS3.3 C.11.2.1.2.1.
      const shown = (value: number) =>
        n === 3 ? value : 255 * Math.min(1, Math.max(0, (value - (1000 - 0.5)) / (2000 - 1) + 0.5));
      for (let c = 0; c < 3; c += 1) sums[(y * width + x) * 3 + c] = shown(window[n === 3 ? c : 0]!);
    }
  }
  return { width, height, step, at: (x, y, c) => sums[(y * width + x) * 3 + c]! };
}

/** Returns the largest and the mean difference of all pixels that lie within the image as a whole. */
function compare({ width, height, rgba, state }: Seen, averages: Averages, isBlended: boolean) {
  let largest = 0;
  let sum = 0;
  let count = 0;
  let where = "";
  const { step } = averages;
  const ratio = width / state.canvas.width;
  const border = 1 / (state.scale * ratio);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const point = imagePointAt(state, (x + 0.5) / ratio, (y + 0.5) / ratio);
      const isInside =
        point.x > border &&
        point.y > border &&
        point.x < state.image.width - border &&
        point.y < state.image.height - border;
      if (!isInside) continue;
      count += 1;
      const [u, v] = [point.x / step - 0.5, point.y / step - 0.5];
      const x0 = clamp(Math.floor(u), averages.width);
      const y0 = clamp(Math.floor(v), averages.height);
      const x1 = clamp(Math.floor(u) + 1, averages.width);
      const y1 = clamp(Math.floor(v) + 1, averages.height);
      const [fx, fy] = [u - Math.floor(u), v - Math.floor(v)];
      for (let c = 0; c < 3; c += 1) {
        const blended =
          (averages.at(x0, y0, c) * (1 - fx) + averages.at(x1, y0, c) * fx) * (1 - fy) +
          (averages.at(x0, y1, c) * (1 - fx) + averages.at(x1, y1, c) * fx) * fy;
        const nearest = averages.at(
          clamp(Math.floor(point.x / step), averages.width),
          clamp(Math.floor(point.y / step), averages.height),
          c,
        );
        const difference = Math.abs((isBlended ? blended : nearest) - rgba[(y * width + x) * 4 + c]!);
        sum += difference;
        if (difference > largest) {
          largest = difference;
          where = `canvas (${x}, ${y}), image (${point.x.toFixed(2)}, ${point.y.toFixed(2)})`;
        }
      }
    }
  }
  return { largest, mean: sum / count / 3, count, where };
}

function clamp(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

interface Case {
  path: string;
  canvas: { width: number; height: number };
  level: number;
  actions?: ViewportAction[];
  isBlended?: boolean;
}

const zoom = (factor: number): ViewportAction[] => [
  { type: "actual-size" },
  { type: "zoom", factor, x: 50, y: 40 },
];
const turns: ViewportAction[] = [
  { type: "rotate", quarterTurns: 1 },
  { type: "flip", axis: "horizontal" },
];
const CASES: readonly Case[] = [
  { path: "/grey-2048.dcm", canvas: { width: 301, height: 257 }, level: 3 },
  { path: "/grey-2048.dcm", canvas: { width: 440, height: 380 }, level: 2, actions: turns },
  { path: "/grey-1999.dcm", canvas: { width: 401, height: 401 }, level: 2 },
  { path: "/grey-1999.dcm", canvas: { width: 460, height: 470 }, level: 2, isBlended: false },
  { path: "/colour-2048.dcm", canvas: { width: 301, height: 257 }, level: 3, actions: turns },
  { path: "/colour-2048.dcm", canvas: { width: 400, height: 401 }, level: 2 },
  { path: "/grey-64.dcm", canvas: { width: 201, height: 163 }, level: 0, actions: zoom(3.7) },
  { path: "/colour-64.dcm", canvas: { width: 201, height: 163 }, level: 0, actions: zoom(3.7) },
  { path: "/colour-64.dcm", canvas: { width: 33, height: 33 }, level: 1 },
];

for (const { path, canvas, level, actions = [], isBlended = true } of CASES) {
  const how = `${isBlended ? "blended" : "not blended"}${actions.length > 0 ? `, ${actions.map(({ type }) => type).join(" and ")}` : ""}`;
  test(`${path.slice(1, -4)} on ${canvas.width} by ${canvas.height}, ${how}: the averages of level ${level}`, async () => {
    const page = await site.open();
    await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
    await page.evaluate(
      ({ url, size }) => {
        const element = document.createElement("dicom-viewer");
        element.setAttribute("controls", "none");
        element.setAttribute("src", url);
        Object.assign(element.style, {
          width: `${size.width}px`,
          height: `${size.height}px`,
          minHeight: "0",
        });
        document.body.replaceChildren(element);
      },
      { url: path, size: canvas },
    );
    await settled(page);
    await page.evaluate(
      (all) => {
        const { viewer } = document.querySelector("dicom-viewer")!;
        for (const action of all) viewer!.dispatch(action);
      },
      [...actions, { type: "show", what: "interpolation", isShown: isBlended } as const],
    );
    const averages = await averagesOf(FILES[path]!, level);
    // Averages come after the first paint, which picks samples.
    let seen = await look(page);
    let found = compare(seen, averages, isBlended);
    for (let i = 0; i < 40 && found.largest > TOLERANCE; i += 1) {
      await page.waitForTimeout(50);
      seen = await look(page);
      found = compare(seen, averages, isBlended);
    }
    assert.ok(found.count > 500, `${found.count} pixels were looked at`);
    assert.ok(found.largest <= TOLERANCE, `${found.largest} at ${found.where}`);
    assert.ok(found.mean <= MEAN_TOLERANCE, `${found.mean} in the mean`);
  });
}
