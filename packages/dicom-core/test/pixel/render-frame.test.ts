import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type DecodedFrame,
  displayFactsOf,
  isDicomError,
  minMaxWindow,
  renderFrame,
} from "../../src/index.ts";

const test = testSuite("core/render-frame");

const frame: DecodedFrame = {
  pixels: Uint16Array.of(0, 1000, 2048, 4095),
  rows: 1,
  columns: 4,
  samplesPerPixel: 1,
  bitsStored: 12,
  isSigned: false,
  photometricInterpretation: "MONOCHROME2",
  ...displayFactsOf(createDataset()),
};
const levels = (input: DecodedFrame, options = {}) => {
  const { rgba } = renderFrame(input, options);
  for (let i = 3; i < rgba.length; i += 4) assert.is(rgba[i], 255, "opaque");
  return [...rgba].filter((_, i) => i % 4 === 0);
};

test("windows, inverts, and turns MONOCHROME1 round", () => {
  const options = { windowCenter: 2048, windowWidth: 4096 };
  assert.equal(levels(frame, options), [0, 62, 128, 255]);
  assert.equal(levels(frame, { ...options, invert: true }), [255, 193, 127, 0]);
  assert.equal(levels({ ...frame, photometricInterpretation: "MONOCHROME1" }, options), [255, 193, 127, 0]);
});

test("the file's own window comes first, else the range of the data without padding", () => {
  assert.equal(levels({ ...frame, windows: [{ center: 1000.5, width: 1 }] }), [0, 0, 255, 255]);
  assert.equal(levels(frame), [0, 62, 128, 255]);
  assert.equal(minMaxWindow({ ...frame, pixelPaddingValue: 4095 }), { center: 1024.5, width: 2049 });
  assert.equal(minMaxWindow({ ...frame, pixels: Uint16Array.of(7), pixelPaddingValue: 7 }), {
    center: 0.5,
    width: 1,
  });
});

test("windows are in modality units", () => {
  const rescaled = { ...frame, rescaleSlope: 2, rescaleIntercept: -1024 };
  assert.equal(minMaxWindow(rescaled), { center: 3071.5, width: 8191 });
  assert.equal(levels(rescaled, { windowCenter: 976.5, windowWidth: 1 }), [0, 0, 255, 255]);
  const falling = { ...frame, rescaleSlope: -1 };
  assert.equal(levels(falling), [255, 193, 127, 0]);
});

test("signed and 32-bit samples", () => {
  const signed = { ...frame, pixels: Int16Array.of(-2048, 0, 2047, 2047), isSigned: true };
  assert.equal(levels(signed), [0, 128, 255, 255]);
  const long = { ...frame, pixels: Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1, 0), bitsStored: 32 };
  assert.equal(levels(long), [0, 128, 255, 0]);
});

test("colour is taken as it is", () => {
  const color = {
    ...frame,
    pixels: Uint8Array.of(1, 2, 3, 255, 128, 0),
    samplesPerPixel: 3,
    columns: 2,
    bitsStored: 8,
    photometricInterpretation: "RGB",
  };
  assert.equal([...renderFrame(color).rgba], [1, 2, 3, 255, 255, 128, 0, 255]);
  assert.equal([...renderFrame(color, { invert: true }).rgba], [254, 253, 252, 255, 0, 127, 255, 255]);
});

test("writes into a given array", () => {
  const target = new Uint8ClampedArray(16);
  assert.is(renderFrame(frame, { target }).rgba, target);
  assert.is(target[15], 255);
});

test("names what it cannot show", () => {
  assert.throws(
    () => renderFrame({ ...frame, samplesPerPixel: 3, columns: 1, photometricInterpretation: "HSV" }),
    (error: Error) =>
      isDicomError(error, "UNSUPPORTED_PHOTOMETRIC_INTERPRETATION") && /HSV/.test(error.message),
  );
});
