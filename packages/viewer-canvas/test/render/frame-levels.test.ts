/** Halves of pictures, by hand. */
import type { DecodedFrame } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { colorLevels, layerLevels } from "../../src/render/color-levels.ts";
import { inSlices, pictureOf, storedLevels } from "../../src/render/frame-levels.ts";
import { pickSamples } from "../../src/render/region.ts";

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
  const half = levels.at(1)!;
  assert.is(half.width, 2);
  assert.is(half.height, 2);
  assert.equal([...half.samples], [3, -5, 15, 30]);
  assert.ok(half.samples instanceof Int16Array);
  assert.equal([...levels.at(2)!.samples], [11]);
});

test("fractions stay fractions", () => {
  const half = storedLevels(frame(2, Float32Array.of(0.5, 0.25, 0.25, 1))).at(1)!;
  assert.equal([...half.samples], [0.5]);
});

test("padding is averaged with nothing, and stays where there is nothing else", () => {
  const pixels = Int16Array.of(-2000, 100, -2000, -2000, 50, 50, -2000, -2000);
  const half = storedLevels(frame(4, pixels, -2000)).at(1)!;
  assert.equal([...half.samples], [67, -2000]);
});

test("parts of colours are averaged apart", () => {
  const samples = Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000, 0xff000001);
  const half = colorLevels(pictureOf({ width: 2, height: 2, samples })).at(1)!;
  assert.is(half.samples[0], 0xff404040);
});

test("a line over a picture stays a line", () => {
  const samples = Uint8Array.of(0, 0, 0, 7, 0, 0, 0, 0);
  const half = layerLevels({ width: 4, height: 2, samples }).at(1)!;
  assert.equal([...half.samples], [0, 7]);
});

/** Large enough to be made in steps; odd in both directions. */
const WIDTH = 1501;
const HEIGHT = 1203;
const large = frame(
  WIDTH,
  Int16Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i * 7919) % 4096),
);

test("halves of a large frame are made in steps that different runs share, and are kept with the frame", async () => {
  const levels = storedLevels(large);
  assert.is(levels.at(2), undefined);
  const first = levels.steps(2);
  for (let i = 0; i < 3; i += 1) first.next();
  let asked = 0;
  assert.not.ok(await inSlices(levels.steps(2), () => asked++ < 0), "nobody wants it any more");
  assert.ok(await inSlices(levels.steps(2), () => true));
  assert.ok(first.next().done);
  assert.is(storedLevels(large), levels);
  const { pixels } = large;
  const half = levels.at(1)!;
  assert.equal([half.width, half.height], [751, 602]);
  for (let row = 0; row < half.height; row += 1) {
    for (let column = 0; column < half.width; column += 1) {
      const [x, y] = [2 * column, 2 * row];
      const [right, below] = [Math.min(x + 1, WIDTH - 1), Math.min(y + 1, HEIGHT - 1)];
      const four = [y * WIDTH + x, y * WIDTH + right, below * WIDTH + x, below * WIDTH + right];
      const mean = Math.floor((four.reduce((sum, i) => sum + pixels[i]!, 0) + 2) / 4);
      if (half.samples[row * half.width + column] !== mean) {
        assert.is(half.samples[row * half.width + column], mean, `${column}, ${row}`);
      }
    }
  }
});

test("a step of a large frame is a small part of the whole", () => {
  let count = 0;
  for (const _ of storedLevels({ ...large }).steps(1)) count += 1;
  assert.ok(count > 20, `${count} steps`);
});

test("samples that are picked lie in the middle of what they stand for, within the frame", () => {
  const pixels = Int16Array.from({ length: 25 }, (_, i) => i);
  const picked = pickSamples(frame(5, pixels), 1, { left: 0, top: 1, right: 3, bottom: 3 });
  assert.equal([...picked], [16, 18, 19, 21, 23, 24]);
  const colour = { ...frame(1, Uint8Array.of(1, 2, 3, 4, 5, 6)), rows: 1, columns: 2, samplesPerPixel: 3 };
  assert.equal([...pickSamples(colour, 0, { left: 1, top: 0, right: 2, bottom: 1 })], [4, 5, 6]);
});

test("averages of many large frames do not pile up: the oldest are made again when they are needed", () => {
  const size = 4096;
  const pixels = new Int16Array(size * size);
  // A level of 8 MiB each, of 64 MiB at most.
  const all = Array.from({ length: 9 }, () => storedLevels(frame(size, pixels)));
  for (const levels of all) for (const _ of levels.steps(1));
  assert.is(all[0]!.at(1), undefined);
  assert.is(all.filter((levels) => levels.at(1)).length, 8);
  for (const _ of all[0]!.steps(1));
  assert.ok(all[0]!.at(1));
  assert.is(all[1]!.at(1), undefined);
});
