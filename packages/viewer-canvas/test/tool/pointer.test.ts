/** Pointers and wheels on a surface, as a browser tells of them: fingers, buttons, a wheel that is left to the page. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { StackFrame } from "../../src/decode/frame-provider.ts";
import { type BindingChanges, mergeBindings } from "../../src/tool/bindings.ts";
import { attachPointerTools } from "../../src/tool/pointer.ts";
import {
  INITIAL_VIEWPORT,
  reduceViewport,
  type ToolName,
  type ViewportAction,
  type ViewportState,
} from "../../src/viewport-state.ts";

const test = testSuite("viewer/pointer");

/** A canvas of 200 by 200 that shows an image of 100 by 100 as large as it fits. */
class Surface extends EventTarget {
  state: ViewportState;
  readonly captured: number[] = [];

  constructor(tool: ToolName, changes: BindingChanges = {}, frameCount = 1, hasImage = true) {
    super();
    const actions: ViewportAction[] = [
      { type: "resize", canvas: { width: 200, height: 200 } },
      {
        type: "image",
        image: { width: 100, height: 100 },
        frameCount,
        window: { center: 40, width: 1024 },
      },
      { type: "tool", tool },
    ];
    this.state = actions.reduce(reduceViewport, INITIAL_VIEWPORT);
    const host = {
      state: this.state,
      shown: hasImage ? ({} as StackFrame) : undefined,
      dispatch: (action: ViewportAction) => {
        this.state = reduceViewport(this.state, action);
        host.state = this.state;
      },
    };
    const bindings = mergeBindings(changes);
    attachPointerTools(this as unknown as HTMLElement, host, bindings, new AbortController().signal);
  }

  getBoundingClientRect() {
    return { left: 10, top: 10 };
  }
  setPointerCapture(id: number): void {
    this.captured.push(id);
  }

  /** A finger at a point of the canvas. */
  finger(type: "pointerdown" | "pointermove" | "pointerup", x: number, y: number, pointerId = 1): void {
    const event = new Event(type, { cancelable: true });
    const button = type === "pointermove" ? -1 : 0;
    const at = { clientX: x + 10, clientY: y + 10, pointerId, pointerType: "touch", button };
    this.dispatchEvent(Object.assign(event, at, { shiftKey: false, ctrlKey: false, metaKey: false }));
  }

  /** Returns whether the page scrolls. */
  wheel(deltaY: number, keys: { shiftKey?: boolean; ctrlKey?: boolean } = {}): boolean {
    const event = new Event("wheel", { cancelable: true });
    const at = { clientX: 110, clientY: 110, deltaX: 0, deltaY, deltaMode: 0 };
    return this.dispatchEvent(Object.assign(event, at, { shiftKey: false, ctrlKey: false, ...keys }));
  }
}

test("one finger does what the chosen tool does: it changes the window", () => {
  const surface = new Surface("window");
  surface.finger("pointerdown", 50, 50);
  surface.finger("pointermove", 60, 45);
  surface.finger("pointerup", 60, 45);
  assert.equal([surface.state.windowWidth, surface.state.windowCenter], [1044, 30]);
  assert.equal(surface.captured, [1]);
});

test("one finger measures with each tool that does", () => {
  for (const tool of ["length", "rectangle", "ellipse", "probe"] as const) {
    const surface = new Surface(tool);
    surface.finger("pointerdown", 50, 50);
    surface.finger("pointermove", 80, 90);
    surface.finger("pointerup", 80, 90);
    const [measure] = surface.state.measures;
    assert.is(measure?.kind, tool);
    assert.equal(measure?.points.at(-1), { x: 40, y: 45 });
  }
});

test("two fingers zoom, and leave nothing behind of what the first one began", () => {
  const surface = new Surface("length");
  surface.finger("pointerdown", 50, 100);
  surface.finger("pointermove", 56, 100);
  surface.finger("pointerdown", 150, 100, 2);
  assert.equal(surface.state.measures, []);
  const { scale } = surface.state;
  surface.finger("pointermove", 103, 100);
  assert.is(surface.state.scale / scale, 0.5);
  surface.finger("pointerup", 103, 100);
  surface.finger("pointerup", 150, 100, 2);
  surface.finger("pointerdown", 50, 50);
  surface.finger("pointermove", 80, 90);
  surface.finger("pointerup", 80, 90);
  assert.is(surface.state.measures.length, 1);
});

test("a wheel that is bound to nothing is the page's, with Ctrl too: it scrolls and zooms", () => {
  const surface = new Surface("pan", { wheel: "none", shiftWheel: "none" }, 3);
  const before = surface.state;
  for (const keys of [{}, { shiftKey: true }, { ctrlKey: true }]) assert.ok(surface.wheel(100, keys));
  assert.is(surface.state, before);
  const bound = new Surface("pan", { wheel: "scroll" }, 3);
  assert.not.ok(bound.wheel(100));
  assert.is(bound.state.frameIndex, 1);
  const { scale } = bound.state;
  assert.not.ok(bound.wheel(-100, { ctrlKey: true }));
  assert.ok(bound.state.scale > scale);
});

test("the wheel is the page's where it changes nothing: without an image, and where there is one frame", () => {
  const empty = new Surface("pan", {}, 1, false);
  const before = empty.state;
  for (const keys of [{}, { shiftKey: true }, { ctrlKey: true }]) assert.ok(empty.wheel(100, keys));
  assert.is(empty.state, before);
  const single = new Surface("pan");
  assert.ok(single.wheel(100, { shiftKey: true }));
  assert.not.ok(single.wheel(100));
  // A stack whose first file is a report is scrolled on from there.
  const stack = new Surface("pan", {}, 3, false);
  assert.not.ok(stack.wheel(100, { shiftKey: true }));
  assert.is(stack.state.frameIndex, 1);
});
