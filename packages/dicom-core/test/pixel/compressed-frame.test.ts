// Which decoder gets a frame: registered ones, what the bytes begin with, what the syntax says; and where frames lie.
import { deflateRawSync } from "node:zlib";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type DatasetInit,
  type DecodedFrame,
  DecodeError,
  decodeFrame,
  type FrameDecoder,
  type FrameFacts,
  type FrameSource,
  isDicomError,
  registerDecoder,
  TRANSFER_SYNTAX,
} from "../../src/index.ts";
import { codestreamFamilyOf } from "../../src/pixel/codestream-family.ts";
import { encodeRle } from "../../src/pixel/rle/encode-rle.ts";
import { encapsulatedDataset, tableOf } from "../codec/encapsulated-fixture.ts";
import { BYTES, image, words } from "./image-fixture.ts";

const test = testSuite("core/compressed-frame");

const { jpegBaseline, jpegLsLossless, jpeg2000, rleLossless, encapsulatedUncompressed } = TRANSFER_SYNTAX;
const JPEG_XL = "1.2.840.10008.1.2.4.110";
const EMPTY = new Uint8Array(0);
const FACTS: DatasetInit = {
  SamplesPerPixel: 1,
  PhotometricInterpretation: "MONOCHROME2",
  Rows: 1,
  Columns: 4,
  ...BYTES,
  PixelRepresentation: 0,
};

function source(
  items: readonly Uint8Array[],
  transferSyntaxUid: string,
  values: DatasetInit = {},
): FrameSource {
  return { dataset: encapsulatedDataset(items, { ...FACTS, ...values }), transferSyntaxUid };
}
const rle = (...samples: number[]) =>
  encodeRle({
    samples: Uint8Array.from(samples),
    width: samples.length,
    height: 1,
    componentCount: 1,
    bitsPerSample: 8,
    isSigned: false,
    bitsAllocated: 8,
  });
async function decoded(from: FrameSource, index = 0) {
  const { pixels, diagnostics } = await decodeFrame(from, index);
  return { values: [...pixels], codes: diagnostics.map(({ code }) => code) };
}
const thrownBy = (from: FrameSource, options = {}) =>
  decodeFrame(from, 0, options).catch((error: unknown) => error as Error);

/** Returns what `run` does while a decoder is registered. */
async function registering<T>(uid: string, decode: FrameDecoder, run: () => Promise<T>): Promise<T> {
  registerDecoder(uid, decode);
  try {
    return await run();
  } finally {
    registerDecoder(uid, undefined);
  }
}
const bytesAsSamples: FrameDecoder = (bytes, { rows, columns }) => ({
  samples: bytes.slice(0, rows * columns),
  width: columns,
  height: rows,
  componentCount: 1,
  bitsPerSample: 8,
  isSigned: false,
});

test("a registered decoder gets the joined bytes and the facts, and is asked first", async () => {
  const calls: { bytes: number[]; facts: FrameFacts }[] = [];
  const decode: FrameDecoder = async (bytes, facts) => {
    calls.push({ bytes: [...bytes], facts });
    return bytesAsSamples(bytes, facts);
  };
  const frames = [EMPTY, Uint8Array.of(9, 8), Uint8Array.of(7, 6)];
  const result = await registering(JPEG_XL, decode, () => decoded(source(frames, JPEG_XL)));
  assert.equal(result, { values: [9, 8, 7, 6], codes: [] });
  const [{ bytes, facts }] = calls as [(typeof calls)[0]];
  assert.equal(bytes, [9, 8, 7, 6]);
  assert.is(facts.transferSyntaxUid, JPEG_XL);
  assert.is(`${facts.rows} ${facts.columns} ${facts.bitsAllocated}`, "1 4 8");
  // Even where the project has a decoder, and the bytes look like something else.
  const own = source([EMPTY, rle(1, 2, 3, 4)], rleLossless);
  const instead = await registering(rleLossless, bytesAsSamples, () => decoded(own));
  assert.equal(instead.values, [1, 0, 0, 0], "the header of RLE, taken for samples");
  assert.equal((await decoded(own)).values, [1, 2, 3, 4], "taken back");
});

test("one decoder for a family serves a frame that is found to be of it", async () => {
  const jpegXl = Uint8Array.of(0xff, 0x0a, 5, 6);
  const found = await registering(JPEG_XL, bytesAsSamples, () =>
    decoded(source([EMPTY, jpegXl, EMPTY], "1.2.840.10008.1.2.4.112")),
  );
  assert.equal(found, { values: [255, 10, 5, 6], codes: [] });
  const lie = { Columns: 3 };
  const told = await registering(JPEG_XL, bytesAsSamples, () =>
    decoded(source([EMPTY, Uint8Array.of(0xff, 0x0a, 5, 6, 7, 8)], jpegBaseline, lie)),
  );
  assert.equal(told, { values: [255, 10, 5], codes: ["PIXEL_SYNTAX_MISMATCH"] });
});

test("what a registered decoder throws: typed errors as they are, others as the cause of one", async () => {
  const typed = new DecodeError("PIXEL_JPEG_NONE", "none");
  const from = source([EMPTY, Uint8Array.of(1, 2)], JPEG_XL);
  for (const throws of [true, false]) {
    const fail = (error: unknown) =>
      throws
        ? () => {
            throw error;
          }
        : () => Promise.reject(error);
    assert.is(await registering(JPEG_XL, fail(typed) as FrameDecoder, () => thrownBy(from)), typed);
    const foreign = new TypeError("x");
    const wrapped = await registering(JPEG_XL, fail(foreign) as FrameDecoder, () => thrownBy(from));
    assert.ok(isDicomError(wrapped, "PIXEL_DECODER_FAILED"));
    assert.is((wrapped as Error).cause, foreign);
  }
});

test("samples of a registered decoder: as many as it says, never written to where they are the input", async () => {
  const short: FrameDecoder = (bytes, facts) => ({ ...bytesAsSamples(bytes, facts), width: 5 }) as never;
  const from = source([EMPTY, Uint8Array.of(0xf1, 2, 3, 4)], JPEG_XL, { BitsStored: 4, HighBit: 3 });
  assert.ok(isDicomError(await registering(JPEG_XL, short, () => thrownBy(from)), "PIXEL_DECODER_FAILED"));
  const view: FrameDecoder = (bytes) => ({
    samples: bytes,
    width: 4,
    height: 1,
    componentCount: 1,
    bitsPerSample: 8,
    isSigned: false,
  });
  assert.equal((await registering(JPEG_XL, view, () => decoded(from))).values, [1, 2, 3, 4]);
  assert.is(from.dataset.element("PixelData")!.fragments![1]![0], 0xf1);
  const float: FrameDecoder = () =>
    ({
      ...(view(Uint8Array.of(), {} as FrameFacts) as object),
      samples: Float32Array.of(0.5, 1, 2, 3),
    }) as never;
  assert.equal((await registering(JPEG_XL, float, () => decoded(from))).values, [0.5, 1, 2, 3]);
});

test("fragments too short for any codec, and headers that lie, are typed errors", async () => {
  for (const end of ["4.50", "4.51", "4.53", "4.57", "4.70", "4.80", "4.81", "4.90", "5", "8.1"]) {
    for (let length = 0; length < 9; length += 1) {
      for (const start of [[], [0xff, 0xd8, 0xff, 0xc0], [1, 0, 0, 0], [15, 0, 0, 0, 64, 0, 0, 0]]) {
        const bytes = new Uint8Array(length);
        bytes.set(start.slice(0, length));
        const from = source([EMPTY, bytes], `1.2.840.10008.1.2.${end}`, { Rows: 8, Columns: 8 });
        const thrown = await decodeFrame(from, 0).catch((error: unknown) => error);
        // Deflate makes a little of little.
        if (end !== "8.1") assert.ok(isDicomError(thrown), `${end}, ${length} bytes: ${String(thrown)}`);
        else assert.ok(isDicomError(thrown) || (thrown as DecodedFrame).pixels.length === 64);
      }
    }
  }
});

test("the frame header of a JPEG tells its family, behind markers of any kind", () => {
  const family = (text: string) =>
    codestreamFamilyOf(Uint8Array.from(Buffer.from(text.replace(/ /g, ""), "hex")));
  assert.is(family("ffd8 ffc0 000b"), "jpeg");
  assert.is(family("ffd8 ffc2 000b"), "jpeg");
  assert.is(family("ffd8 ffe0 0004 ffc3 ffc3 000b"), "jpeg-lossless");
  assert.is(family("ffd8 ff01 ffff fff7 000b"), "jpeg-ls", "TEM and fill bytes");
  assert.is(family("ffd8 ffc4 0003 00 ffda 0002 ffc3 000b"), "jpeg", "a scan before a frame");
  assert.is(family("ffd8 ffe0 0000 ffe0 0000 ffe0 0000"), "jpeg", "lengths that lead nowhere");
  assert.is(family("ffd8 ffe0 0004 0000 12 34 ff00 ffc3 000b"), "jpeg-lossless", "bytes between segments");
  assert.is(family("ff4f ff51 0029"), "jpeg2000");
  assert.is(family("0000000c 6a502020 0d0a870a"), "jpeg2000");
  assert.is(family("ff0a"), "jpeg-xl");
  assert.is(family("0011 2233"), undefined);
});

test("native and video syntaxes take no decoder", () => {
  for (const uid of [
    TRANSFER_SYNTAX.explicitVrLittleEndian,
    TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian,
    "1.2.840.10008.1.2.4.102.1",
  ]) {
    assert.throws(
      () => registerDecoder(uid, bytesAsSamples),
      (error: unknown) => isDicomError(error, "ARG_DECODER"),
    );
  }
  registerDecoder("1.2.3.4", bytesAsSamples);
  registerDecoder("1.2.3.4", undefined);
});

test("a private syntax is decoded by who registers it", async () => {
  const from = source([EMPTY, Uint8Array.of(1, 2, 3, 4, 5, 6)], "1.2.3.4");
  const thrown = await thrownBy(from);
  assert.ok(isDicomError(thrown, "UNSUPPORTED_TRANSFER_SYNTAX"));
  assert.match((thrown as Error).message, "1.2.3.4");
  assert.equal((await registering("1.2.3.4", bytesAsSamples, () => decoded(from))).values, [1, 2, 3, 4]);
});

test("what cannot be decoded names its syntax, and what it is in fact", async () => {
  const xl = (await thrownBy(source([EMPTY, Uint8Array.of(0xff, 0x0a, 1, 2, 3, 4)], jpegBaseline))) as Error;
  assert.ok(isDicomError(xl, "UNSUPPORTED_TRANSFER_SYNTAX"));
  assert.match(xl.message, /JPEG Baseline.*in fact jpeg-xl/);
  const declared = (await thrownBy(source([EMPTY, Uint8Array.of(1, 2, 3, 4, 5, 6)], JPEG_XL))) as Error;
  assert.match(declared.message, /JPEG XL Lossless \(1\.2\.840\.10008\.1\.2\.4\.110\)/);
});

test("a lie of the syntax is told, and the frame decoded for what it is", async () => {
  const mismatch = { values: [1, 2, 3, 4], codes: ["PIXEL_SYNTAX_MISMATCH"] };
  const native = Uint8Array.of(1, 2, 3, 4);
  for (const uid of [
    jpegBaseline,
    jpegLsLossless,
    jpeg2000,
    JPEG_XL,
    "1.2.3.4",
    TRANSFER_SYNTAX.explicitVrLittleEndian,
  ]) {
    assert.equal(await decoded(source([EMPTY, rle(...native)], uid)), mismatch, `RLE in ${uid}`);
    if (uid === TRANSFER_SYNTAX.explicitVrLittleEndian) continue;
    assert.equal(await decoded(source([EMPTY, native], uid)), mismatch, `native in ${uid}`);
    // No fragments: a value of a defined length.
    const value = image({ ...FACTS, PixelData: native });
    assert.equal(
      await decoded({ dataset: value.dataset, transferSyntaxUid: uid }),
      familyless(uid) ? { ...mismatch, codes: [] } : mismatch,
    );
  }
  // Fragments in a native syntax, whole frames.
  assert.equal(await decoded(source([EMPTY, native], TRANSFER_SYNTAX.explicitVrLittleEndian)), {
    values: [1, 2, 3, 4],
    codes: [],
  });
  // A codestream as a value, too short for native samples.
  const big = image({ ...FACTS, Columns: 300, PixelData: rle(...Array(300).fill(7)) });
  assert.equal(await decoded(big), { values: Array(300).fill(7), codes: ["PIXEL_SYNTAX_MISMATCH"] });
  const strict = await thrownBy(source([EMPTY, native], jpegBaseline), { strict: true });
  assert.ok(isDicomError(strict, "PIXEL_SYNTAX_MISMATCH"));
});
/** Of an unknown syntax nothing says that its value is compressed. */
const familyless = (uid: string) => uid === "1.2.3.4";

test("native samples that begin like a codestream are samples where they are as many", async () => {
  const PixelData = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
  assert.equal(await decoded(image({ ...FACTS, PixelData })), { values: [...PixelData], codes: [] });
  assert.equal(await decoded(source([EMPTY, PixelData], encapsulatedUncompressed)), {
    values: [...PixelData],
    codes: [],
  });
});

test("uncompressed fragments: frames by count, by table, in several parts", async () => {
  const values = { NumberOfFrames: 2, BitsAllocated: 16, BitsStored: 16, HighBit: 15, Columns: 2 };
  const first = words(1, 2);
  const second = words(3, 4);
  const parts = [first.subarray(0, 2), first.subarray(2), second];
  for (const items of [
    [EMPTY, first, second],
    [tableOf(4, 0, 12), first, second],
    [tableOf(4, 0, 20), ...parts],
  ]) {
    const from = source(items, encapsulatedUncompressed, values);
    assert.equal(await decoded(from), { values: [1, 2], codes: [] });
    assert.equal(await decoded(from, 1), { values: [3, 4], codes: [] });
  }
});

test("a deflated frame is native once it is inflated: bits, planes, less than it should be", async () => {
  const uid = TRANSFER_SYNTAX.deflatedImageFrame;
  const bits = { Columns: 12, BitsAllocated: 1, BitsStored: 1, HighBit: 0 };
  const packed = source([EMPTY, deflateRawSync(Uint8Array.of(0x0f, 0x0a))], uid, bits);
  assert.equal(await decoded(packed), { values: [1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 1], codes: [] });
  const planes = { SamplesPerPixel: 3, PhotometricInterpretation: "RGB", PlanarConfiguration: 1, Columns: 2 };
  const color = source([EMPTY, deflateRawSync(Uint8Array.of(1, 2, 3, 4, 5, 6))], uid, planes);
  assert.equal(await decoded(color), { values: [1, 3, 5, 2, 4, 6], codes: [] });
  const short = await decoded(source([EMPTY, deflateRawSync(Uint8Array.of(1, 2))], uid));
  assert.equal(short, { values: [1, 2, 0, 0], codes: ["PIXEL_TOO_SHORT"] });
});

test("the size, the components and the precision of the codestream win, and are told", async () => {
  const decode: FrameDecoder = () => ({
    samples: Uint16Array.of(0xfff, 1, 2, 3, 4, 5),
    width: 1,
    height: 2,
    componentCount: 3,
    bitsPerSample: 12,
    isSigned: false,
    photometricInterpretation: "RGB",
  });
  const frame = await registering(JPEG_XL, decode, () => decodeFrame(source([EMPTY, EMPTY], JPEG_XL), 0));
  assert.equal([...frame.pixels], [0xfff, 1, 2, 3, 4, 5]);
  const { rows, columns, samplesPerPixel, bitsStored, photometricInterpretation } = frame;
  assert.equal([rows, columns, samplesPerPixel, bitsStored, photometricInterpretation], [2, 1, 3, 12, "RGB"]);
  assert.equal(
    frame.diagnostics.map(({ code, path }) => `${code} ${path}`),
    ["PIXEL_SIZE_MISMATCH 7FE0,0010", "PIXEL_PRECISION_MISMATCH 7FE0,0010"],
  );
});

test("problems of tables and codecs come as diagnostics of the frame, or as errors when strict", async () => {
  const half = rle(1, 2, 3, 4).subarray(0, 66);
  const from = source([tableOf(4, 0, 99), half], rleLossless);
  const { codes } = await decoded(from);
  assert.ok(codes.includes("PIXEL_OFFSET_TABLE_BROKEN") && codes.includes("PIXEL_RLE_SHORT"), codes.join());
  const strict = await thrownBy(from, { strict: true });
  assert.ok(isDicomError(strict, "PIXEL_OFFSET_TABLE_BROKEN"));
});

test("no rows, no pixels", async () => {
  for (const values of [{ Rows: 0 }, { Columns: 0 }]) {
    const thrown = await thrownBy(source([EMPTY, rle(1)], rleLossless, values));
    assert.ok(isDicomError(thrown, "PIXEL_NONE"));
  }
  const none = await thrownBy({ dataset: createDataset(FACTS), transferSyntaxUid: rleLossless });
  assert.ok(isDicomError(none, "PIXEL_NONE"));
});
