import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { bytes as hex } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createDataset, decodeFrame, isDicomError, readDicomFile, videoStream } from "../../src/index.ts";
import { encapsulatedDataset } from "../codec/encapsulated-fixture.ts";
import { sha256Of } from "./compare-frame.ts";
import { pixelTruth } from "./truth-entry.ts";

const test = testSuite("core/video-stream");
const corpus = testSuite("core/video streams of real files", { data: true });

const HEVC_MP4 = "1.2.840.10008.1.2.4.107";
const ascii = (text: string) => new TextEncoder().encode(text);

function video(fragments: readonly Uint8Array[], transferSyntaxUid = HEVC_MP4) {
  const dataset = encapsulatedDataset(fragments, { Rows: 2, Columns: 2, NumberOfFrames: 24 });
  return { dataset, transferSyntaxUid };
}
/** Behind an empty offset table. */
const found = (...fragments: Uint8Array[]) => {
  const { bytes: _, ...facts } = videoStream(video([new Uint8Array(0), ...fragments]));
  return facts;
};

/** A box: 32-bit length, type, body. */
function box(type: string, ...parts: Uint8Array[]): Uint8Array {
  const length = 8 + parts.reduce((sum, part) => sum + part.length, 0);
  return Uint8Array.from([
    ...hex(length.toString(16).padStart(8, "0")),
    ...ascii(type),
    ...parts.flatMap((p) => [...p]),
  ]);
}
function mp4(entry: Uint8Array): Uint8Array[] {
  const stsd = box("stsd", hex("00000000 00000001"), entry);
  const moov = box("moov", box("trak", box("mdia", box("minf", box("stbl", box("stts"), stsd)))));
  return [box("ftyp", ascii("isom")), box("mdat", new Uint8Array(40)), moov];
}
const entry = (type: string, config: Uint8Array) => box(type, new Uint8Array(78), config);

/** A packet of a transport stream with one section. */
function packet(pid: number, section: Uint8Array): Uint8Array {
  const out = new Uint8Array(188).fill(0xff);
  out.set([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0]);
  out.set(section, 5);
  return out;
}
// Table, length 13, stream 1, version, sections; program 0 is the network's, program 1 has its map at PID 0x100; CRC.
const ASSOCIATION = hex("00 b011 0001 c1 00 00  0000 e010  0001 e100  00000000");
// Table, length 23, program 1, ..., clock, 0 bytes of descriptors; AAC with one of 2 bytes, then the video; CRC.
const programMap = (type: string) =>
  hex(`02 b019 0001 c1 00 00 e101 f000  0f e102 f002 0a00  ${type} e101 f000  00000000`);

test("MP4: the sample description names codec and parameters, wherever it lies", () => {
  const parts = mp4(entry("avc1", box("avcC", hex("01 4d 40 1f ff"))));
  assert.equal(found(...parts), {
    container: "mp4",
    extension: ".mp4",
    codec: "h264",
    mimeType: 'video/mp4; codecs="avc1.4d401f"',
  });
  assert.equal(found(...mp4(entry("hev1", box("hvcC", hex("01 22 20000000 b00000000000 7b"))))), {
    container: "mp4",
    extension: ".mp4",
    codec: "hevc",
    mimeType: 'video/mp4; codecs="hev1.2.4.H123.b0"',
  });
  const descriptor = hex("00000000 03 80800f 0001 00  04 0d 61");
  assert.is(found(...mp4(entry("mp4v", box("esds", descriptor)))).codec, "mpeg2");
  assert.equal(found(...mp4(entry("mp4a", new Uint8Array(0)))), {
    container: "mp4",
    extension: ".mp4",
    codec: undefined,
    mimeType: "video/mp4",
  });
});

test("transport streams: the program map names the codec", () => {
  for (const [type, codec] of [
    ["02", "mpeg2"],
    ["1b", "h264"],
    ["24", "hevc"],
    ["06", undefined],
  ] as const) {
    const packets = [
      packet(0, ASSOCIATION),
      packet(0x100, programMap(type)),
      packet(0x101, new Uint8Array(0)),
    ];
    assert.equal(found(...packets), {
      container: "mpeg-ts",
      extension: ".ts",
      codec,
      mimeType: "video/mp2t",
    });
    const timed = packets.map((one) => Uint8Array.of(0, 0, 0, 0, ...one));
    assert.is(found(...timed).codec, codec, "with four bytes of time before each packet");
  }
});

test("elementary and program streams: the first start codes tell", () => {
  const type = (text: string) => {
    const { container, codec, extension } = found(hex(`${text} 0000000000000000`));
    return `${container} ${codec} ${extension}`;
  };
  assert.is(type("000001b3 160120 13ffffe0 18 000001b5 148a"), "elementary mpeg2 .mpg");
  assert.is(type("000001b3 160120 13ffffe0 18 000001b8"), "elementary mpeg1 .mpg");
  assert.is(type("00000001 0910 00000001 6764001f"), "elementary h264 .h264");
  assert.is(type("00000001 4001 0c01"), "elementary hevc .hevc");
  assert.is(type("00000001 4601 50 00000001 4001"), "elementary hevc .hevc");
  assert.is(
    type("000001ba 44000400 000001bb 0000 000001e0 0000 800000 000001b3 16 000001b5"),
    "mpeg-ps mpeg2 .mpg",
  );
  assert.is(type("123456"), "undefined undefined .bin");
});

test("fragments become one stream; a first item that begins it is no offset table", () => {
  const whole = hex("00000001 4001 0c01 ffff");
  const parts = [whole.subarray(0, 4), whole.subarray(4, 6), whole.subarray(6)];
  const table = Uint8Array.of(0, 0, 0, 0);
  assert.equal(videoStream(video([table, ...parts])).bytes, whole);
  assert.equal(videoStream(video(parts)).bytes, whole);
  const single = video([table, whole]);
  assert.is(videoStream(single).bytes, single.dataset.element("PixelData")!.fragments![1], "a view");
  for (const uid of ["100", "101.1", "102", "103.1", "104", "105", "106.1", "108"]) {
    assert.is(videoStream(video([table, whole], `1.2.840.10008.1.2.4.${uid}`)).codec, "hevc");
  }
});

test("no video is a typed error, and no decoder is ever given one", async () => {
  const refused = (call: () => unknown, code: string) =>
    assert.throws(call, (error: unknown) => isDicomError(error, code));
  refused(() => videoStream(video([], "1.2.840.10008.1.2.4.50")), "PIXEL_NOT_VIDEO");
  refused(() => videoStream(video([])), "PIXEL_NONE");
  refused(() => videoStream({ dataset: createDataset({}), transferSyntaxUid: HEVC_MP4 }), "PIXEL_NONE");
  for (const uid of ["100", "100.1", "106", "106.1", "107", "108"]) {
    const source = video([new Uint8Array(0), hex("ffd8ffe0")], `1.2.840.10008.1.2.4.${uid}`);
    const error = await decodeFrame(source, 0).catch((thrown: unknown) => thrown);
    assert.ok(isDicomError(error, "UNSUPPORTED_VIDEO"), String(error));
  }
});

test("streams that are cut anywhere, or lie about lengths, end", () => {
  const packets = [packet(0, ASSOCIATION), packet(0x100, programMap("1b")), packet(0x101, new Uint8Array(0))];
  const streams = [
    Buffer.concat(mp4(entry("avc1", box("avcC", hex("01 4d 40 1f ff"))))),
    Buffer.concat(packets),
  ];
  for (const stream of streams) {
    for (let length = 1; length < stream.length; length += 1) found(stream.subarray(0, length));
    for (let at = 0; at < stream.length; at += 1) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const broken = Uint8Array.from(stream);
        broken[at] = value;
        found(broken);
      }
    }
  }
});

corpus("container, codec and bytes are the truth's", () => {
  const expected: Record<string, string> = { "100": "mpeg-ts mpeg2", "102": "mp4 h264", "107": "mp4 hevc" };
  let count = 0;
  for (const [path, { video, transferSyntax }] of Object.entries(pixelTruth())) {
    if (!video) continue;
    count += 1;
    const stream = videoStream(readDicomFile(readFileSync(requireData("dicom", path))));
    assert.is(sha256Of(stream.bytes), video.streamSha256, path);
    assert.is(
      `${stream.container} ${stream.codec}`,
      expected[transferSyntax.slice("1.2.840.10008.1.2.4.".length)],
    );
    // What another program read in the sample description.
    const [, fourcc] = video.probe.join().match(/\((\w{4}) \//) ?? [];
    if (fourcc) assert.match(stream.mimeType!, fourcc);
  }
  assert.is(count, 3);
});
