// What codestreams give, brought to what data sets say: every precision, sign and width against plain arithmetic.
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PixelDescription } from "../../src/index.ts";
import { fitSamples } from "../../src/pixel/fit-samples.ts";

const test = testSuite("core/fit-samples");

const arrays = {
  8: [Uint8Array, Int8Array],
  16: [Uint16Array, Int16Array],
  32: [Uint32Array, Int32Array],
} as const;

function fitted(
  values: readonly number[],
  stream: { bits: number; isSigned: boolean },
  set: { allocated: number; stored: number; highBit?: number; isSigned: boolean },
  raw = false,
) {
  const width = stream.bits <= 8 ? 8 : stream.bits <= 16 ? 16 : 32;
  const image = {
    samples: arrays[width][stream.isSigned ? 1 : 0].from(values),
    width: values.length,
    height: 1,
    componentCount: 1,
    bitsPerSample: stream.bits,
    isSigned: stream.isSigned,
  };
  const description = {
    bitsAllocated: set.allocated,
    bitsStored: set.stored,
    highBit: set.highBit ?? set.stored - 1,
    isSigned: set.isSigned,
  } as PixelDescription;
  return { ...fitSamples(image, description, raw), samples: image.samples };
}

/** The low bits of a number, signed or not. */
const lowBits = (value: number, bits: number, isSigned: boolean) => {
  const unsigned = ((value % 2 ** bits) + 2 ** bits) % 2 ** bits;
  return isSigned && unsigned >= 2 ** (bits - 1) ? unsigned - 2 ** bits : unsigned;
};

test("every precision, bits stored and both signs", () => {
  for (let bits = 1; bits <= 16; bits += 1) {
    for (const streamSigned of [false, true]) {
      const low = streamSigned ? -(2 ** (bits - 1)) : 0;
      const high = low + 2 ** bits - 1;
      const values = [low, high, Math.max(low, Math.min(high, 1)), (low + high) >> 1];
      for (const allocated of [8, 16, 32]) {
        for (let stored = 1; stored <= Math.min(allocated, 16); stored += 1) {
          for (const isSigned of [false, true]) {
            const found = fitted(values, { bits, isSigned: streamSigned }, { allocated, stored, isSigned });
            const label = `${bits} bits, ${streamSigned}, to ${stored} of ${allocated}, ${isSigned}`;
            const isMorePrecise = bits > allocated;
            assert.is(found.bitsStored, isMorePrecise ? bits : stored, label);
            // The sign bit is where the codestream has it, or where the data set cuts it.
            const kept = isMorePrecise ? bits : isSigned && !streamSigned ? Math.min(bits, stored) : stored;
            const expected = values.map((value) => lowBits(value, kept, isSigned));
            assert.equal([...found.pixels], expected, label);
          }
        }
      }
    }
  }
});

test("the array is that of Bits Allocated and the sign, or of a codestream of more", () => {
  const types = { Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array };
  for (const [bits, allocated, isSigned, name] of [
    [8, 8, false, "Uint8Array"],
    [8, 8, true, "Int8Array"],
    [8, 16, false, "Uint16Array"],
    [12, 16, true, "Int16Array"],
    [12, 8, false, "Uint16Array"],
    [12, 12, true, "Int16Array"],
    [16, 32, false, "Uint32Array"],
    [1, 1, false, "Uint8Array"],
    [20, 32, true, "Int32Array"],
  ] as const) {
    const { pixels } = fitted(
      [1],
      { bits, isSigned: false },
      { allocated, stored: Math.min(8, allocated), isSigned },
    );
    assert.is(pixels.constructor, types[name], `${bits} of ${allocated}`);
  }
});

test("raw keeps what is above the stored bits, and the sign's place", () => {
  const bits12 = { allocated: 16, stored: 12 };
  const stream = { bits: 16, isSigned: false };
  assert.equal([...fitted([0xf123], stream, { ...bits12, isSigned: false }, true).pixels], [0xf123]);
  assert.equal([...fitted([0xf123], stream, { ...bits12, isSigned: true }, true).pixels], [0xf123 - 65536]);
  const narrow = { bits: 12, isSigned: false };
  assert.equal([...fitted([0xfff], narrow, { ...bits12, isSigned: true }, true).pixels], [0xfff]);
  assert.equal([...fitted([0xfff], narrow, { ...bits12, isSigned: true }).pixels], [-1]);
});

test("a high bit above the stored bits shifts them down where the codestream holds whole words", () => {
  const set = { allocated: 16, stored: 12, highBit: 15, isSigned: false };
  assert.equal([...fitted([0xabcd], { bits: 16, isSigned: false }, set).pixels], [0xabc]);
  assert.equal(
    [...fitted([0xabcd], { bits: 16, isSigned: false }, { ...set, isSigned: true }).pixels],
    [0xabc - 4096],
  );
  // A codestream of the stored bits alone has nothing to be shifted.
  assert.equal([...fitted([0xabc], { bits: 12, isSigned: false }, set).pixels], [0xabc]);
});

test("nothing is copied where the width is the same", () => {
  const { pixels, samples } = fitted(
    [1, 2],
    { bits: 16, isSigned: false },
    { allocated: 16, stored: 16, isSigned: true },
  );
  assert.is(pixels.buffer, samples.buffer);
});

test("samples that lie anywhere in their buffer, an odd number of them", () => {
  for (const start of [0, 1, 2]) {
    const samples = Uint16Array.of(9, 9, 0xf001, 0xf800, 0xffff, 9).subarray(start, 5);
    const image = { samples, width: 1, height: 1, componentCount: 1, bitsPerSample: 16, isSigned: false };
    for (const isSigned of [false, true]) {
      const description = { bitsAllocated: 16, bitsStored: 12, highBit: 11, isSigned } as PixelDescription;
      const { pixels } = fitSamples({ ...image, samples: samples.slice() }, description, false);
      const inPlace = fitSamples({ ...image, samples }, description, false).pixels;
      const tail = isSigned ? [1, -2048, -1] : [1, 0x800, 0xfff];
      assert.equal([...inPlace].slice(-3), tail);
      assert.equal([...pixels], [...inPlace]);
      samples.set([0xf001, 0xf800, 0xffff], samples.length - 3);
    }
    assert.is(new Uint16Array(samples.buffer)[5], 9);
  }
});
