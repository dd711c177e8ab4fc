import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { orientedSize, UPRIGHT } from "../src/orientation.ts";
import { canvasPointAt, imagePointAt, MAX_SCALE, MIN_SCALE } from "../src/viewport-place.ts";
import {
  INITIAL_VIEWPORT,
  reduceViewport,
  type ViewportAction,
  type ViewportState,
} from "../src/viewport-state.ts";

const test = testSuite("viewer/viewport-state");

const IMAGE: ViewportAction = {
  type: "image",
  image: { width: 100, height: 50 },
  frameCount: 3,
  window: { center: 40, width: 400 },
};

function viewport(...actions: ViewportAction[]): ViewportState {
  const start: ViewportAction[] = [{ type: "resize", canvas: { width: 400, height: 400 } }, IMAGE];
  return [...start, ...actions].reduce(reduceViewport, INITIAL_VIEWPORT);
}

function near(actual: number, expected: number, label: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${label}: ${actual} is not ${expected}`);
}

test("a new image is fitted into the middle, in its own window, from its first frame", () => {
  const state = viewport();
  assert.is(state.scale, 4);
  assert.is(state.offsetX, 0);
  assert.is(state.offsetY, 100);
  assert.ok(state.isFitted);
  assert.is(state.windowCenter, 40);
  assert.is(state.windowWidth, 400);
  assert.is(state.frameIndex, 0);
  const next = reduceViewport(viewport({ type: "invert" }, { type: "frame", index: 2 }), IMAGE);
  assert.is(next.isInverted, false);
  assert.is(next.frameIndex, 0);
});

test("zoom keeps the image point under the pointer", () => {
  const before = viewport();
  const after = reduceViewport(before, { type: "zoom", factor: 2.5, x: 130, y: 210 });
  assert.is(after.scale, 10);
  assert.is(after.isFitted, false);
  const [from, to] = [imagePointAt(before, 130, 210), imagePointAt(after, 130, 210)];
  near(to.x, from.x, "x");
  near(to.y, from.y, "y");
});

test("zoom stops at its limits, and a zoom that changes nothing returns the same state", () => {
  const large = viewport({ type: "zoom", factor: 1e6, x: 0, y: 0 });
  assert.is(large.scale, MAX_SCALE);
  assert.is(reduceViewport(large, { type: "zoom", factor: 2, x: 0, y: 0 }), large);
  assert.is(viewport({ type: "zoom", factor: 1e-6, x: 0, y: 0 }).scale, MIN_SCALE);
});

test("pan moves by CSS pixels and ends the fit", () => {
  const state = viewport({ type: "pan", dx: 30, dy: -20 });
  assert.is(state.offsetX, 30);
  assert.is(state.offsetY, 80);
  assert.is(state.isFitted, false);
  assert.is(reduceViewport(state, { type: "pan", dx: 0, dy: 0 }), state);
});

test("an edge of the image stays in sight however far it is moved", () => {
  const state = viewport({ type: "pan", dx: 1e6, dy: -1e6 });
  assert.is(state.offsetX, 400 - 32);
  assert.is(state.offsetY, -200 + 32);
});

test("fit undoes zoom and pan", () => {
  const start = viewport();
  const moved = viewport({ type: "zoom", factor: 3, x: 9, y: 9 }, { type: "pan", dx: 5, dy: 6 });
  assert.equal(reduceViewport(moved, { type: "fit" }), start);
});

test("actual size is one image pixel on one CSS pixel around the middle", () => {
  const before = viewport();
  const after = reduceViewport(before, { type: "actual-size" });
  assert.is(after.scale, 1);
  assert.equal(imagePointAt(after, 200, 200), imagePointAt(before, 200, 200));
});

test("a fitted image follows the canvas, a moved one keeps its middle", () => {
  const canvas = { width: 800, height: 600 };
  const fitted = viewport({ type: "resize", canvas });
  assert.is(fitted.scale, 8);
  assert.is(fitted.offsetY, 100);
  const zoomed = viewport({ type: "zoom", factor: 2, x: 200, y: 200 });
  const resized = reduceViewport(zoomed, { type: "resize", canvas });
  assert.is(resized.scale, zoomed.scale);
  assert.equal(imagePointAt(resized, 400, 300), imagePointAt(zoomed, 200, 200));
});

test("a hidden canvas does not spoil the scale", () => {
  const hidden = viewport({ type: "resize", canvas: { width: 0, height: 0 } });
  assert.ok(hidden.scale > 0);
  const shown = reduceViewport(hidden, { type: "resize", canvas: { width: 400, height: 400 } });
  assert.equal(shown, viewport());
});

test("the window width stays at 1 or more, and the window can be reset", () => {
  const state = viewport({ type: "window", center: -600, width: -5 });
  assert.is(state.windowCenter, -600);
  assert.is(state.windowWidth, 1);
  const reset = reduceViewport(state, { type: "reset-window" });
  assert.is(reset.windowCenter, 40);
  assert.is(reset.windowWidth, 400);
  assert.is(reduceViewport(reset, { type: "window", center: 40, width: 400 }), reset);
});

test("a window belongs to its frame until someone chooses one, which then stays", () => {
  const next: ViewportAction = {
    type: "frame-facts",
    image: { width: 100, height: 50 },
    window: { center: 300, width: 1500 },
  };
  assert.is(viewport(next).windowCenter, 300);
  assert.is(viewport(next, { type: "window", center: 50, width: 10 }, next).windowCenter, 50);
  const chosen = viewport({ type: "window", center: 50, width: 10 }, next);
  assert.is(chosen.windowCenter, 50);
  assert.is(reduceViewport(chosen, { type: "reset-window" }).windowCenter, 300);
});

const WITH_LUTS: ViewportAction = { ...IMAGE, voiLutCount: 2 };

test("a VOI LUT is used until a window is chosen", () => {
  const state = viewport(WITH_LUTS, { type: "voi-lut", index: 1 });
  assert.is(state.voiLutIndex, 1);
  assert.is(reduceViewport(state, { type: "window", center: 40, width: 400 }).voiLutIndex, undefined);
  assert.is(reduceViewport(state, { type: "reset-window" }).voiLutIndex, undefined);
});

test("a frame without the VOI LUT that is chosen comes in its own window, the next one that has it with it", () => {
  const image = { width: 100, height: 50 };
  const without: ViewportAction = { type: "frame-facts", image, window: { center: 7, width: 70 } };
  const having: ViewportAction = { ...without, window: { center: 8, width: 80 }, voiLutCount: 2 };
  const chosen = viewport(WITH_LUTS, { type: "voi-lut", index: 1 });
  const fallen = reduceViewport(chosen, without);
  assert.is(fallen.voiLutIndex, undefined);
  assert.is(fallen.windowCenter, 7);
  assert.is(fallen.windowWidth, 70);
  assert.is(reduceViewport(fallen, having).voiLutIndex, 1);
  const otherwise = reduceViewport(fallen, { type: "window", center: 1, width: 2 });
  assert.is(reduceViewport(otherwise, having).voiLutIndex, undefined);
  assert.is(reduceViewport(otherwise, having).windowCenter, 1);
  const back = reduceViewport(reduceViewport(fallen, { type: "reset-window" }), having);
  assert.is(back.voiLutIndex, undefined);
  assert.is(back.windowCenter, 8);
});

test("a VOI LUT that the frame does not have cannot be chosen", () => {
  const state = viewport(WITH_LUTS);
  assert.is(reduceViewport(state, { type: "voi-lut", index: 2 }), state);
});

test("measures and places behind a file move when it turns out to hold more frames, or fewer", () => {
  const at = (frameIndex: number): ViewportAction => ({
    type: "add-measure",
    kind: "probe",
    frameIndex,
    points: [{ x: 1, y: 2 }],
  });
  const places = ({ measures }: ViewportState) => measures.map(({ frameIndex }) => frameIndex);
  const before = viewport(at(0), at(1), at(2), { type: "frame", index: 2 }, { type: "frame-shown" });
  const more = reduceViewport(before, { type: "frame-count", frameCount: 12, from: 2, shift: 9 });
  assert.equal(places(more), [0, 1, 11]);
  assert.is(more.frameIndex, 11);
  assert.is(more.shownFrameIndex, 11);
  assert.is(more.frameCount, 12);
  assert.equal(more.measures[2]!.points, [{ x: 1, y: 2 }]);
  const fewer = reduceViewport(more, { type: "frame-count", frameCount: 4, from: 11, shift: -8 });
  assert.equal(places(fewer), [0, 1, 3]);
  const onLost = reduceViewport(viewport(at(1), at(2)), {
    type: "frame-count",
    frameCount: 2,
    from: 3,
    shift: -1,
  });
  assert.equal(places(onLost), [1]);
});

test("the frame that is shown stays the one that it is until another has come", () => {
  const image = { width: 100, height: 50 };
  const asked = viewport({ type: "frame", index: 2 });
  assert.is(asked.frameIndex, 2);
  assert.is(asked.shownFrameIndex, 0);
  const come = reduceViewport(asked, { type: "frame-facts", image, window: { center: 1, width: 2 } });
  assert.is(come.shownFrameIndex, 2);
  assert.is(reduceViewport(asked, { type: "frame-shown" }).shownFrameIndex, 2);
  assert.is(reduceViewport(come, { type: "frame-shown" }), come);
  assert.is(reduceViewport(come, { type: "clear", frameCount: 9 }).shownFrameIndex, 0);
});

test("a frame of another size is fitted, one of the same size stays where it is", () => {
  const moved = viewport({ type: "zoom", factor: 2, x: 0, y: 0 });
  const window = { center: 40, width: 400 };
  const same = reduceViewport(moved, { type: "frame-facts", image: { width: 100, height: 50 }, window });
  assert.is(same, moved);
  const other = reduceViewport(moved, { type: "frame-facts", image: { width: 400, height: 400 }, window });
  assert.is(other.scale, 1);
});

test("a turned image is fitted as it lies, and the middle of the view stays where it is", () => {
  const turned = viewport({ type: "rotate", quarterTurns: 1 });
  assert.is(turned.scale, 4);
  assert.is(turned.offsetX, 100);
  assert.is(turned.offsetY, 0);
  const zoomed = viewport({ type: "zoom", factor: 3, x: 90, y: 170 });
  const before = imagePointAt(zoomed, 200, 200);
  for (const action of [
    { type: "rotate", quarterTurns: 1 },
    { type: "flip", axis: "horizontal" },
  ] as const) {
    const after = imagePointAt(reduceViewport(zoomed, action), 200, 200);
    near(after.x, before.x, "x");
    near(after.y, before.y, "y");
  }
});

test("canvas points and image points lead to each other", () => {
  const state = viewport(
    { type: "rotate", quarterTurns: 3 },
    { type: "flip", axis: "vertical" },
    { type: "zoom", factor: 1.7, x: 30, y: 20 },
  );
  const point = imagePointAt(state, 123, 77);
  const back = canvasPointAt(state, point.x, point.y);
  near(back.x, 123, "x");
  near(back.y, 77, "y");
});

test("reset puts everything back but the frame", () => {
  const changed = viewport(
    { type: "frame", index: 2 },
    { type: "rotate", quarterTurns: 1 },
    { type: "invert" },
    { type: "window", center: 1, width: 1 },
    { type: "pan", dx: 40, dy: 10 },
  );
  assert.equal(reduceViewport(changed, { type: "reset" }), viewport({ type: "frame", index: 2 }));
  assert.equal(changed.orientation === UPRIGHT, false);
});

test("frames stay within the file", () => {
  assert.is(viewport({ type: "frame", index: 99 }).frameIndex, 2);
  assert.is(viewport({ type: "frame", index: -1 }).frameIndex, 0);
  const state = viewport();
  assert.is(reduceViewport(state, { type: "frame", index: 0 }), state);
});

test("without an image nothing can be changed but the size", () => {
  const actions: ViewportAction[] = [
    { type: "fit" },
    { type: "actual-size" },
    { type: "zoom", factor: 2, x: 1, y: 1 },
    { type: "pan", dx: 1, dy: 1 },
    { type: "window", center: 1, width: 2 },
    { type: "reset-window" },
    { type: "invert" },
    { type: "voi-lut", index: 0 },
    { type: "rotate", quarterTurns: 1 },
    { type: "flip", axis: "vertical" },
    { type: "reset" },
    { type: "frame", index: 1 },
  ];
  for (const action of actions) {
    assert.is(reduceViewport(INITIAL_VIEWPORT, action), INITIAL_VIEWPORT, action.type);
  }
});

test("no order of actions leads to a state that cannot be painted", () => {
  const length = fc.integer({ min: 0, max: 3000 });
  const move = fc.integer({ min: -5000, max: 5000 });
  const action: fc.Arbitrary<ViewportAction> = fc.oneof(
    fc.record({ type: fc.constant("resize" as const), canvas: fc.record({ width: length, height: length }) }),
    fc.record({
      type: fc.constant("zoom" as const),
      factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
      x: move,
      y: move,
    }),
    fc.record({ type: fc.constant("pan" as const), dx: move, dy: move }),
    fc.record({ type: fc.constant("window" as const), center: move, width: move }),
    fc.record({ type: fc.constant("frame" as const), index: move }),
    fc.constantFrom<ViewportAction>(
      { type: "fit" },
      { type: "actual-size" },
      { type: "invert" },
      { type: "reset-window" },
      { type: "rotate", quarterTurns: 1 },
      { type: "rotate", quarterTurns: -1 },
      { type: "flip", axis: "horizontal" },
      { type: "flip", axis: "vertical" },
      { type: "voi-lut", index: 1 },
      { type: "frame-facts", image: { width: 30, height: 90 }, window: { center: 1, width: 2 } },
      { type: "reset" },
      IMAGE,
    ),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const state = actions.reduce(reduceViewport, INITIAL_VIEWPORT);
      assert.ok(state.scale >= MIN_SCALE && state.scale <= MAX_SCALE);
      assert.ok(Number.isFinite(state.offsetX) && Number.isFinite(state.offsetY));
      assert.ok(state.windowWidth >= 1);
      assert.ok(state.frameIndex >= 0 && state.frameIndex <= Math.max(0, state.frameCount - 1));
      const { canvas, scale } = state;
      const image = orientedSize(state.image, state.orientation);
      if (image.width === 0 || canvas.width === 0 || canvas.height === 0) return;
      assert.ok(state.offsetX < canvas.width && state.offsetX + image.width * scale > 0);
      assert.ok(state.offsetY < canvas.height && state.offsetY + image.height * scale > 0);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("an image of any size fits into any view, and zooming out never makes it larger", () => {
  const image = { width: 12_000, height: 12_000 };
  const size = { width: 150, height: 100 };
  const large = reduceViewport(reduceViewport(INITIAL_VIEWPORT, { type: "resize", canvas: size }), {
    type: "image",
    image,
    window: { center: 1, width: 2 },
    frameCount: 1,
    frameIndex: 0,
  });
  assert.is(large.scale * 12_000, 100);
  const smaller = reduceViewport(large, { type: "zoom", factor: 0.5, x: 0, y: 0 });
  assert.is(smaller.scale, large.scale);
  assert.ok(reduceViewport(large, { type: "zoom", factor: 2, x: 0, y: 0 }).scale > large.scale);
});
