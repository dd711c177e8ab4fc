/** What of the view changes the pixels of a frame: what does not must not have it painted anew. */
import "../../src/index.ts";
import type { DecodedFrame } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { displayOptionsOf } from "../../src/render/canvas-2d.ts";
import { INITIAL_VIEWPORT } from "../../src/viewport-state.ts";

const test = testSuite("viewer/display-options");
const palette = { firstMapped: 0, colors: new Uint8Array(3) };

function optionsOf(frame: Partial<DecodedFrame>, windowCenter: number, isInverted = false) {
  const state = { ...INITIAL_VIEWPORT, windowCenter, windowWidth: 100, isInverted };
  return displayOptionsOf(state, { samplesPerPixel: 1, ...frame } as DecodedFrame);
}

test("a window concerns greys, also those below a supplemental palette", () => {
  assert.not.equal(optionsOf({}, 1), optionsOf({}, 2));
  const supplemented = { supplementalPalette: palette };
  assert.not.equal(optionsOf(supplemented, 1), optionsOf(supplemented, 2));
});

test("a window does not concern colours and palettes, inverting does", () => {
  for (const frame of [{ samplesPerPixel: 3 }, { palette }]) {
    assert.equal(optionsOf(frame, 1), optionsOf(frame, 2));
    assert.not.equal(optionsOf(frame, 1), optionsOf(frame, 1, true));
  }
});
