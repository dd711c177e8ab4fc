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
const PREFIX_END = PREAMBLE_BYTES + 4;
/** More than a UID may have: what is wrong is not to be made right by cutting it. */
const MAX_UID_BYTES = 128;
/** VRs whose length has four bytes, behind two that are reserved. */
const LONG_VRS = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const SOP_CLASS_UID = 0x0002;
const SOP_INSTANCE_UID = 0x0003;
const TRANSFER_SYNTAX_UID = 0x0010;

/**
 * Reads group 0002 element by element, because group lengths lie. Returns `undefined` where more bytes are needed.
 *
 * @throws DecodeError FILE_NOT_PART10
 */
export function readPart10Head(bytes: Uint8Array): Part10Head | undefined {
  if (bytes.length < PREFIX_END) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // 128-131 prefix "DICM"
  if (buffer.toString("latin1", PREAMBLE_BYTES, PREFIX_END) !== "DICM") throw withoutPrefix();
  let sopClassUid: string | undefined;
  let sopInstanceUid: string | undefined;
  let transferSyntaxUid: string | undefined;
  let at = PREFIX_END;
  for (;;) {
    if (at + 2 > bytes.length) return undefined;
    if (buffer.readUInt16LE(at) !== 0x0002) break;
    if (at + 8 > bytes.length) return undefined;
    const element = buffer.readUInt16LE(at + 2);
    const isLong = LONG_VRS.has(buffer.toString("latin1", at + 4, at + 6));
    if (isLong && at + 12 > bytes.length) return undefined;
    const length = isLong ? buffer.readUInt32LE(at + 8) : buffer.readUInt16LE(at + 6);
    const start = at + (isLong ? 12 : 8);
    if (start + length > bytes.length) return undefined;
    if (element === SOP_CLASS_UID) sopClassUid = uidText(buffer, start, length);
    else if (element === SOP_INSTANCE_UID) sopInstanceUid = uidText(buffer, start, length);
    else if (element === TRANSFER_SYNTAX_UID) transferSyntaxUid = uidText(buffer, start, length);
    at = start + length;
  }
  if (!transferSyntaxUid) {
    throw new DecodeError("FILE_NOT_PART10", "not a Part 10 file: no transfer syntax", { offsetBytes: at });
  }
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, dataSetOffset: at };
}

/** Returns the error of a file that has no more bytes than those of which {@link readPart10Head} made nothing. */
export function incompleteHead(bytes: Uint8Array): DecodeError {
  if (bytes.length < PREFIX_END) return withoutPrefix();
  return new DecodeError("FILE_NOT_PART10", "not a whole DICOM file: it ends within its meta information", {
    offsetBytes: bytes.length,
  });
}

function withoutPrefix(): DecodeError {
  const message = `no DICOM file: the prefix DICM is not there, behind the first ${PREAMBLE_BYTES} bytes`;
  return new DecodeError("FILE_NOT_PART10", message, { offsetBytes: PREAMBLE_BYTES });
}

/** Returns `undefined` for nothing but padding. */
function uidText(bytes: Buffer, at: number, length: number): string | undefined {
  let end = at + Math.min(length, MAX_UID_BYTES);
  // A NUL pads a UID; some write a blank.
  while (end > at && (bytes[end - 1] === 0x00 || bytes[end - 1] === 0x20)) end -= 1;
  return end > at ? bytes.toString("latin1", at, end) : undefined;
}
