/** MPEG-2 transport streams: what the program map says is in them. ITU-T H.222.0 2.4.3, 2.4.4. */
import type { VideoCodec } from "./video-codec.ts";

const PACKET_LENGTH = 188;
/** Of M2TS files: each packet has four bytes of time before it. */
const TIMED_PACKET_LENGTH = 192;
const SYNC_BYTE = 0x47;
const MAX_PACKET_COUNT = 20_000;
const ASSOCIATION_TABLE = 0;
const PROGRAM_MAP = 2;

/** H.222.0 Table 2-34. */
const VIDEO_TYPES: Readonly<Record<number, VideoCodec>> = {
  1: "mpeg1",
  2: "mpeg2",
  16: "mpeg4",
  27: "h264",
  36: "hevc",
};

/** Where the packets lie. */
interface Packets {
  start: number;
  step: number;
}

/** Tells whether bytes begin a transport stream: three packets, or as many as there are. */
export function isTransportStream(bytes: Uint8Array): boolean {
  return packetsOf(bytes) !== undefined;
}

/** Returns the codec of the first video that the program map lists. */
export function codecOfTransportStream(bytes: Uint8Array): VideoCodec | undefined {
  const packets = packetsOf(bytes);
  if (packets === undefined) return undefined;
  let mapPid: number | undefined;
  let count = 0;
  for (let at = packets.start; at + PACKET_LENGTH <= bytes.length; at += packets.step) {
    count += 1;
    if (count > MAX_PACKET_COUNT || bytes[at] !== SYNC_BYTE) break;
    const pid = ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
    if (pid !== (mapPid ?? 0)) continue;
    const section = sectionOf(bytes.subarray(at, at + PACKET_LENGTH));
    if (section === undefined) continue;
    if (mapPid === undefined) mapPid = programMapPid(section);
    else if (section[0] === PROGRAM_MAP) return videoOf(section);
  }
  return undefined;
}

function packetsOf(bytes: Uint8Array): Packets | undefined {
  const layouts = [
    { start: 0, step: PACKET_LENGTH },
    { start: TIMED_PACKET_LENGTH - PACKET_LENGTH, step: TIMED_PACKET_LENGTH },
  ];
  return layouts.find(
    ({ start, step }) =>
      bytes.length >= start + PACKET_LENGTH &&
      [0, 1, 2].every((i) => start + i * step >= bytes.length || bytes[start + i * step] === SYNC_BYTE),
  );
}

/** Returns the section that begins in a packet, cut at its end. */
function sectionOf(packet: Uint8Array): Uint8Array | undefined {
  const isStart = (packet[1]! & 0x40) !== 0;
  const hasPayload = (packet[3]! & 0x10) !== 0;
  if (!isStart || !hasPayload) return undefined;
  const hasAdaptation = (packet[3]! & 0x20) !== 0;
  const pointer = 4 + (hasAdaptation ? 1 + packet[4]! : 0);
  const start = pointer + 1 + (packet[pointer] ?? PACKET_LENGTH);
  if (start + 3 > packet.length) return undefined;
  const length = 3 + (((packet[start + 1]! & 0x0f) << 8) | packet[start + 2]!);
  // Without the checksum at its end.
  return packet.subarray(start, start + length - 4);
}

/** The first program that is no network information. */
function programMapPid(section: Uint8Array): number | undefined {
  if (section[0] !== ASSOCIATION_TABLE) return undefined;
  for (let at = 8; at + 4 <= section.length; at += 4) {
    const program = (section[at]! << 8) | section[at + 1]!;
    if (program !== 0) return ((section[at + 2]! & 0x1f) << 8) | section[at + 3]!;
  }
  return undefined;
}

function videoOf(section: Uint8Array): VideoCodec | undefined {
  let at = 12 + (((section[10]! & 0x0f) << 8) | section[11]!);
  while (at + 5 <= section.length) {
    const codec = VIDEO_TYPES[section[at]!];
    if (codec) return codec;
    at += 5 + (((section[at + 3]! & 0x0f) << 8) | section[at + 4]!);
  }
  return undefined;
}
