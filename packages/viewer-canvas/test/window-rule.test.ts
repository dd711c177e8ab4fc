/** How windows of a frame are applied and changed: maps of fractions, and the functions of PS3.3 C.11.2.1.2 and C.11.2.1.3. */
import "../src/index.ts";
import {
  createColorFunction,
  type DatasetInit,
  type DecodedFrame,
  decodeFrame,
  readDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { displayFactsOf, fittedWindow, voiFunctionOf } from "../src/display-facts.ts";
import { displayOptionsOf } from "../src/render/canvas-2d.ts";
import { windowLevel } from "../src/tool/window-level.ts";
import {
  INITIAL_VIEWPORT,
  reduceViewport,
  type ViewportAction,
  type ViewportState,
} from "../src/viewport-state.ts";
import { phantom } from "./support/phantom.ts";

const test = testSuite("viewer/window-rule");

/** Values from 0 to 1. */
async function map(attributes: DatasetInit = {}): Promise<DecodedFrame> {
  const without = { WindowCenter: [], WindowWidth: [], ...attributes };
  const frame = await decodeFrame(readDicomFile(phantom({ size: 8, attributes: without })), 0);
  const pixels = Float32Array.from({ length: 64 }, (_, i) => i / 63);
  return { ...frame, pixels, bitsStored: 32 };
}

function shown(frame: DecodedFrame): { state: ViewportState; dispatch(action: ViewportAction): void } {
  const { size: image, voi } = displayFactsOf(frame);
  const host = {
    state: reduceViewport(INITIAL_VIEWPORT, { type: "image", image, ...voi, frameCount: 1 }),
    dispatch(action: ViewportAction) {
      host.state = reduceViewport(host.state, action);
    },
  };
  return host;
}

/** The grey of a value as it is painted. */
function grey(frame: DecodedFrame, state: ViewportState, value: number): number {
  return createColorFunction(frame, displayOptionsOf(state, frame))(value) & 0xff;
}

test("a map of 0 to 1 is shown from black to white, and its window is of that size", async () => {
  const frame = await map();
  const { state } = shown(frame);
  assert.equal([state.windowCenter, state.windowWidth], [0.5, 1]);
  assert.equal(
    [0, 0.5, 1].map((value) => grey(frame, state, value)),
    [0, 128, 255],
  );
});

test("a drag over such a map changes little with each pixel, through widths below 1 without a jump", async () => {
  const frame = await map();
  const host = shown(frame);
  // From twice the width of the values down to a quarter.
  host.dispatch({ type: "window", center: 0.5, width: 2 });
  let before = grey(frame, host.state, 0.55);
  for (let i = 0; i < 800 && host.state.windowWidth > 0.25; i += 1) {
    windowLevel(host, -1, 0);
    const now = grey(frame, host.state, 0.55);
    assert.ok(Math.abs(now - before) <= 2, `${before} to ${now} at a width of ${host.state.windowWidth}`);
    before = now;
  }
  assert.ok(host.state.windowWidth <= 0.25, `${host.state.windowWidth}`);
});

test("whole values keep LINEAR and its least width of 1; the other functions go below", async () => {
  const attributes = (voiFunction: string) => ({ VOILUTFunction: voiFunction });
  const narrowest = async (voiFunction: string) => {
    const frame = await decodeFrame(
      readDicomFile(phantom({ size: 8, attributes: attributes(voiFunction) })),
      0,
    );
    const host = shown(frame);
    host.dispatch({ type: "window", center: 40, width: 0.25 });
    return [voiFunctionOf(frame), host.state.windowWidth];
  };
  assert.equal(await narrowest("LINEAR"), ["LINEAR", 1]);
  assert.equal(await narrowest("LINEAR_EXACT"), ["LINEAR_EXACT", 0.25]);
  assert.equal(await narrowest("SIGMOID"), ["SIGMOID", 0.25]);
});

test("a preset is LINEAR, a drag goes on with it, and the file's window has its own function again", async () => {
  const frame = await decodeFrame(
    readDicomFile(phantom({ size: 8, attributes: { VOILUTFunction: "SIGMOID" } })),
    0,
  );
  const host = shown(frame);
  // SIGMOID never reaches white, LINEAR does at the upper edge.
  assert.ok(grey(frame, host.state, 2000) < 255);
  host.dispatch({ type: "window", center: 1000, width: 2000, voiFunction: "LINEAR" });
  assert.is(grey(frame, host.state, 2000), 255);
  windowLevel(host, 0, 0.001);
  assert.is(grey(frame, host.state, 2100), 255);
  host.dispatch({ type: "reset-window" });
  assert.ok(grey(frame, host.state, 2000) < 255);
});

test("a window over the values is the same picture in the frame's own function", async () => {
  const exact = await map({ VOILUTFunction: "LINEAR_EXACT" });
  assert.equal(fittedWindow(exact, { center: 1, width: 2 }), { center: 0.5, width: 1 });
  const whole = await decodeFrame(readDicomFile(phantom({ size: 8 })), 0);
  assert.equal(fittedWindow(whole, { center: 1, width: 2 }), { center: 1, width: 2 });
});
