/** An encapsulated object of any size that is made while it is read: no single element can be larger than 4 GiB. PS3.5 A.4 */
import { createDataset, writeDataset } from "@minipacs/dicom-core";
import type { EncodedInstance } from "../../src/scu/store-source.ts";

export const FRAGMENT_BYTES = 67_108_864;
const PIECE_BYTES = 1_048_576;
const SOP_CLASS_UID = "1.2.840.10008.5.1.4.1.1.77.1.6";
const SOP_INSTANCE_UID = "1.2.826.0.1.3680043.8.498.1";
const JPEG_2000 = "1.2.840.10008.1.2.4.90";

/** Returns an object with so many fragments of 64 MiB behind an empty Basic Offset Table, and its length. */
export function largeObject(fragmentCount: number): EncodedInstance & { bytes: number } {
  const head = writeDataset(
    createDataset({
      SOPClassUID: SOP_CLASS_UID,
      SOPInstanceUID: SOP_INSTANCE_UID,
      PatientName: "Large^Object",
    }),
    { transferSyntaxUid: JPEG_2000 },
  );
  return {
    sopClassUid: SOP_CLASS_UID,
    sopInstanceUid: SOP_INSTANCE_UID,
    transferSyntaxUid: JPEG_2000,
    data: pieces(head, fragmentCount),
    bytes: head.length + 12 + 8 + fragmentCount * (8 + FRAGMENT_BYTES) + 8,
  };
}

async function* pieces(head: Uint8Array, fragmentCount: number): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  // (7FE0,0010) OB, undefined length; an item of length 0: the Basic Offset Table
  yield Buffer.from("e07f10004f420000ffffffff" + "feff00e000000000", "hex");
  // (FFFE,E000), length of the fragment
  const item = Buffer.from("feff00e000000000", "hex");
  item.writeUInt32LE(FRAGMENT_BYTES, 4);
  for (let fragment = 0; fragment < fragmentCount; fragment += 1) {
    yield item;
    // Pieces are told apart by their first number: what got lost or mixed up would show.
    for (let at = 0; at < FRAGMENT_BYTES; at += PIECE_BYTES) {
      const piece = Buffer.alloc(PIECE_BYTES, 0x5a);
      piece.writeUInt32LE(fragment * (FRAGMENT_BYTES / PIECE_BYTES) + at / PIECE_BYTES, 0);
      yield piece;
    }
  }
  // (FFFE,E0DD), the end
  yield Buffer.from("feffdde000000000", "hex");
}
