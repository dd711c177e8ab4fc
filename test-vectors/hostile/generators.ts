/** Makes the vectors that are too large to be kept: nesting, deflate bombs, floods of elements. */
import { deflateRawSync } from "node:zlib";

const SEQUENCE = "40007502" + "53510000" + "ffffffff";
const ITEM = "feff00e0" + "ffffffff";
const ENDS = "feff0de000000000" + "feffdde000000000";
const DEFLATED_META = `${"00".repeat(128)}4449434d02000000554c04001e0000000200100055491600${ascii("1.2.840.10008.1.2.1.99")}`;

export const GENERATORS: Record<string, () => Uint8Array> = {
  /** 1,060 nested sequences in 42 kB (DCMTK 1191, CVE-2026-10528, pydicom 2330, fo-dicom 2114). */
  nested1060: () => hex((SEQUENCE + ITEM).repeat(1060) + ENDS.repeat(1060)),
  nested1060Explicit: () => nestedExplicit(1060),
  nested20000: () => hex((SEQUENCE + ITEM).repeat(20_000) + ENDS.repeat(20_000)),
  /** 64 MiB of zeros in 64 kB (CVE-2026-5438). */
  deflateBomb: () => deflated(new Uint8Array(2 ** 26)),
  deflateBombBySize: () => deflated(new Uint8Array(2 ** 21)),
  /** Without the end of the stream, so that no library function takes it. */
  deflateBombCut: () => deflated(new Uint8Array(2 ** 26)).slice(0, -40),
  /** 5,000 blocks of 22 bytes, each with codes of 15 bits, and no end. */
  deflateCodes: () => deflatedFile(blocksOfLongCodes(5000)),
  elementFlood: () => hex("100020004c4f0000".repeat(100_001)),
  jsonNested: () =>
    new TextEncoder().encode(`${'{"00400275":{"vr":"SQ","Value":['.repeat(5000)}{}${"]}}".repeat(5000)}`),
};

function deflated(dataset: Uint8Array): Uint8Array {
  return deflatedFile(deflateRawSync(dataset));
}

function deflatedFile(stream: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([hex(DEFLATED_META), stream]));
}

/** Deflate blocks that hold nothing but the description of their codes. RFC 1951 3.2.7. */
function blocksOfLongCodes(count: number): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, size: number) => {
    for (let i = 0; i < size; i += 1) bits.push((value >> i) & 1);
  };
  /** Of 4 bits, first bit first: lengths 1 to 15, and 18 for a run of zeros. */
  const putLength = (length: number) => {
    for (let i = 3; i >= 0; i -= 1) bits.push(((length === 18 ? 15 : length - 1) >> i) & 1);
  };
  for (let block = 0; block < count; block += 1) {
    put(0, 1);
    put(2, 2);
    put(0, 5);
    put(0, 5);
    put(15, 4);
    for (const length of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]) {
      put(length === 18 || (length >= 1 && length <= 15) ? 4 : 0, 3);
    }
    for (let length = 1; length <= 15; length += 1) putLength(length);
    for (const zeros of [138, 103]) {
      putLength(18);
      put(zeros - 11, 7);
    }
    putLength(15);
    putLength(1);
    // The end of the block, whose code is the last one.
    put(0x7fff, 15);
  }
  return Uint8Array.from({ length: bits.length >> 3 }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((byte, bit, i) => byte | (bit << i), 0),
  );
}

/** Each sequence and item is as long as all within it. */
function nestedExplicit(count: number): Uint8Array {
  const bytes = new Uint8Array(20 * count);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += 20) {
    bytes.set(hex("4000750253510000"), at);
    view.setUint32(at + 8, bytes.length - at - 12, true);
    bytes.set(hex("feff00e0"), at + 12);
    view.setUint32(at + 16, bytes.length - at - 20, true);
  }
  return bytes;
}

function ascii(text: string): string {
  return Array.from(text, (character) => character.charCodeAt(0).toString(16)).join("");
}

function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}
