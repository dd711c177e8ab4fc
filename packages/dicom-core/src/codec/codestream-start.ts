/** Recognises the first bytes of compressed frames, without decoding them. PS3.5 A.4. */

/** What a frame begins with; `undefined` where the bytes are the middle of one, or no image known here. */
export type CodestreamKind = "jpeg" | "jpeg2000" | "jp2" | "jpeg-xl" | "rle";

const RLE_HEADER_LENGTH = 64;
/** Bytes that are enough to recognise every kind. */
export const SIGNATURE_LENGTH = RLE_HEADER_LENGTH;
const MAX_RLE_SEGMENT_COUNT = 15;

/**
 * Returns the kind of codestream that begins here: `jpeg` is every JPEG and JPEG-LS, `jpeg2000` also HTJ2K. Signatures
 * are as long as their standards make certain, since the middle of a frame may hold any two bytes.
 */
export function codestreamKindOf(bytes: Uint8Array): CodestreamKind | undefined {
  const a = bytes[0];
  const b = bytes[1];
  if (a === 0xff) {
    // SOI and the first byte of the next marker. ITU-T T.81 B.1.1.
    if (b === 0xd8 && bytes[2] === 0xff) return "jpeg";
    // SOC, which SIZ follows. ITU-T T.800 A.4.1.
    if (b === 0x4f && bytes[2] === 0xff && bytes[3] === 0x51) return "jpeg2000";
    return b === 0x0a ? "jpeg-xl" : undefined;
  }
  if (a === 0 && b === 0 && bytes[2] === 0 && bytes[3] === 12) {
    if (isAscii(bytes, 4, "jP  ")) return "jp2";
    return isAscii(bytes, 4, "JXL ") ? "jpeg-xl" : undefined;
  }
  return isRleHeader(bytes) ? "rle" : undefined;
}

/** A number of segments and fifteen offsets: the first is 64, the used ones ascend, the others are 0. PS3.5 G.5. */
function isRleHeader(bytes: Uint8Array): boolean {
  const count = bytes[0] ?? 0;
  if (bytes.length < RLE_HEADER_LENGTH || count === 0 || count > MAX_RLE_SEGMENT_COUNT) return false;
  if (bytes[1] !== 0 || bytes[2] !== 0 || bytes[3] !== 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, RLE_HEADER_LENGTH);
  let previous = 0;
  for (let i = 1; i <= MAX_RLE_SEGMENT_COUNT; i += 1) {
    const offset = view.getUint32(i * 4, true);
    if (i === 1 && offset !== RLE_HEADER_LENGTH) return false;
    if (i <= count ? offset <= previous : offset !== 0) return false;
    previous = offset;
  }
  return true;
}

function isAscii(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
