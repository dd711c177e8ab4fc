import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { commandForKey } from "../../src/tool/keyboard.ts";
import type { ToolHost } from "../../src/tool/tool.ts";
import { windowLevel, windowStep } from "../../src/tool/window-level.ts";
import { zoomFactor } from "../../src/tool/zoom.ts";
import { INITIAL_VIEWPORT, type ViewportAction } from "../../src/viewport-state.ts";

const test = testSuite("viewer/tools");

const NO_MODIFIERS = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

function recordingHost(): ToolHost & { actions: ViewportAction[] } {
  const actions: ViewportAction[] = [];
  const state = {
    ...INITIAL_VIEWPORT,
    canvas: { width: 200, height: 100 },
    windowCenter: 40,
    windowWidth: 1024,
    frameIndex: 4,
    frameCount: 9,
  };
  return { state, actions, dispatch: (action) => actions.push(action) };
}

test("a wheel turned away enlarges by what turning back reduces, in any unit", () => {
  for (const deltaMode of [0, 1, 2]) {
    const away = zoomFactor({ deltaY: -3, deltaMode, ctrlKey: false });
    const back = zoomFactor({ deltaY: 3, deltaMode, ctrlKey: false });
    assert.ok(away > 1 && Math.abs(away * back - 1) < 1e-12, `mode ${deltaMode}`);
  }
  assert.ok(Math.abs(zoomFactor({ deltaY: -500, deltaMode: 0, ctrlKey: false }) - 2) < 1e-12);
});

test("a pinch on a touchpad zooms faster than a wheel of the same way", () => {
  const wheel = zoomFactor({ deltaY: -5, deltaMode: 0, ctrlKey: false });
  assert.ok(zoomFactor({ deltaY: -5, deltaMode: 0, ctrlKey: true }) > wheel);
});

test("a window drag of 512 pixels goes through the present window, at least through 256 units", () => {
  assert.is(windowStep(1024), 2);
  assert.is(windowStep(1), 0.5);
  const host = recordingHost();
  windowLevel(host, 10, -5);
  assert.equal(host.actions, [{ type: "window", center: 30, width: 1044 }]);
});

test("keys do what the mouse does", () => {
  const cases: [Partial<KeyboardEvent>, ViewportAction["type"]][] = [
    [{ key: "+" }, "zoom"],
    [{ key: "-" }, "zoom"],
    [{ key: "ArrowLeft" }, "pan"],
    [{ key: "ArrowDown", shiftKey: true }, "window"],
    [{ key: "0" }, "fit"],
    [{ key: "1" }, "actual-size"],
    [{ key: "i" }, "invert"],
    [{ key: "I", shiftKey: true }, "invert"],
    [{ key: "w" }, "reset-window"],
    [{ key: "PageDown" }, "frame"],
    [{ key: "End" }, "frame"],
  ];
  for (const [input, type] of cases) {
    const host = recordingHost();
    commandForKey({ ...NO_MODIFIERS, key: "", ...input })?.(host);
    assert.equal(
      host.actions.map((action) => action.type),
      [type],
      input.key,
    );
  }
});

test("frames are turned one by one, and the ends are one key away", () => {
  const host = recordingHost();
  for (const key of ["PageUp", "PageDown", "Home", "End"]) commandForKey({ ...NO_MODIFIERS, key })?.(host);
  const indexes = host.actions.map((action) => action.type === "frame" && action.index);
  assert.equal(indexes, [3, 5, 0, 8]);
});

test("keys with Ctrl, Alt or Meta stay the browser's", () => {
  for (const modifier of ["ctrlKey", "altKey", "metaKey"] as const) {
    assert.is(commandForKey({ ...NO_MODIFIERS, key: "0", [modifier]: true }), undefined);
  }
  assert.is(commandForKey({ ...NO_MODIFIERS, key: "Tab" }), undefined);
});
