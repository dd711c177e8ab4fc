/** Halves of pictures, by hand. */
import type { DecodedFrame } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { colorLevels, layerLevels } from "../../src/render/color-levels.ts";
import { storedLevels } from "../../src/render/frame-levels.ts";

const test = testSuite("viewer/frame-levels");

function frame(columns: number, pixels: DecodedFrame["pixels"], padding?: number): DecodedFrame {
  return {
    pixels,
    columns,
    rows: pixels.length / columns,
    samplesPerPixel: 1,
    bitsStored: 16,
    isSigned: true,
    photometricInterpretation: "MONOCHROME2",
    pixelPaddingValue: padding,
    pixelPaddingRangeLimit: undefined,
  } as DecodedFrame;
}

test("four stored values become their mean, rounded; an odd edge repeats itself", () => {
  const levels = storedLevels(frame(3, Int16Array.of(1, 2, -5, 3, 5, -6, 10, 20, 30)));
  const half = levels.at(1);
  assert.is(half.width, 2);
  assert.is(half.height, 2);
  assert.equal([...half.samples], [3, -5, 15, 30]);
  assert.ok(half.samples instanceof Int16Array);
  assert.equal([...levels.at(2).samples], [11]);
});

test("fractions stay fractions", () => {
  const half = storedLevels(frame(2, Float32Array.of(0.5, 0.25, 0.25, 1))).at(1);
  assert.equal([...half.samples], [0.5]);
});

test("padding is averaged with nothing, and stays where there is nothing else", () => {
  const pixels = Int16Array.of(-2000, 100, -2000, -2000, 50, 50, -2000, -2000);
  const half = storedLevels(frame(4, pixels, -2000)).at(1);
  assert.equal([...half.samples], [67, -2000]);
});

test("parts of colours are averaged apart", () => {
  const samples = Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000, 0xff000001);
  const half = colorLevels({ width: 2, height: 2, samples }).at(1);
  assert.is(half.samples[0], 0xff404040);
});

test("a line over a picture stays a line", () => {
  const samples = Uint32Array.of(0, 0, 0, 7, 0, 0, 0, 0);
  const half = layerLevels({ width: 4, height: 2, samples }).at(1);
  assert.equal([...half.samples], [0, 7]);
});
