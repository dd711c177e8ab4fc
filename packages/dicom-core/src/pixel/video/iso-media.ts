/** ISO base media files (MP4): what their sample description says of the video. ISO/IEC 14496-12 4.2, 8.5.2; 14496-15. */
import type { VideoCodec } from "./video-codec.ts";

const BRANDS = ["ftyp", "moov", "mdat", "free", "skip", "wide", "styp"];
const CONTAINERS = ["moov", "trak", "mdia", "minf", "stbl"];
const MAX_BOX_COUNT = 10_000;
const SAMPLE_ENTRY_LENGTH = 78;

const ENTRIES: Readonly<Record<string, VideoCodec>> = {
  avc1: "h264",
  avc3: "h264",
  hvc1: "hevc",
  hev1: "hevc",
};

/** Video of an MP4 file. */
export interface IsoVideo {
  codec: VideoCodec;
  /** As RFC 6381 writes it for MIME types, `avc1.640029`. */
  codecsParameter: string;
}

interface Box {
  type: string;
  body: Uint8Array;
}

/** Tells whether bytes begin with a box that a file begins with. */
export function isIsoMedia(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && BRANDS.includes(asciiAt(bytes, 4));
}

/** Returns the first video that is described, `undefined` without one. */
export function videoOfIsoMedia(bytes: Uint8Array): IsoVideo | undefined {
  const budget = { boxes: MAX_BOX_COUNT };
  return findVideo(bytes, budget, 0);
}

function findVideo(bytes: Uint8Array, budget: { boxes: number }, depth: number): IsoVideo | undefined {
  for (const { type, body } of boxesOf(bytes, budget)) {
    const isInside = CONTAINERS[depth] === type;
    const found = isInside
      ? findVideo(body, budget, depth + 1)
      : depth === CONTAINERS.length && type === "stsd"
        ? videoOfDescription(body, budget)
        : undefined;
    if (found) return found;
  }
  return undefined;
}

function* boxesOf(bytes: Uint8Array, budget: { boxes: number }): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length && budget.boxes > 0) {
    budget.boxes -= 1;
    let length = view.getUint32(at);
    let header = 8;
    if (length === 1 && at + 16 <= bytes.length) {
      length = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12);
      header = 16;
    } else if (length === 0) {
      length = bytes.length - at;
    }
    if (length < header) return;
    yield { type: asciiAt(bytes, at + 4), body: bytes.subarray(at + header, at + length) };
    at += length;
  }
}

/** Sample entries behind version, flags and a count. */
function videoOfDescription(body: Uint8Array, budget: { boxes: number }): IsoVideo | undefined {
  for (const { type, body: entry } of boxesOf(body.subarray(8), budget)) {
    const inner = [...boxesOf(entry.subarray(SAMPLE_ENTRY_LENGTH), budget)];
    const bodyOf = (name: string) => inner.find((box) => box.type === name)?.body;
    if (type === "mp4v") return videoOfDescriptor(bodyOf("esds"));
    const codec = ENTRIES[type];
    if (codec === undefined) continue;
    const parameter = codec === "h264" ? avcParameter(bodyOf("avcC")) : hevcParameter(bodyOf("hvcC"));
    return { codec, codecsParameter: parameter ? `${type}.${parameter}` : type };
  }
  return undefined;
}

/** Profile, constraints and level, two hexadecimal digits each. */
function avcParameter(record: Uint8Array | undefined): string | undefined {
  if (record === undefined || record.length < 4) return undefined;
  return [...record.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** ISO/IEC 14496-15 E.3: profile space and number, compatibility flags in reverse, tier and level, constraints. */
function hevcParameter(record: Uint8Array | undefined): string | undefined {
  if (record === undefined || record.length < 13) return undefined;
  const profile = record[1]!;
  let flags = 0;
  for (let bit = 0; bit < 32; bit += 1) {
    if (record[2 + (bit >> 3)]! & (0x80 >> (bit & 7))) flags += 2 ** bit;
  }
  const space = ["", "A", "B", "C"][profile >> 6]!;
  const tier = profile & 0x20 ? "H" : "L";
  const constraints = [...record.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  const parts = [`${space}${profile & 0x1f}`, flags.toString(16), `${tier}${record[12]}`];
  return [...parts, ...constraints.map((byte) => byte.toString(16))].join(".");
}

/** The object type in the decoder's configuration: ISO/IEC 14496-1 7.2.6.6, whose lengths are of up to four bytes. */
function videoOfDescriptor(descriptor: Uint8Array | undefined): IsoVideo | undefined {
  if (descriptor === undefined) return undefined;
  const DECODER_CONFIG = 4;
  // Behind version and flags: tag 3, length, identifier and flags of the stream.
  let at = 4 + 1;
  while ((descriptor[at] ?? 0) & 0x80) at += 1;
  at += 4;
  if (descriptor[at] !== DECODER_CONFIG) return undefined;
  at += 1;
  while ((descriptor[at] ?? 0) & 0x80) at += 1;
  const type = descriptor[at + 1];
  if (type === undefined) return undefined;
  const codec =
    type === 0x20 ? "mpeg4" : type === 0x6a ? "mpeg1" : type >= 0x60 && type <= 0x65 ? "mpeg2" : undefined;
  return codec && { codec, codecsParameter: `mp4v.${type.toString(16)}` };
}

function asciiAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
