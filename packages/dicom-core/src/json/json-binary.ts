/** Binary values as DICOM JSON holds them: little endian, encapsulated Pixel Data as its items. PS3.18 F.2.7. */
import { swapUnits } from "../bytes/swap-units.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement, Fragment } from "../dataset/element.ts";
import { VR_TABLE } from "../vr/vr-table.ts";

const ITEM_HEADER = 8;

/** Returns the bytes of an OB, OD, OF, OL, OV, OW or UN value in little endian order; a view where they are. */
export function littleEndianBytes(dataset: Dataset, element: DataElement): Uint8Array {
  const bytes = (dataset.get(element.tag) as Uint8Array | undefined) ?? element.bytes;
  return element.isLittleEndian ? bytes : swapUnits(bytes, VR_TABLE[element.vr].unitBytes);
}

/** Returns the items of encapsulated Pixel Data, headers included, without the sequence delimiter. PS3.5 A.4. */
export function encodeFragments(fragments: readonly Fragment[]): Uint8Array {
  let length = 0;
  for (const fragment of fragments) length += ITEM_HEADER + fragment.length;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const fragment of fragments) {
    view.setUint32(at, 0xfeff00e0);
    view.setUint32(at + 4, fragment.length, true);
    bytes.set(fragment, at + ITEM_HEADER);
    at += ITEM_HEADER + fragment.length;
  }
  return bytes;
}

/** Tells whether bytes begin with an item tag, (FFFE,E000) in little endian order. */
export function startsWithItem(bytes: Uint8Array): boolean {
  return bytes[0] === 0xfe && bytes[1] === 0xff && bytes[2] === 0x00 && bytes[3] === 0xe0;
}

/** Returns how many bytes whole items take at the start, a sequence delimiter not counted; `undefined` where more follows them. */
export function itemsLength(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + ITEM_HEADER <= bytes.length) {
    const tag = view.getUint32(at);
    const length = view.getUint32(at + 4, true);
    if (tag === 0xfeffdde0 && at + ITEM_HEADER === bytes.length) return at;
    if (tag !== 0xfeff00e0 || length > bytes.length - at - ITEM_HEADER) return undefined;
    at += ITEM_HEADER + length;
  }
  return at === bytes.length ? at : undefined;
}
