/** Measures that are selected, moved and removed by keys alone. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { COMMANDS, type CommandName } from "../../src/tool/commands.ts";
import { canvasPointAt } from "../../src/viewport-place.ts";
import { command, Host, IMAGE } from "../support/tool-host.ts";

const test = testSuite("viewer/select-measure");

/** Runs commands one after the other, waiting for those whose code is a chunk. */
async function runAll(host: Host, ...names: CommandName[]): Promise<void> {
  for (const name of names) {
    COMMANDS[name].run(host);
    await import("../../src/overlay/measuring.ts");
    await new Promise(setImmediate);
  }
}

test("with keys alone a measure of the frame is selected, moved with all its points or one, and removed", async () => {
  const host = new Host();
  const line = (x: number) => [
    { x, y: 10 },
    { x: x + 20, y: 10 },
  ];
  const add = (x: number, frameIndex: number) =>
    host.dispatch({ type: "add-measure", kind: "length", frameIndex, points: line(x) });
  const pointsOf = (id: number) => host.state.measures.find((measure) => measure.id === id)?.points;
  const { shownFrameIndex } = host.state;
  add(10, shownFrameIndex);
  add(40, shownFrameIndex + 1);
  add(70, shownFrameIndex);
  assert.is(command({ key: "ArrowRight" }, host), "next-frame");
  await runAll(host, "next-measure");
  assert.equal(host.state.selected, { id: 1, pointIndex: undefined });
  assert.equal(
    ["ArrowRight", "Enter", "Escape"].map((name) => command({ key: name }, host)),
    ["cross-right", "next-point", "leave-measure"],
  );
  // Two canvas pixels are an image pixel: a step is two of those.
  await runAll(host, "cross-right", "cross-down");
  assert.equal(pointsOf(1), [
    { x: 12, y: 12 },
    { x: 32, y: 12 },
  ]);
  await runAll(host, "next-point", "next-point", "cross-up");
  assert.equal(host.state.selected, { id: 1, pointIndex: 1 });
  assert.equal(pointsOf(1), [
    { x: 12, y: 12 },
    { x: 32, y: 10 },
  ]);
  await runAll(host, "next-point");
  assert.equal(host.state.selected, { id: 1, pointIndex: undefined });
  // That of the other frame is passed over; the last one is followed by the first.
  await runAll(host, "next-measure");
  assert.is(host.state.selected?.id, 3);
  for (let i = 0; i < 9; i += 1) await runAll(host, "cross-right");
  assert.equal(pointsOf(3), line(80), "it stays within the image");
  await runAll(host, "next-measure");
  assert.is(host.state.selected?.id, 1);
  await runAll(host, "previous-measure");
  assert.is(host.state.selected?.id, 3);
  await runAll(host, "previous-measure", "remove-measure");
  assert.equal(
    host.state.measures.map(({ id }) => id),
    [2, 3],
  );
  assert.is(host.state.selected, undefined);
  assert.is(command({ key: "ArrowRight" }, host), "next-frame");
  await runAll(host, "next-measure", "leave-measure");
  assert.is(host.state.selected, undefined);
});

test("a selection does not outlive its measure, its frame, or another tool", async () => {
  const host = new Host();
  placeOne(host);
  await runAll(host, "next-measure");
  host.dispatch({ type: "tool", tool: "length" });
  assert.is(host.state.selected, undefined);
  await runAll(host, "next-measure");
  // Numbers of measures that are gone are given again.
  host.dispatch({ type: "remove-measures" });
  placeOne(host);
  assert.is(host.state.selected, undefined);
  await runAll(host, "next-measure");
  assert.is(command({ key: "Enter" }, host), "next-point");
  host.dispatch({ type: "frame", index: 5 });
  host.dispatch({ type: "frame-shown" });
  assert.is(command({ key: "Enter" }, host), "place-point");
  host.dispatch(IMAGE);
  assert.is(host.state.selected, undefined);
});

test("the cross moves as the arrows say, also over an image that is turned or mirrored", () => {
  const host = new Host();
  const moved = (name: CommandName) => {
    host.dispatch({ type: "pointer", at: { x: 50, y: 25 } });
    const from = canvasPointAt(host.state, 50, 25);
    COMMANDS[name].run(host);
    const to = canvasPointAt(host.state, host.state.pointer!.x, host.state.pointer!.y);
    return [Math.sign(Math.round(to.x - from.x)), Math.sign(Math.round(to.y - from.y))];
  };
  for (const axis of ["horizontal", "vertical"] as const) {
    for (let turns = 0; turns < 4; turns += 1) {
      assert.equal(moved("cross-right"), [1, 0]);
      assert.equal(moved("cross-down"), [0, 1]);
      host.dispatch({ type: "rotate", quarterTurns: 1 });
    }
    host.dispatch({ type: "flip", axis });
  }
});

function placeOne(host: Host): void {
  host.dispatch({ type: "add-measure", kind: "probe", frameIndex: 4, points: [{ x: 1, y: 1 }] });
}
