/** What a paint costs, counted in pixels: it follows the canvas, however large the image is. */
import { type DecodedFrame, decodeFrame, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { Canvas2dRenderer } from "../../src/render/canvas-2d.ts";
import { FramePainter, loadPainting } from "../../src/render/frame-painter.ts";
import { INITIAL_VIEWPORT, reduceViewport, type ViewportState } from "../../src/viewport-state.ts";
import { phantom } from "../support/phantom.ts";

const test = testSuite("viewer/canvas-cost");
const DEVICE = { width: 200, height: 150 };
const PIXELS = DEVICE.width * DEVICE.height;

let windowed: number[] = [];
const globals = globalThis as { ImageData?: unknown };
test.before(() => {
  globals.ImageData = class {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray;
    constructor(width: number, height: number) {
      this.width = width;
      this.height = height;
      this.data = new Uint8ClampedArray(width * height * 4);
    }
  };
});
test.after(() => {
  Reflect.deleteProperty(globals, "ImageData");
});

/** A canvas that only tells how many pixels were put onto it. */
function canvasOf(): HTMLCanvasElement {
  const context = new Proxy(
    { putImageData: ({ width, height }: ImageData) => windowed.push(width * height) } as object,
    { get: (target, name) => Reflect.get(target, name) ?? (() => undefined), set: () => true },
  );
  const canvas = { width: 0, height: 0, getContext: () => context };
  return Object.assign(canvas, {
    ownerDocument: { createElement: canvasOf },
  }) as unknown as HTMLCanvasElement;
}

/** Reads of single samples are counted; the views that averages are made from are not. */
async function frameOf(size: number, extra: Partial<DecodedFrame> = {}) {
  const decoded = await decodeFrame(readDicomFile(phantom({ size })), 0);
  const reads = { count: 0 };
  const pixels = new Proxy(decoded.pixels, {
    get(target, name) {
      if (typeof name === "string" && /^\d/.test(name)) reads.count += 1;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === "function" && name !== "constructor" ? value.bind(target) : value;
    },
  });
  const frame: DecodedFrame = { ...decoded, ...extra, pixels };
  await loadPainting(frame);
  return { frame, reads };
}

function stateOf({ columns, rows }: DecodedFrame): ViewportState {
  const sized = reduceViewport(INITIAL_VIEWPORT, { type: "resize", canvas: DEVICE });
  const window = { center: 1000, width: 2000 };
  const image = { width: columns, height: rows };
  return reduceViewport(sized, { type: "image", image, window, frameCount: 1, frameIndex: 0 });
}

for (const size of [64, 200, 1000, 3001]) {
  test(`${size} squared: a paint windows at most four times the pixels of the canvas, at any size`, async () => {
    const { frame, reads } = await frameOf(size);
    const renderer = new Canvas2dRenderer(canvasOf(), () => undefined);
    renderer.setFrame(frame);
    let state = stateOf(frame);
    for (let step = 0; step < 60; step += 1) {
      windowed = [];
      reads.count = 0;
      renderer.paint(state, DEVICE);
      const sum = windowed.reduce((pixels, count) => pixels + count, 0);
      assert.ok(
        sum <= 4 * PIXELS && reads.count <= 4 * PIXELS,
        `${step}: ${sum} windowed, ${reads.count} read`,
      );
      state = reduceViewport(state, { type: "zoom", factor: 1.2, x: 70, y: 90 });
      state = reduceViewport(state, { type: "window", center: 1000 + step, width: 2000 });
    }
    assert.ok(state.scale > 32, "it came to the largest size");
  });
}

test("what is on the canvas is not windowed again where the view moves a little", async () => {
  const { frame } = await frameOf(3001);
  const renderer = new Canvas2dRenderer(canvasOf(), () => undefined);
  renderer.setFrame(frame);
  let state = reduceViewport(stateOf(frame), { type: "zoom", factor: 30, x: 70, y: 90 });
  renderer.paint(state, DEVICE);
  windowed = [];
  for (let step = 0; step < 4; step += 1) {
    state = reduceViewport(state, { type: "pan", dx: 5, dy: 2 });
    renderer.paint(state, DEVICE);
  }
  assert.equal(windowed, []);
});

test("a step of a window on a supplemental palette reads what the canvas shows, then averages in slices", async () => {
  const supplementalPalette = { firstMapped: 3000, colors: new Uint8Array(3 * 16).fill(200) };
  const { frame, reads } = await frameOf(800, { supplementalPalette });
  const painter = new FramePainter(frame);
  const region = { left: 0, top: 0, right: 200, bottom: 200 };
  const out = new Uint32Array(200 * 200);
  const paint = (windowCenter: number) => {
    reads.count = 0;
    return painter.paint(2, region, { windowCenter, windowWidth: 2000 }, out);
  };
  assert.ok(paint(1000), "the first picture is of averages");
  assert.not.ok(paint(1100));
  assert.is(reads.count, 200 * 200);
  const refined = painter.refine(2, () => true);
  // A step while averages are made: those of the last one are wanted.
  assert.not.ok(paint(1200));
  assert.ok(await refined);
  assert.ok(paint(1200));
  assert.is(reads.count, 0);
});
