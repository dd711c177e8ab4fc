/** Pointers and wheels on a surface, as a browser tells of them: fingers, buttons, a wheel that is left to the page. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
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

  constructor(tool: ToolName, changes: BindingChanges = {}) {
    super();
    const actions: ViewportAction[] = [
      { type: "resize", canvas: { width: 200, height: 200 } },
      {
        type: "image",
        image: { width: 100, height: 100 },
        frameCount: 1,
        window: { center: 40, width: 1024 },
      },
      { type: "tool", tool },
    ];
    this.state = actions.reduce(reduceViewport, INITIAL_VIEWPORT);
    const host = {
      state: this.state,
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

test("a wheel that is bound to nothing is the page's; a pinch on a touchpad is not", () => {
  const surface = new Surface("pan", { wheel: "none", shiftWheel: "none" });
  const before = surface.state;
  assert.ok(surface.wheel(100));
  assert.ok(surface.wheel(100, { shiftKey: true }));
  assert.is(surface.state, before);
  assert.not.ok(surface.wheel(100, { ctrlKey: true }));
  assert.not.ok(new Surface("pan").wheel(100));
});
