import fc from "fast-check";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { placeByOffsets } from "../../src/codec/offset-table.ts";
import {
  createDataset,
  encapsulatedFrames,
  encapsulateFrames,
  joinFragments,
  readOffsetTable,
} from "../../src/index.ts";
import { throwsCode } from "../support/throws-code.ts";
import { encapsulatedDataset, jpegLike, tableOf } from "./encapsulated-fixture.ts";

const test = testSuite("core/encapsulated");

const codesOf = (found: { diagnostics: readonly { code: string }[] }) =>
  found.diagnostics.map(({ code }) => code);
const A = jpegLike(10, 1);
const B = jpegLike(20, 2);
const C = jpegLike(30, 3);
const EMPTY = new Uint8Array(0);
/** Three frames of 10, 20 and 30 bytes, the second in two fragments, the third in three. */
const SPLIT = [A, B.subarray(0, 12), B.subarray(12), C.subarray(0, 2), C.subarray(2, 16), C.subarray(16)];
const SPLIT_OFFSETS = [0, 18, 54];

function assertFrames(
  dataset: Parameters<typeof encapsulatedFrames>[0],
  expected: Uint8Array[],
  label: string,
) {
  const frames = encapsulatedFrames(dataset);
  assert.is(frames.frameCount, expected.length, label);
  // Backwards: no frame needs another one first.
  for (let i = expected.length - 1; i >= 0; i -= 1)
    assertBytes(frames.frame(i), expected[i]!, `${label}, frame ${i}`);
}

test("one frame is all fragments, with and without a table", () => {
  for (const table of [EMPTY, tableOf(4, 0)]) {
    const dataset = encapsulatedDataset([table, C.subarray(0, 2), C.subarray(2)]);
    assertFrames(dataset, [C], `table of ${table.length} bytes`);
    assert.equal(codesOf(encapsulatedFrames(dataset)), []);
  }
  assert.is(encapsulatedFrames(encapsulatedDataset([EMPTY, C])).placement, "one-frame");
});

test("as many fragments as frames are one each, whatever they hold", () => {
  const middle = Uint8Array.of(1, 2, 3, 4);
  const dataset = encapsulatedDataset([EMPTY, middle, A, EMPTY], { NumberOfFrames: 3 });
  assertFrames(dataset, [middle, A, EMPTY], "one each");
  assert.is(encapsulatedFrames(dataset).placement, "one-fragment-each");
});

test("either table places frames of any split", () => {
  const basic = encapsulatedDataset([tableOf(4, ...SPLIT_OFFSETS), ...SPLIT], { NumberOfFrames: 3 });
  assertFrames(basic, [A, B, C], "basic");
  assert.is(encapsulatedFrames(basic).placement, "basic-offset-table");
  assert.equal([...(readOffsetTable(basic)?.offsets ?? [])], SPLIT_OFFSETS);
  const extended = encapsulatedDataset([EMPTY, ...SPLIT], {
    NumberOfFrames: 3,
    ExtendedOffsetTable: tableOf(8, ...SPLIT_OFFSETS),
    ExtendedOffsetTableLengths: tableOf(8, 10, 19, 30),
  });
  // The last byte of the second frame is padding, its length says.
  assertFrames(extended, [A, B.subarray(0, 19), C], "extended");
  assert.is(encapsulatedFrames(extended).placement, "extended-offset-table");
  assert.equal(codesOf(encapsulatedFrames(extended)), []);
  assert.is(readOffsetTable(extended)?.kind, "extended");
});

test("the extended table counts where both are there, the basic one where it is broken", () => {
  const items = [tableOf(4, ...SPLIT_OFFSETS), ...SPLIT];
  const both = encapsulatedDataset(items, { NumberOfFrames: 3, ExtendedOffsetTable: tableOf(8, 0, 18, 54) });
  assert.is(encapsulatedFrames(both).placement, "extended-offset-table");
  const broken = encapsulatedDataset(items, {
    NumberOfFrames: 3,
    ExtendedOffsetTable: tableOf(8, 0, 19, 54),
  });
  assertFrames(broken, [A, B, C], "fallen back");
  assert.is(encapsulatedFrames(broken).placement, "basic-offset-table");
  assert.equal(codesOf(encapsulatedFrames(broken)), ["PIXEL_OFFSET_TABLE_BROKEN"]);
});

test("lengths that are not those of the frames are passed over", () => {
  for (const lengths of [
    [18, 28, 38],
    [10, 20],
    [10, 18, 30],
  ]) {
    const dataset = encapsulatedDataset([EMPTY, A, B, C], {
      NumberOfFrames: 3,
      ExtendedOffsetTable: tableOf(8, 0, 18, 46),
      ExtendedOffsetTableLengths: tableOf(8, ...lengths),
    });
    assertFrames(dataset, [A, B, C], "lengths");
    assert.equal(codesOf(encapsulatedFrames(dataset)), ["PIXEL_OFFSET_TABLE_BROKEN"]);
  }
});

test("without a table, codestreams tell where frames begin", () => {
  const rle = new Uint8Array(70);
  rle[0] = 1;
  rle[4] = 64;
  const j2k = (length: number) => {
    const bytes = new Uint8Array(length).fill(0x4f);
    bytes.set([0xff, 0x4f, 0xff, 0x51]);
    return bytes;
  };
  const kinds = { jpeg: B, j2k: j2k(20), rle };
  for (const [name, frame] of Object.entries(kinds)) {
    // A fragment that begins with two bytes of a marker is no start.
    const tail = Uint8Array.of(0xff, name === "j2k" ? 0x4f : 0xd8, 0, 0);
    const dataset = encapsulatedDataset([EMPTY, frame, tail, frame, frame, tail, tail], {
      NumberOfFrames: 3,
    });
    const expected = [joinFragments([frame, tail]), frame, joinFragments([frame, tail, tail])];
    assertFrames(dataset, expected, name);
    assert.is(encapsulatedFrames(dataset).placement, "codestream-starts", name);
    assert.equal(codesOf(encapsulatedFrames(dataset)), [], name);
  }
});

test("a table that cannot be right is diagnosed and passed over", () => {
  const wrong: Record<string, Uint8Array> = {
    "beyond the end": tableOf(4, 0, 18, 5_000),
    "just behind the last item": tableOf(4, 0, 18, 108),
    "at no item": tableOf(4, 0, 20, 54),
    "not ascending": tableOf(4, 0, 54, 18),
    "twice the same": tableOf(4, 0, 18, 18),
    "not at the first item": tableOf(4, 18, 38, 54),
    "ends within an entry": tableOf(4, ...SPLIT_OFFSETS).subarray(0, 10),
    "without item headers": tableOf(4, 0, 10, 30),
  };
  for (const [label, table] of Object.entries(wrong)) {
    const dataset = encapsulatedDataset([table, ...SPLIT], { NumberOfFrames: 3 });
    assertFrames(dataset, [A, B, C], label);
    assert.equal(codesOf(encapsulatedFrames(dataset)), ["PIXEL_OFFSET_TABLE_BROKEN"], label);
  }
});

test("a table of another count gives way to what gives all frames, else serves for its own", () => {
  const tooFew = encapsulatedDataset([tableOf(4, 0, 18), ...SPLIT], { NumberOfFrames: 3 });
  assertFrames(tooFew, [A, B, C], "too few");
  assert.equal(codesOf(encapsulatedFrames(tooFew)), ["PIXEL_OFFSET_TABLE_COUNT"]);
  const perFragment = encapsulatedDataset([tableOf(4, 0, 18, 46), A, B, C]);
  assertFrames(perFragment, [joinFragments([A, B, C])], "an entry for each fragment of one frame");
  assert.equal(codesOf(encapsulatedFrames(perFragment)), ["PIXEL_OFFSET_TABLE_COUNT"]);
  const noise = new Uint8Array(10).fill(7);
  const claimsMore = encapsulatedDataset([tableOf(4, 0, 36), noise, noise, noise], { NumberOfFrames: 9 });
  const frames = encapsulatedFrames(claimsMore);
  assert.equal(codesOf(frames), ["PIXEL_OFFSET_TABLE_COUNT", "PIXEL_FRAME_COUNT"]);
  assertBytes(frames.frame(0), joinFragments([noise, noise]));
  assert.is(frames.frame(1).length, 10);
  throwsCode(() => frames.frame(2), "PIXEL_FRAME_NOT_FOUND");
  throwsCode(() => frames.frame(9), "ARG_FRAME");
});

test("a first item that is no table is a fragment", () => {
  const dataset = encapsulatedDataset([A, B, C], { NumberOfFrames: 3 });
  assertFrames(dataset, [A, B, C], "no table item");
  assert.equal(codesOf(encapsulatedFrames(dataset)), ["PIXEL_OFFSET_TABLE_MISSING"]);
  const alone = encapsulatedDataset([Uint8Array.of(7, 7)]);
  assertFrames(alone, [Uint8Array.of(7, 7)], "alone");
});

test("what cannot be placed is a typed error: a video, no fragments, a claim of 2^31 frames", () => {
  const video = encapsulatedFrames(encapsulatedDataset([EMPTY, new Uint8Array(50)], { NumberOfFrames: 24 }));
  assert.is(video.placement, "none");
  assert.is(joinFragments(video.fragments).length, 50);
  throwsCode(() => video.frame(0), "PIXEL_FRAME_NOT_FOUND");
  throwsCode(() => encapsulatedFrames(encapsulatedDataset([EMPTY])).frame(0), "PIXEL_FRAME_NOT_FOUND");
  throwsCode(() => encapsulatedFrames(encapsulatedDataset([])).frame(0), "PIXEL_FRAME_NOT_FOUND");
  const huge = encapsulatedFrames(encapsulatedDataset([EMPTY, A, B], { NumberOfFrames: 2_147_483_647 }));
  assertBytes(huge.frame(1), B);
  throwsCode(() => huge.frame(2_147_483_646), "PIXEL_FRAME_NOT_FOUND");
  for (const index of [-1, 0.5, Number.NaN]) throwsCode(() => huge.frame(index), "ARG_FRAME");
  throwsCode(() => encapsulatedFrames(createDataset({ PixelData: A })), "PIXEL_NOT_ENCAPSULATED");
  throwsCode(() => readOffsetTable(createDataset({})), "PIXEL_NOT_ENCAPSULATED");
});

test("a frame of one fragment is a view of the input, others are not needed for it", () => {
  const dataset = encapsulatedDataset([tableOf(4, ...SPLIT_OFFSETS), ...SPLIT], { NumberOfFrames: 3 });
  const items = dataset.element("PixelData")?.fragments ?? [];
  const frames = encapsulatedFrames(dataset);
  assert.is(frames.frame(0), items[1]);
  assert.equal(frames.fragmentsOfFrame(2), items.slice(4));
  assert.is.not(frames.frame(1).buffer, items[2]?.buffer);
});

test("the index is made once, and anew for another Number of Frames", () => {
  const dataset = encapsulatedDataset([EMPTY, A, B, C]);
  const first = encapsulatedFrames(dataset);
  assert.is(encapsulatedFrames(dataset), first);
  dataset.set("NumberOfFrames", 3);
  assertFrames(dataset, [A, B, C], "three frames");
});

test("ten thousand frames of three fragments each are placed by one pass", () => {
  const fragment = jpegLike(8, 0);
  const tail = new Uint8Array(8);
  const items = Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? fragment : tail));
  const table = tableOf(4, ...Array.from({ length: 10_000 }, (_, i) => i * 48));
  const dataset = encapsulatedDataset([table, ...items], { NumberOfFrames: 10_000 });
  dataset.element("PixelData");
  let lengthReads = 0;
  const counted = items.map(() => ({
    get length() {
      lengthReads += 1;
      return 8;
    },
  }));
  const offsets = Float64Array.from({ length: 10_000 }, (_, i) => i * 48);
  const placed = placeByOffsets(
    { kind: "basic", offsets, lengths: undefined },
    counted as unknown as Uint8Array[],
  );
  assert.type(placed, "object");
  assert.ok(lengthReads <= 30_000, `${lengthReads} looks at 30,000 fragments`);
  assert.is(encapsulatedFrames(dataset).fragmentsOfFrame(9_999).length, 3);
});

test("32-bit offsets of more than 4 GiB are followed over their overflow", () => {
  const shared = new Uint8Array(2 ** 29);
  const fragments = Array.from({ length: 20 }, () => shared);
  const offsets = Float64Array.from(fragments, (_, i) => (i * (2 ** 29 + 8)) % 2 ** 32);
  const placed = placeByOffsets({ kind: "basic", offsets, lengths: undefined }, fragments);
  if (typeof placed === "string") throw new Error(placed);
  assert.ok(placed.hasOverflow);
  assert.equal(
    [...placed.starts],
    fragments.map((_, i) => i),
  );
  offsets[17] = 5;
  assert.type(placeByOffsets({ kind: "basic", offsets, lengths: undefined }, fragments), "string");
  // What an Extended Offset Table says needs no guess.
  offsets[17] = (17 * (2 ** 29 + 8)) % 2 ** 32;
  assert.type(placeByOffsets({ kind: "extended", offsets, lengths: undefined }, fragments), "string");
});

test("what is cut into fragments comes back, for any frames, split and table", () => {
  const body = fc.uint8Array({ minLength: 0, maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(body, { minLength: 1, maxLength: 12 }),
      fc.constantFrom("basic" as const, "extended" as const, "none" as const),
      fc.integer({ min: 1, max: 12 }),
      (bodies, offsetTable, half) => {
        const frames = bodies.map((bytes) => joinFragments([Uint8Array.of(0xff, 0xd8, 0xff), bytes]));
        // The bodies hold no start of their own but by a chance of one in millions, which the seed excludes.
        const fragmentBytes = offsetTable === "extended" ? 2 ** 20 : 2 * half;
        const cut = encapsulateFrames(frames, { offsetTable, fragmentBytes });
        const dataset = encapsulatedDataset(cut.fragments, {
          NumberOfFrames: frames.length,
          ...(cut.extendedOffsetTable ? { ExtendedOffsetTable: cut.extendedOffsetTable } : {}),
          ...(cut.extendedOffsetTableLengths
            ? { ExtendedOffsetTableLengths: cut.extendedOffsetTableLengths }
            : {}),
        });
        const found = encapsulatedFrames(dataset);
        assert.equal(found.diagnostics, []);
        for (const [index, frame] of frames.entries()) {
          const isPadded = frame.length % 2 === 1 && offsetTable !== "extended";
          assertBytes(found.frame(index), isPadded ? joinFragments([frame, new Uint8Array(1)]) : frame);
        }
      },
    ),
    { seed: 20_260, numRuns: 300 },
  );
});
