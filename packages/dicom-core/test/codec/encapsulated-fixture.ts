/** Data sets with encapsulated Pixel Data, laid out by hand: no code under test makes the items. PS3.5 A.4. */
import { createDataset, type Dataset, type DatasetInit, readDataset, writeDataset } from "../../src/index.ts";

const EXPLICIT_LE = "1.2.840.10008.1.2.1";

/** Returns `fragments` as items: tag, length, bytes. */
export function itemsOf(fragments: readonly Uint8Array[]): Uint8Array {
  const parts = fragments.flatMap((fragment) => {
    const header = new DataView(new ArrayBuffer(8));
    header.setUint32(0, 0xe000fffe, true);
    header.setUint32(4, fragment.length, true);
    return [new Uint8Array(header.buffer), fragment];
  });
  return concat(parts);
}

/** Returns a data set with these elements and an encapsulated Pixel Data of these items, the first one the table. */
export function encapsulatedDataset(items: readonly Uint8Array[], values: DatasetInit = {}): Dataset {
  // (7FE0,0010) OB, two reserved bytes, undefined length
  const header = Uint8Array.of(0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff);
  // Sequence Delimitation Item
  const end = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
  const before = writeDataset(createDataset(values), { transferSyntaxUid: EXPLICIT_LE });
  return readDataset(concat([before, header, itemsOf(items), end]), { transferSyntaxUid: EXPLICIT_LE });
}

/** Returns little-endian numbers of 4 or 8 bytes. */
export function tableOf(width: 4 | 8, ...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (const [index, value] of values.entries()) view.setUint32(index * width, value, true);
  return new Uint8Array(view.buffer);
}

/** Returns bytes that begin like a JPEG. */
export function jpegLike(length: number, fill: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(fill);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
