/** Entropy-coded data of JPEG-LS as a plain bit string: without the 0 bit that follows each byte FF. ITU-T T.87 9.1. */
import { LimitExceededError } from "../../errors.ts";

/** Words of zeros behind the bits: what is read there is a code too long to be one. */
const PADDING_WORDS = 4;

/** Words are found by the 32 low bits of a bit's number. */
const MAX_BYTES = 2 ** 29 - 4 * PADDING_WORDS;

export class EntropySegment {
  /** Most significant bit first. */
  readonly words: Int32Array;
  bitCount = 0;
  /** Offset of the marker behind the segment, or of the end of the bytes. */
  end = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /**
   * Makes room for any segment from `start` on; one object serves all scans and restart intervals.
   *
   * @throws LimitExceededError for half a gigabyte and more
   */
  constructor(bytes: Uint8Array, start: number) {
    if (bytes.length > MAX_BYTES) {
      throw new LimitExceededError("bytes of a JPEG-LS codestream", MAX_BYTES, bytes.length);
    }
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.words = new Int32Array(((bytes.length - start + 3) >> 2) + PADDING_WORDS);
  }

  /** Takes in the segment that begins at an offset. */
  load(start: number): void {
    const { words } = this;
    const bytes = this.#bytes;
    const view = this.#view;
    let at = start;
    let word = 0;
    let filled = 0;
    let index = 0;
    let isAfterFf = false;
    while (at < bytes.length) {
      if (!isAfterFf && at + 4 <= bytes.length) {
        const four = view.getInt32(at);
        // No byte of the four is FF: none of their complements is 0.
        if (((~four - 0x01010101) & four & 0x80808080) === 0) {
          words[index++] = word | (four >>> filled);
          word = (four << 1) << (31 - filled);
          at += 4;
          continue;
        }
      }
      const byte = bytes[at]!;
      if (isAfterFf && byte >= 0x80) break;
      const bits = isAfterFf ? 7 : 8;
      isAfterFf = byte === 0xff;
      at += 1;
      filled += bits;
      if (filled < 32) {
        word |= byte << (32 - filled);
      } else {
        filled -= 32;
        words[index++] = word | (byte >>> filled);
        word = (byte << 1) << (31 - filled);
      }
    }
    const isAtMarker = isAfterFf && at < bytes.length;
    if (isAtMarker) {
      // The FF of the marker was taken for data: its bits are the last ones.
      at -= 1;
      filled -= 8;
      if (filled < 0) {
        filled += 32;
        index -= 1;
        word = words[index]!;
      }
      word &= ~(-1 >>> filled);
    }
    words[index] = word;
    words.fill(0, index + 1, index + 1 + PADDING_WORDS);
    this.bitCount = index * 32 + filled;
    // Fill bytes may stand before a marker.
    if (isAtMarker) while (bytes[at + 1] === 0xff) at += 1;
    this.end = at;
  }
}
