/** Finds in the first bytes of a Part 10 file what a C-STORE needs, and where the data set begins. PS3.10 7.1. */
import { DecodeError } from "@minipacs/dicom-core";

export interface Part10Head {
  /** (0002,0002) Media Storage SOP Class UID. */
  sopClassUid: string | undefined;
  /** (0002,0003) Media Storage SOP Instance UID. */
  sopInstanceUid: string | undefined;
  /** (0002,0010). */
  transferSyntaxUid: string;
  /** Offset of the first byte of the data set. */
  dataSetOffset: number;
}

const PREAMBLE_BYTES = 128;
const LONG_VRS = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

/**
 * Reads group 0002 element by element, because group lengths lie. Returns `undefined` where more bytes are needed.
 *
 * @throws DecodeError FILE_NOT_PART10
 */
export function readPart10Head(bytes: Uint8Array): Part10Head | undefined {
  if (bytes.length < PREAMBLE_BYTES + 4) return undefined;
  // 128-131 prefix "DICM"
  if (ascii(bytes, PREAMBLE_BYTES, 4) !== "DICM") {
    throw new DecodeError("FILE_NOT_PART10", "not a Part 10 file: no DICM prefix", {
      offsetBytes: PREAMBLE_BYTES,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Map<number, string>();
  let at = PREAMBLE_BYTES + 4;
  for (;;) {
    if (at + 2 > bytes.length) return undefined;
    if (view.getUint16(at, true) !== 0x0002) break;
    if (at + 8 > bytes.length) return undefined;
    const isLong = LONG_VRS.has(ascii(bytes, at + 4, 2));
    if (isLong && at + 12 > bytes.length) return undefined;
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const start = at + (isLong ? 12 : 8);
    if (start + length > bytes.length) return undefined;
    values.set(view.getUint16(at + 2, true), uidText(bytes, start, Math.min(length, 128)));
    at = start + length;
  }
  const transferSyntaxUid = values.get(0x0010);
  if (!transferSyntaxUid) {
    throw new DecodeError("FILE_NOT_PART10", "not a Part 10 file: no transfer syntax", { offsetBytes: at });
  }
  return {
    sopClassUid: values.get(0x0002) || undefined,
    sopInstanceUid: values.get(0x0003) || undefined,
    transferSyntaxUid,
    dataSetOffset: at,
  };
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function uidText(bytes: Uint8Array, at: number, length: number): string {
  return ascii(bytes, at, length).replace(/[\0 ]+$/, "");
}
