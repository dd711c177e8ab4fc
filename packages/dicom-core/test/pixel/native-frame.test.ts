// Needs a process of its own: memory is measured.
// Uncompressed frames of every depth, order and sampling; what the files of the corpus lack is made here.
import * as assert from "uvu/assert";
import { bytes as hex } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type DatasetInit,
  decodeFrame,
  type FrameSource,
  frameCount,
  isDicomError,
  TRANSFER_SYNTAX,
} from "../../src/index.ts";
import { BYTES, image, words } from "./image-fixture.ts";

const test = testSuite("core/native-frame");

const BIG_ENDIAN = TRANSFER_SYNTAX.explicitVrBigEndian;
const COLOR: DatasetInit = { ...BYTES, SamplesPerPixel: 3, PlanarConfiguration: 0 };

async function decoded(source: FrameSource, index = 0, raw = false) {
  const { pixels, diagnostics, photometricInterpretation } = await decodeFrame(source, index, { raw });
  return { values: [...pixels], codes: diagnostics.map(({ code }) => code), photometricInterpretation };
}
async function valuesOf(source: FrameSource, index = 0, raw = false) {
  const { values, codes } = await decoded(source, index, raw);
  assert.equal(codes, []);
  return values;
}
async function codeOf(source: FrameSource, options = {}) {
  const thrown = await decodeFrame(source, 0, options).catch((error: unknown) => error);
  return isDicomError(thrown) ? thrown.code : thrown;
}

test("12 bits packed: two samples in three bytes, frames that begin within a byte", async () => {
  const packed = { BitsAllocated: 12, BitsStored: 12, HighBit: 11, Columns: 3, NumberOfFrames: 2 };
  // 0x321, 0x654, 0x987; 0xcba, 0xfed, 0x00f: the least significant bits first.
  const PixelData = hex("21 43 65 87 a9 cb ed 0f 00");
  const source = image({ ...packed, PixelData });
  assert.equal(await valuesOf(source), [0x321, 0x654, 0x987]);
  assert.equal(await valuesOf(source, 1), [0xcba, 0xfed, 0x000]);
  const signed = image({ ...packed, PixelData, PixelRepresentation: 1 });
  assert.equal(await valuesOf(signed, 1), [0xcba - 4096, 0xfed - 4096, 0]);
  assert.equal(await valuesOf(signed, 1, true), [0xcba, 0xfed, 0]);
  const fewer = image({ ...packed, PixelData, BitsStored: 8, HighBit: 11 });
  assert.equal(await valuesOf(fewer), [0x32, 0x65, 0x98]);
  // In big endian words the bytes of each word change places (written and read: the same samples).
  const swapped = image({ ...packed, PixelData: hex("21 43 65 87 a9 cb ed 0f 00 00") }, BIG_ENDIAN);
  assert.equal(await valuesOf(swapped), [0x321, 0x654, 0x987]);
  assert.equal(await valuesOf(swapped, 1), [0xcba, 0xfed, 0]);
});

test("24 and 32 bits", async () => {
  const wide = { BitsAllocated: 24, BitsStored: 24, HighBit: 23, Columns: 2 };
  const PixelData = hex("010203 ffffff");
  assert.equal(await valuesOf(image({ ...wide, PixelData })), [0x030201, 0xffffff]);
  assert.equal(await valuesOf(image({ ...wide, PixelData, PixelRepresentation: 1 })), [0x030201, -1]);
  const long = { BitsAllocated: 32, BitsStored: 31, HighBit: 31, Columns: 2 };
  const values = new Uint8Array(Uint32Array.of(0xffffffff, 2).buffer);
  assert.equal(await valuesOf(image({ ...long, PixelData: values })), [0x7fffffff, 1]);
  assert.equal(await valuesOf(image({ ...long, PixelData: values, PixelRepresentation: 1 })), [-1, 1]);
});

test("32 bits in big endian words: what is written is read, the order of others is seen", async () => {
  const long = { BitsAllocated: 32, BitsStored: 32, HighBit: 31, Columns: 6 };
  const values = [1_249_000, 1_249_000, 1_250_000, 1_252_000, 1_310_000, 65_535];
  const PixelData = new Uint8Array(Uint32Array.from(values).buffer);
  assert.equal(await valuesOf(image({ ...long, PixelData }, BIG_ENDIAN)), values);
  const signed = Int32Array.of(-3, 2, -70_000, -69_000, 5, 70_000);
  const facts = { ...long, PixelRepresentation: 1, PixelData: new Uint8Array(signed.buffer) };
  assert.equal(await valuesOf(image(facts, BIG_ENDIAN)), [...signed]);
  // Where neither order is the likelier one, that of OW.
  const alike = words(0x1234, 0x5678, 0x1234, 0x5678);
  const same = await valuesOf(image({ ...long, Columns: 2, PixelData: alike }, BIG_ENDIAN));
  assert.equal(same, [0x56781234, 0x56781234]);
  // High words first.
  const turned = words(...values.flatMap((value) => [value >>> 16, value & 0xffff]));
  const found = await decoded(image({ ...long, PixelData: turned }, BIG_ENDIAN));
  assert.equal(found.values, values);
  assert.equal(found.codes, ["PIXEL_WORD_ORDER"]);
  // A frame that tells nothing is read like the others.
  const frames = { ...long, Columns: 3, NumberOfFrames: 2 };
  const flat = words(...[7, 7, 7, 70_000, 70_001, 70_009].flatMap((value) => [value >>> 16, value & 0xffff]));
  assert.equal((await decoded(image({ ...frames, PixelData: flat }, BIG_ENDIAN))).values, [7, 7, 7]);
});

test("every combination of bits stored, high bit and sign in 8 and 16 bits", async () => {
  for (const bits of [8, 16]) {
    const all = bits === 8 ? Uint8Array.of(0, 1, 0x5a, 0xa5, 0x7f, 0x80, 0xfe, 0xff) : undefined;
    const samples = all ?? Uint16Array.of(0, 1, 0x5aa5, 0xa55a, 0x7fff, 0x8000, 0xfffe, 0x0800);
    const PixelData = new Uint8Array(samples.buffer);
    for (let BitsStored = 1; BitsStored <= bits; BitsStored += 1) {
      for (let HighBit = BitsStored - 1; HighBit < bits; HighBit += 1) {
        for (const PixelRepresentation of [0, 1]) {
          const facts = {
            BitsAllocated: bits,
            BitsStored,
            HighBit,
            PixelRepresentation,
            Columns: 8,
            PixelData,
          };
          const expected = [...samples].map((sample) => {
            const value = Math.floor(sample / 2 ** (HighBit + 1 - BitsStored)) % 2 ** BitsStored;
            return PixelRepresentation && value >= 2 ** (BitsStored - 1) ? value - 2 ** BitsStored : value;
          });
          const label = `${BitsStored} of ${bits}, high bit ${HighBit}, ${PixelRepresentation}`;
          assert.equal(await valuesOf(image(facts)), expected, label);
          const raw = await valuesOf(image(facts), 0, true);
          assert.equal(
            raw.map((value) => (value < 0 ? value + 2 ** bits : value)),
            [...samples],
            label,
          );
        }
      }
    }
  }
});

test("1 bit: frames behind each other, in bytes and in big endian words", async () => {
  const bits = { BitsAllocated: 1, BitsStored: 1, HighBit: 0, Rows: 3, Columns: 3, NumberOfFrames: 3 };
  const PixelData = hex("b5 6e 9f 03");
  const all = [...PixelData].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> i) & 1));
  for (const syntax of [TRANSFER_SYNTAX.explicitVrLittleEndian, BIG_ENDIAN]) {
    const source = image({ ...bits, PixelData }, syntax);
    for (let frame = 0; frame < 3; frame += 1) {
      assert.equal(await valuesOf(source, frame), all.slice(frame * 9, frame * 9 + 9), `frame ${frame}`);
    }
  }
});

test("8 bits in big endian words: frames of an odd length share a word", async () => {
  const source = image(
    { ...BYTES, Columns: 3, NumberOfFrames: 2, PixelData: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    BIG_ENDIAN,
  );
  assert.equal(await valuesOf(source), [1, 2, 3]);
  assert.equal(await valuesOf(source, 1), [4, 5, 6]);
});

test("float and double float pixel data, in both byte orders", async () => {
  for (const syntax of [TRANSFER_SYNTAX.implicitVrLittleEndian, BIG_ENDIAN]) {
    for (const [keyword, array] of [
      ["FloatPixelData", Float32Array.of(0.5, -1e30, Number.NaN, 3, 1, 2, 3, 4)],
      ["DoubleFloatPixelData", Float64Array.of(0.1, -1e300, Number.NaN, 3, 1, 2, 3, 4)],
    ] as const) {
      const facts = {
        BitsAllocated: array.BYTES_PER_ELEMENT * 8,
        NumberOfFrames: 2,
        BitsStored: [],
        HighBit: [],
      };
      const source = image({ ...facts, [keyword]: array } as DatasetInit, syntax);
      assert.is(frameCount(source), 2);
      const frame = await decodeFrame(source, 0);
      assert.is(frame.pixels.constructor, array.constructor);
      assert.equal([...frame.pixels], [...array.subarray(0, 4)]);
      assert.equal([...(await decodeFrame(source, 1)).pixels], [1, 2, 3, 4]);
      assert.is(frame.bitsStored, array.BYTES_PER_ELEMENT * 8);
    }
  }
});

test("three and four samples, together and in planes, 8 and 16 bits", async () => {
  for (const [PhotometricInterpretation, samples, name] of [
    ["RGB", 3, "RGB"],
    ["YBR_FULL", 3, "YBR_FULL"],
    ["ARGB", 4, "ARGB"],
    ["CMYK", 4, "CMYK"],
    ["RGB", 4, "RGBA"],
  ] as const) {
    const count = 2 * 3 * samples;
    const together = Array.from({ length: count }, (_, i) => i + 1);
    const planes = together.map((_, i) => together[(i % 6) * samples + Math.floor(i / 6)]!);
    for (const bits of [8, 16]) {
      for (const PlanarConfiguration of [0, 1]) {
        const stored = PlanarConfiguration ? planes : together;
        const source = image({
          PhotometricInterpretation,
          SamplesPerPixel: samples,
          PlanarConfiguration,
          Rows: 2,
          Columns: 3,
          BitsAllocated: bits,
          BitsStored: bits,
          HighBit: bits - 1,
          PixelData: bits === 8 ? Uint8Array.from(stored) : words(...stored),
        });
        const found = await decoded(source);
        assert.equal(found, { values: together, codes: [], photometricInterpretation: name });
      }
    }
  }
});

test("4:2:2: two pixels share Cb and Cr; an odd row ends with a pair of which one is no pixel", async () => {
  for (const [PhotometricInterpretation, name] of [
    ["YBR_FULL_422", "YBR_FULL"],
    ["YBR_PARTIAL_422", "YBR_PARTIAL_422"],
  ] as const) {
    const even = { ...COLOR, PhotometricInterpretation, Rows: 2, Columns: 2, NumberOfFrames: 2 };
    const PixelData = Uint8Array.of(1, 2, 101, 201, 3, 4, 102, 202, 5, 6, 103, 203, 7, 8, 104, 204);
    const source = image({ ...even, PixelData });
    const values = [1, 101, 201, 2, 101, 201, 3, 102, 202, 4, 102, 202];
    assert.equal(await decoded(source), { values, codes: [], photometricInterpretation: name });
    assert.equal(await valuesOf(source, 1), [5, 103, 203, 6, 103, 203, 7, 104, 204, 8, 104, 204]);
    const odd = image({ ...even, Columns: 1, NumberOfFrames: 1, PixelData: PixelData.subarray(0, 8) });
    assert.equal(await valuesOf(odd), [1, 101, 201, 3, 102, 202]);
  }
});

test("4:2:0: planes of luma and of quarters of chroma", async () => {
  const source = image({
    ...COLOR,
    PhotometricInterpretation: "YBR_PARTIAL_420",
    Rows: 3,
    Columns: 3,
    PixelData: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 101, 102, 103, 104, 201, 202, 203, 204, 0),
  });
  const chroma = [1, 1, 2, 1, 1, 2, 3, 3, 4];
  assert.equal(await decoded(source), {
    values: chroma.flatMap((c, i) => [i + 1, 100 + c, 200 + c]),
    codes: [],
    photometricInterpretation: "YBR_PARTIAL_420",
  });
});

test("a 4:2:2 label over full chroma is told, and the chroma kept", async () => {
  const PixelData = Uint8Array.from({ length: 12 }, (_, i) => i);
  for (const PlanarConfiguration of [0, 1]) {
    const facts = { ...COLOR, PhotometricInterpretation: "YBR_FULL_422", PlanarConfiguration };
    const planes = [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11];
    assert.equal(await decoded(image({ ...facts, PixelData })), {
      values: PlanarConfiguration ? planes : [...PixelData],
      codes: ["PIXEL_NOT_SUBSAMPLED"],
      photometricInterpretation: "YBR_FULL",
    });
  }
});

test("a frame that is cut off is made whole with zeros, and told; one of which nothing is there is an error", async () => {
  const PixelData = words(1, 2, 3);
  assert.equal(await decoded(image({ PixelData })), {
    values: [1, 2, 3, 0],
    codes: ["PIXEL_TOO_SHORT"],
    photometricInterpretation: "MONOCHROME2",
  });
  assert.is(await codeOf(image({ PixelData }), { strict: true }), "PIXEL_TOO_SHORT");
  const second = image({ PixelData: words(1, 2, 3, 4, 5), NumberOfFrames: 3 });
  assert.equal((await decoded(second, 1)).values, [5, 0, 0, 0]);
  const third = await decodeFrame(second, 2).catch((error: unknown) => error);
  assert.ok(isDicomError(third, "PIXEL_TOO_SHORT"));
  const bits = image({ BitsAllocated: 1, BitsStored: 1, HighBit: 0, Columns: 20, PixelData: hex("ffff") });
  assert.equal((await decoded(bits)).values, [...Array(16).fill(1), 0, 0, 0, 0]);
  const packed = image({ BitsAllocated: 12, Columns: 3, PixelData: hex("ffffffff") });
  assert.equal((await decoded(packed)).values, [0xfff, 0xfff, 0]);
  const chroma = { ...COLOR, PhotometricInterpretation: "YBR_FULL_422", PixelData: hex("01020304") };
  assert.equal((await decoded(image(chroma))).values, [1, 3, 4, 2, 3, 4, 0, 0, 0, 0, 0, 0]);
  const float = image({ BitsAllocated: 32, FloatPixelData: hex("0000803f") });
  assert.equal((await decoded(float)).values, [1, 0, 0, 0]);
});

test("huge sizes are refused before anything is allocated", async () => {
  const before = process.memoryUsage().arrayBuffers;
  const PixelData = words(1, 2);
  for (const size of [
    { Rows: 65535, Columns: 65535 },
    { Rows: 65535, Columns: 65535, SamplesPerPixel: 4, NumberOfFrames: 2 ** 31 - 1 },
    { Rows: 65535, Columns: 65535, BitsAllocated: 1, BitsStored: 1, HighBit: 0 },
  ]) {
    assert.is(await codeOf(image({ PixelData, ...size })), "PIXEL_TOO_SHORT");
  }
  assert.is(await codeOf(image({ PixelData: words(1, 2, 3, 4) }), { maxSampleCount: 3 }), "LIMIT_EXCEEDED");
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 20);
});

test("bits that cannot be are told, and those that are there taken", async () => {
  const PixelData = words(0xf001, 0x0fff, 0x0800, 0x1000);
  const masked = [1, 0xfff, 0x800, 0];
  const whole = [0xf001, 0x0fff, 0x0800, 0x1000];
  for (const [wrong, values] of [
    [{ HighBit: 16 }, masked],
    [{ HighBit: 3 }, masked],
    [{ HighBit: 0 }, masked],
    [{ BitsStored: 17, HighBit: 15 }, whole],
    [{ BitsStored: 0, HighBit: 15 }, whole],
  ] as const) {
    const found = await decoded(image({ PixelData, ...wrong }));
    assert.equal(found.values, values, JSON.stringify(wrong));
    assert.equal(found.codes, ["PIXEL_BITS"]);
  }
});

test("the frame is a copy, and its own array, wherever it lay", async () => {
  const source = image({ PixelData: words(1, 2, 3, 4), PatientName: "Odd" });
  const first = await decodeFrame(source, 0);
  assert.is(first.pixels.buffer.byteLength, 8);
  first.pixels.fill(9);
  assert.equal(await valuesOf(source), [1, 2, 3, 4]);
});
