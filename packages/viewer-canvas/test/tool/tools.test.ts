/** What keys, wheels and drags make of a state: the actions they dispatch, and what those lead to. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DEFAULT_BINDINGS, mergeBindings } from "../../src/tool/bindings.ts";
import { COMMANDS, type CommandName } from "../../src/tool/commands.ts";
import type { KeyInput } from "../../src/tool/keyboard.ts";
import { createMeasureTool, placePoint } from "../../src/tool/measure-tools.ts";
import { createScrollDrag, createWheelScroll } from "../../src/tool/scroll.ts";
import type { DragTool } from "../../src/tool/tool.ts";
import { windowLevel, windowStep } from "../../src/tool/window-level.ts";
import { zoomFactor } from "../../src/tool/zoom.ts";
import { command, Host, IMAGE } from "../support/tool-host.ts";

const test = testSuite("viewer/tools");

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
  const stepOf = (windowWidth: number, range?: number) => {
    return windowStep({ windowWidth, defaultVoi: { window: { center: 0, width: 1 }, range } });
  };
  assert.is(stepOf(1024), 2);
  assert.is(stepOf(1), 0.5);
  // Of fractions as much as they span.
  assert.is(stepOf(0.125, 1), 1 / 512);
  const host = new Host();
  windowLevel(host, 10, -5);
  assert.equal(host.actions, [{ type: "window", center: 30, width: 1044 }]);
});

test("each key has its command; Shift and Ctrl make others of it", () => {
  const cases: [Partial<KeyInput>, CommandName | undefined][] = [
    [{ key: "+", shiftKey: true }, "zoom-in"],
    [{ key: "0" }, "fit"],
    [{ key: "1" }, "actual-size"],
    [{ key: "i" }, "invert"],
    [{ key: "I", shiftKey: true }, "invert"],
    [{ key: "r" }, "rotate-right"],
    [{ key: "R", shiftKey: true }, "rotate-left"],
    [{ key: "?", shiftKey: true }, "help"],
    [{ key: "ArrowDown", shiftKey: true }, "darker"],
    [{ key: "ArrowDown", ctrlKey: true }, "pan-down"],
    [{ key: " " }, "play"],
    [{ key: "o", metaKey: true }, "open"],
    [{ key: "0", ctrlKey: true }, undefined],
    [{ key: "i", altKey: true }, undefined],
    [{ key: "Tab" }, undefined],
  ];
  for (const [input, name] of cases) assert.is(command(input), name, JSON.stringify(input));
});

test("arrows change the frame of a stack, move a single image, and move the cross of a tool that measures", () => {
  const single = new Host({ ...IMAGE, frameCount: 1, frameIndex: 0 });
  assert.is(command({ key: "ArrowDown" }), "next-frame");
  assert.is(command({ key: "ArrowDown" }, single), "pan-down");
  single.dispatch({ type: "tool", tool: "length" });
  assert.is(command({ key: "ArrowDown" }, single), "cross-down");
  assert.is(command({ key: "Enter" }, single), "place-point");
  assert.is(command({ key: "Enter" }), undefined);
});

test("every binding names a command, and every command has a key", () => {
  const bound = new Set(Object.values(DEFAULT_BINDINGS.keys));
  assert.equal(
    Object.keys(COMMANDS).filter((name) => !bound.has(name as CommandName)),
    [],
  );
  for (const name of bound) assert.ok(name in COMMANDS, name);
});

test("a page changes bindings one by one, and takes keys back", () => {
  const bindings = mergeBindings({ wheel: "scroll", keys: { j: "invert", i: null } });
  assert.is(bindings.wheel, "scroll");
  assert.is(bindings.shiftWheel, "scroll");
  assert.is(command({ key: "j" }, new Host(), bindings), "invert");
  assert.is(command({ key: "i" }, new Host(), bindings), undefined);
  assert.is(command({ key: "w" }, new Host(), bindings), "reset-window");
});

test("what a page leaves open is as usual", () => {
  const open = { mainDrag: undefined, wheel: undefined, keys: { i: undefined, j: "invert" } } as const;
  const { keys, ...bound } = mergeBindings(open);
  const { keys: usual, ...usually } = DEFAULT_BINDINGS;
  assert.equal(bound, usually);
  assert.equal(keys, { ...usual, j: "invert" });
  assert.equal(mergeBindings({ keys: undefined }), DEFAULT_BINDINGS);
});

test("every command runs, and changes the state or asks for something", async () => {
  for (const [name, { run }] of Object.entries(COMMANDS)) {
    const host = new Host();
    if (name === "place-point") host.dispatch({ type: "tool", tool: "probe" });
    host.dispatch({ type: "pointer", at: { x: 5, y: 5 } });
    if (/measure|point/.test(name)) placeOne(host);
    if (/-point|leave/.test(name))
      host.dispatch({ type: "select-measure", selected: { id: 1, pointIndex: 0 } });
    host.actions.length = 0;
    if (["play", "slower", "faster", "sweep"].includes(name)) continue;
    run(host);
    // Its code is a chunk.
    const isLater = ["usual-orientation", "next-measure", "previous-measure", "next-point"].includes(name);
    while (isLater && host.actions.length + host.called.length === 0) await new Promise(setImmediate);
    assert.ok(host.actions.length + host.called.length > 0, name);
  }
});

function placeOne(host: Host): void {
  host.dispatch({ type: "add-measure", kind: "probe", frameIndex: 4, points: [{ x: 1, y: 1 }] });
}

test("a wheel goes through frames notch by notch; small movements add up", () => {
  const host = new Host();
  const scroll = createWheelScroll();
  scroll(host, { deltaY: 100, deltaMode: 0, ctrlKey: false });
  assert.is(host.state.frameIndex, 5);
  for (let i = 0; i < 10; i += 1) scroll(host, { deltaY: -25, deltaMode: 0, ctrlKey: false });
  assert.is(host.state.frameIndex, 3);
  // Turned around, it answers at once.
  scroll(host, { deltaY: 100, deltaMode: 0, ctrlKey: false });
  assert.is(host.state.frameIndex, 4);
});

function drag(tool: DragTool, host: Host, ...points: [number, number][]): void {
  const [first, ...rest] = points;
  let [x, y] = first!;
  tool.start?.(host, { x, y, dx: 0, dy: 0, speed: 1 });
  for (const [nextX, nextY] of rest) {
    tool.move(host, { x: nextX, y: nextY, dx: nextX - x, dy: nextY - y, speed: 1 });
    [x, y] = [nextX, nextY];
  }
  tool.end?.(host);
}

test("a drag over the height of the canvas goes through the stack", () => {
  const host = new Host();
  drag(createScrollDrag(), host, [10, 20], [10, 43]);
  assert.is(host.state.frameIndex, 6);
  drag(createScrollDrag(), host, [10, 90], [10, 10]);
  assert.is(host.state.frameIndex, 0);
});

test("a drag makes a measure, a drag at one of its points moves the point, a click makes none", () => {
  // The image fills the canvas at two canvas pixels per image pixel.
  const host = new Host();
  const tool = createMeasureTool("length");
  drag(tool, host, [20, 20], [60, 40]);
  assert.equal(host.state.measures, [
    {
      id: 1,
      kind: "length",
      frameIndex: 4,
      points: [
        { x: 10, y: 10 },
        { x: 30, y: 20 },
      ],
    },
  ]);
  drag(tool, host, [62, 41], [80, 80]);
  assert.equal(host.state.measures.length, 1);
  assert.equal(host.state.measures[0]!.points[1], { x: 40, y: 40 });
  drag(tool, host, [150, 20]);
  assert.is(host.state.measures.length, 1);
  drag(tool, host, [150, 20], [900, -50]);
  assert.equal(host.state.measures[1]!.points[1], { x: 100, y: 0 });
});

test("an angle is drawn in two drags", () => {
  const host = new Host();
  const tool = createMeasureTool("angle");
  drag(tool, host, [20, 20], [60, 20]);
  assert.is(host.state.measures[0]!.points.length, 2);
  drag(tool, host, [60, 50], [60, 60]);
  assert.equal(host.state.measures[0]!.points, [
    { x: 10, y: 10 },
    { x: 30, y: 10 },
    { x: 30, y: 30 },
  ]);
  drag(tool, host, [120, 20], [150, 20]);
  assert.is(host.state.measures.length, 2);
});

test("with keys alone points are placed at the cross", () => {
  const host = new Host();
  host.dispatch({ type: "tool", tool: "length" });
  COMMANDS["cross-right"].run(host);
  const { x, y } = host.state.pointer!;
  placePoint(host);
  for (let i = 0; i < 5; i += 1) COMMANDS["cross-down"].run(host);
  placePoint(host);
  assert.equal(host.state.measures[0]!.points, [
    { x, y },
    { x, y: y + 10 },
  ]);
});

test("the last measure that is removed is one that is in sight", () => {
  const host = new Host();
  const shown = host.state.shownFrameIndex;
  for (const frameIndex of [shown, shown + 1]) {
    host.dispatch({ type: "add-measure", kind: "probe", frameIndex, points: [{ x: 1, y: 1 }] });
  }
  COMMANDS["remove-measure"].run(host);
  COMMANDS["remove-measure"].run(host);
  assert.equal(
    host.state.measures.map(({ frameIndex }) => frameIndex),
    [shown + 1],
  );
});

test("measures of one frame cannot be taken hold of on another", () => {
  const host = new Host();
  const tool = createMeasureTool("length");
  drag(tool, host, [20, 20], [60, 40]);
  host.dispatch({ type: "frame", index: 5 });
  const image = { width: 100, height: 50 };
  host.dispatch({ type: "frame-facts", image, window: { center: 40, width: 1024 } });
  drag(tool, host, [60, 40], [80, 80]);
  assert.equal(
    host.state.measures.map(({ frameIndex }) => frameIndex),
    [4, 5],
  );
});
