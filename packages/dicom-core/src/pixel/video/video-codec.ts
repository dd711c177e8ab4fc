/** What codes a video stream: told by its first start codes. ITU-T H.222.0, H.262 6.2.1, H.264 and H.265 7.3.1. */

/** What a film is encoded with. */
export type VideoCodec = "mpeg1" | "mpeg2" | "mpeg4" | "h264" | "hevc";

/** Bytes in which the first start codes of a stream are looked for. */
const LOOK_BYTES = 0x10000;
const SEQUENCE_HEADER = 0xb3;
const EXTENSION = 0xb5;
const PACK_HEADER = 0xba;

/** Returns the codec of an elementary stream, or of the first one in an MPEG program stream. */
export function codecOfStartCodes(bytes: Uint8Array): VideoCodec | undefined {
  const isProgram = isProgramStream(bytes);
  const end = Math.min(bytes.length - 4, LOOK_BYTES);
  let hasSequenceHeader = false;
  for (let at = 0; at < end; at += 1) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue;
    const code = bytes[at + 3]!;
    if (hasSequenceHeader) return code === EXTENSION ? "mpeg2" : "mpeg1";
    if (code === SEQUENCE_HEADER) hasSequenceHeader = true;
    // Start codes from 0xB9 on are those of the program stream around it.
    else if (code < 0xb9) {
      const codec = codecOfNalUnit(code, bytes[at + 4]!);
      if (codec || !isProgram) return codec;
    }
  }
  return undefined;
}

/** Tells whether bytes begin with a start code, which three or four bytes are. */
export function beginsWithStartCode(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && (bytes[2] === 1 || (bytes[2] === 0 && bytes[3] === 1));
}

/** Tells whether bytes begin with a pack of an MPEG program stream. H.222.0 2.5.3.3. */
export function isProgramStream(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 1 && bytes[3] === PACK_HEADER;
}

/** The units that begin a stream: parameter sets, delimiters, SEI. None of one codec has the header of the other's. */
function codecOfNalUnit(first: number, second: number): VideoCodec | undefined {
  const hevcType = first >> 1;
  // Layer 0, first temporal layer: VPS, SPS, PPS, AUD, SEI.
  if ([32, 33, 34, 35, 39].includes(hevcType) && (first & 1) === 0 && second === 1) return "hevc";
  // SEI, SPS, PPS, AUD, IDR slice.
  return [5, 6, 7, 8, 9].includes(first & 0x1f) && first < 0x80 ? "h264" : undefined;
}
