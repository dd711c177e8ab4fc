import * as assert from "uvu/assert";
import { testSuite } from "../../../../../tools/test/suite.ts";
import "../../../src/index.ts";
import type { CodecProblem } from "../../../src/pixel/codec-image.ts";
import { finish } from "../../../src/pixel/codec-steps.ts";
import { EntropyReader, readIntervals } from "../../../src/pixel/jpeg/entropy-reader.ts";
import { createHuffmanTable, findLongCode, LOOKUP_BITS } from "../../../src/pixel/jpeg/huffman-table.ts";
import type { JpegFrame, JpegScan } from "../../../src/pixel/jpeg/jpeg-frame.ts";
import { isStartOfFrame, MARKER } from "../../../src/pixel/jpeg/jpeg-markers.ts";
import { huffmanTableOf, type JpegHeaders, readJpeg } from "../../../src/pixel/jpeg/read-jpeg.ts";
import { createStandardTable } from "../../../src/pixel/jpeg/standard-tables.ts";

const test = testSuite("core/jpeg segments");

const bytesOf = (hex: string) =>
  Uint8Array.from(hex.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
const SOI = "ffd8";
const EOI = "ffd9";
/** Baseline, 8 bit, 3 rows of 5, one component 1 of 1 x 1, table 0. */
const SOF = "ffc0 000b 08 0003 0005 01 01 11 00";
const SOS = "ffda 0008 01 01 12 00 3f 00";

interface Walk {
  frame: JpegFrame;
  scans: JpegScan[];
  headers: JpegHeaders;
  problems: CodecProblem[];
}

/** Walks a stream whose scans hold two bytes of data. */
function walk(hex: string): Walk {
  const bytes = bytesOf(hex);
  const problems: CodecProblem[] = [];
  const scans: JpegScan[] = [];
  const frames: JpegFrame[] = [];
  const headers = finish(
    readJpeg(bytes, {
      report: (problem) => problems.push(problem),
      startFrame: (frame) => frames.push(frame),
      *decodeScan(scan) {
        scans.push(scan);
        yield;
        return scan.dataOffset + 2;
      },
    }),
  );
  assert.is(frames.length, 1);
  return { frame: frames[0]!, scans, headers, problems };
}

const codes = (problems: CodecProblem[]) => problems.map(({ code }) => code);

function failure(hex: string): { code: string; offsetBytes: number } {
  try {
    walk(hex);
  } catch (error) {
    return error as { code: string; offsetBytes: number };
  }
  throw new Error("nothing was thrown");
}

test("frame and scan headers", () => {
  const { frame, scans, problems } = walk(
    `${SOI} ffc1 0011 0c 0003 0009 03 01 21 00 02 11 01 03 12 03 ffda 000c 03 01 00 02 12 03 23 01 05 21 abcd ${EOI}`,
  );
  assert.equal(problems, []);
  assert.is(frame.marker, MARKER.SOF1);
  assert.equal([frame.precision, frame.width, frame.height, frame.maxH, frame.maxV], [12, 9, 3, 2, 2]);
  assert.equal(frame.components, [
    { id: 1, h: 2, v: 1, quantization: 0, width: 9, height: 2 },
    { id: 2, h: 1, v: 1, quantization: 1, width: 5, height: 2 },
    { id: 3, h: 1, v: 2, quantization: 3, width: 5, height: 3 },
  ]);
  const scan = scans[0]!;
  assert.equal(scan.components, [
    { index: 0, dcTable: 0, acTable: 0 },
    { index: 1, dcTable: 1, acTable: 2 },
    { index: 2, dcTable: 2, acTable: 3 },
  ]);
  assert.equal(
    [scan.spectralStart, scan.spectralEnd, scan.approximationHigh, scan.approximationLow],
    [1, 5, 2, 1],
  );
  assert.is(scan.dataOffset, 2 + 19 + 14);
});

test("JFIF, Adobe, restart interval, comments and fill bytes", () => {
  const jfif = "ffe0 0010 4a46494600 0102 00 0001 0001 00 00";
  const adobe = "ffee 000e 41646f6265 0064 0000 0000 02";
  const { headers, problems } = walk(
    `${SOI} ${jfif} ffffff${adobe.slice(2)} fffe 0004 ffd9 ff01 ffdd 0004 0102 ${SOF} ${SOS} 1234 ${EOI} 00`,
  );
  assert.equal(problems, []);
  assert.equal([headers.hasJfif, headers.adobeTransform, headers.restartInterval], [true, 2, 258]);
  const plain = walk(`${SOI} ${SOF} ${SOS} 1234 ${EOI}`).headers;
  assert.equal([plain.hasJfif, plain.adobeTransform, plain.restartInterval], [false, undefined, 0]);
});

test("quantization tables of 8 and 16 bits in one segment", () => {
  const narrow = Array.from({ length: 64 }, (_, i) => (i + 1).toString(16).padStart(2, "0")).join("");
  const wide = Array.from({ length: 64 }, (_, i) => (i + 1000).toString(16).padStart(4, "0")).join("");
  const { headers } = walk(`${SOI} ffdb 00c4 01${narrow} 13${wide} ${SOF} ${SOS} 1234 ${EOI}`);
  assert.equal(headers.quantization[0], undefined);
  assert.equal(
    [...headers.quantization[1]!],
    Array.from({ length: 64 }, (_, i) => i + 1),
  );
  assert.equal(
    [...headers.quantization[3]!],
    Array.from({ length: 64 }, (_, i) => i + 1000),
  );
});

test("DNL tells the rows of a frame that does not", () => {
  const open = SOF.replace("0003", "0000");
  const { frame } = walk(`${SOI} ${open} ${SOS} ff00 12 ffd0 34 ffdc 0004 0107 ${EOI}`);
  assert.equal([frame.height, frame.components[0]!.height], [263, 263]);
  assert.is(failure(`${SOI} ${open} ${SOS} 1234 ${EOI}`).code, "PIXEL_JPEG_FRAME");
  assert.is(failure(`${SOI} ${open} ${SOS} 1234 ffdc 0004 0000 ${EOI}`).code, "PIXEL_JPEG_FRAME");
});

test("what can be read on from is reported where it is", () => {
  const cases: [string, string[], number][] = [
    [`00 ${SOI} ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_MARKER"], 0],
    [`${SOI} 010203 ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_MARKER"], 2],
    [`${SOI} ff00 ff55 ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_MARKER"], 2],
    [`${SOI} ffe1 0001 ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_MARKER", "PIXEL_JPEG_MARKER"], 2],
    [`${SOI} ffd0 ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_MARKER"], 2],
    [`${SOI} ${SOF} ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_MARKER"], 15],
    [`${SOI} ffc4 0004 0001 ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_TABLE"], 2],
    [`${SOI} ffdb 0004 0001 ${SOF} ${SOS} 1234 ${EOI}`, ["PIXEL_JPEG_TABLE"], 2],
    [`${SOI} ${SOF} ${SOS} 1234`, ["PIXEL_JPEG_TRUNCATED"], 27],
    [`${SOI} ${SOF} ${SOS} 1234 ffe1 0009 00`, ["PIXEL_JPEG_TRUNCATED"], 27],
    [`${SOI} ${SOF} ${SOS} 1234 ffda 0008 01 02 12 00 3f 00 ${EOI}`, ["PIXEL_JPEG_SCAN"], 27],
  ];
  for (const [hex, expected, offset] of cases) {
    const { problems } = walk(hex);
    assert.equal(codes(problems), expected, hex);
    assert.is(problems[0]!.offsetBytes, offset, hex);
  }
});

test("what leaves nothing to decode is an error", () => {
  const cases: [string, string][] = [
    ["", "PIXEL_JPEG_NONE"],
    ["ffd9 ffd8", "PIXEL_JPEG_NONE"],
    [SOI, "PIXEL_JPEG_FRAME"],
    [`${SOI} ${SOS} 1234 ${EOI}`, "PIXEL_JPEG_FRAME"],
    [`${SOI} ${SOF} ${EOI}`, "PIXEL_JPEG_SCAN"],
    [`${SOI} ${SOF} ffda 0008 01 07 12 00 3f 00 ${EOI}`, "PIXEL_JPEG_SCAN"],
    [`${SOI} ffc0 000b 08 0003 0000 01 01 11 00 ${SOS} 1234 ${EOI}`, "PIXEL_JPEG_FRAME"],
    [`${SOI} ffc0 000b 08 0003 0005 01 01 51 00 ${SOS} 1234 ${EOI}`, "PIXEL_JPEG_FRAME"],
    [`${SOI} ffc0 000b 08 0003 0005 01 01 10 00 ${SOS} 1234 ${EOI}`, "PIXEL_JPEG_FRAME"],
    [`${SOI} ffc0 000b 11 0003 0005 01 01 11 00 ${SOS} 1234 ${EOI}`, "PIXEL_JPEG_FRAME"],
    [`${SOI} ffc0 000b 08 0003 0005 ff 01 11 00 ${SOS} 1234 ${EOI}`, "PIXEL_JPEG_FRAME"],
    [`${SOI} ffc0 0008 08 0003 0005 00 ${SOS} 1234 ${EOI}`, "PIXEL_JPEG_FRAME"],
  ];
  for (const [hex, code] of cases) assert.is(failure(hex).code, code, hex);
});

test("every start of frame marker and no other", () => {
  const found = Array.from({ length: 256 }, (_, marker) => marker).filter(isStartOfFrame);
  assert.equal(found, [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xf7]);
});

/** Finds the symbol of the code that begins 16 bits, as decoders do. */
function find(table: ReturnType<typeof createHuffmanTable>, bits: number): number {
  return table.lookup[bits >> (16 - LOOKUP_BITS)] || findLongCode(table, bits);
}

test("Huffman codes of every length are found, with whatever follows them", () => {
  // Codes 0, 10, 110 … of 1 to 16 bits: symbol = length.
  const lengths = Array.from({ length: 16 }, (_, i) => i + 1);
  const table = createHuffmanTable(new Array(16).fill(1), lengths);
  for (const length of lengths) {
    const code = (0xffff << (17 - length)) & 0xffff;
    for (const tail of [0, (1 << (16 - length)) - 1]) {
      assert.is(find(table, code | tail), (length << 8) | length, `length ${length}`);
    }
  }
  assert.is(find(table, 0xffff), 0);
});

test("Huffman tables with more codes than their bits allow are refused", () => {
  const counts = (...first: number[]) => [...first, ...new Array(16 - first.length).fill(0)];
  assert.throws(() => createHuffmanTable(counts(3), [1, 2, 3]), /too many codes of 1 bits/);
  assert.throws(() => createHuffmanTable(counts(1, 3), [1, 2, 3, 4]), /too many codes of 2 bits/);
  createHuffmanTable(counts(1, 2), [1, 2, 3]);
  assert.is(find(createHuffmanTable(counts(), []), 0), 0);
});

test("the standard's tables have the symbols of Annex K.3, each once", () => {
  for (const index of [0, 1]) {
    assert.equal(
      [...createStandardTable(false, index).symbols],
      Array.from({ length: 12 }, (_, i) => i),
    );
    const { symbols } = createStandardTable(true, index);
    assert.is(symbols.length, 162);
    assert.is(new Set(symbols).size, 162);
  }
  // Table K.5: 0/0 is 1010, F/A is sixteen ones but the last. Table K.6: 0/0 is 00.
  assert.is(find(createStandardTable(true, 0), 0xa000), 0x400);
  assert.is(find(createStandardTable(true, 0), 0xfffe), 0x10fa);
  assert.is(find(createStandardTable(true, 1), 0x0000), 0x200);
  const { headers, scans } = walk(`${SOI} ${SOF} ${SOS} 1234 ${EOI}`);
  const problems: CodecProblem[] = [];
  const report = (problem: CodecProblem) => void problems.push(problem);
  const table = huffmanTableOf(headers, "ac", 2, scans[0]!, { report });
  assert.is(huffmanTableOf(headers, "ac", 2, scans[0]!, { report }), table);
  assert.equal(codes(problems), ["PIXEL_JPEG_TABLE"]);
  assert.throws(() => huffmanTableOf(headers, "dc", 1, scans[0]!, {}), /does not bring/);
});

/** The intervals of 10 units, two in each, that are decoded from data of one byte each: `[first, count, byte]`. */
function intervals(hex: string, interval = 2, unitCount = 10) {
  const bytes = bytesOf(hex);
  const problems: CodecProblem[] = [];
  const reader = new EntropyReader();
  const seen: number[][] = [];
  const report = (problem: CodecProblem) => void problems.push(problem);
  const steps = readIntervals(reader, bytes, 0, unitCount, interval, { report }, function* (first, count) {
    seen.push([first, count, reader.view.getInt32(0) >>> 24]);
    assert.is(reader.end, reader.offsetBytes < bytes.length ? 8 : 0);
    yield;
  });
  const end = finish(steps);
  reader.release();
  return { seen, problems: codes(problems), end };
}

test("restart intervals, with fill bytes before their markers", () => {
  const { seen, problems, end } = intervals("10 ffd0 11 ffffffd1 12 ffd2 13 ffd3 14 ffd9");
  assert.equal(seen, [
    [0, 2, 0x10],
    [2, 2, 0x11],
    [4, 2, 0x12],
    [6, 2, 0x13],
    [8, 2, 0x14],
  ]);
  assert.equal(problems, []);
  assert.is(end, 15);
  assert.equal(intervals("10 ffd0 11 ffd9", 7).seen, [
    [0, 7, 0x10],
    [7, 3, 0x11],
  ]);
  assert.equal(intervals("10 ffd0 11 ffd9", 0), { seen: [[0, 10, 0x10]], problems: [], end: 1 });
});

test("lost, repeated and damaged restart markers", () => {
  const step = ["PIXEL_JPEG_RESTART"];
  assert.equal(intervals("10 ffd1 12 ffd2 13 ffd3 14 ffd9"), {
    seen: [
      [0, 2, 0x10],
      [4, 2, 0x12],
      [6, 2, 0x13],
      [8, 2, 0x14],
    ],
    problems: step,
    end: 10,
  });
  assert.equal(intervals("10 ffd0 11 ffd0 77 ffd1 12 ffd9"), {
    seen: [
      [0, 2, 0x10],
      [2, 2, 0x11],
      [4, 2, 0x12],
    ],
    problems: step,
    end: 10,
  });
  assert.equal(intervals("10 ffd0 11 ffd5 12 ffd2 13 ffd9").seen, [
    [0, 2, 0x10],
    [2, 2, 0x11],
    [4, 2, 0x12],
    [6, 2, 0x13],
  ]);
});

test("stuffed bytes are taken out, zeros follow the data", () => {
  const reader = new EntropyReader();
  const bytes = bytesOf("ff00 12 ff00 ff00 34");
  assert.is(reader.load(bytes, 0), bytes.length);
  assert.is(reader.end, 40);
  assert.is(reader.view.getInt32(0) >>> 0, 0xff12ffff);
  assert.is(reader.view.getInt32(4) >>> 0, 0x34000000);
  assert.is(reader.view.getInt32(5 + 500), 0);
  assert.is(reader.load(bytesOf("12 ff"), 1), 2);
});
