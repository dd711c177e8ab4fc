/** How the bytes of a data set are laid out: the two properties of a transfer syntax that its elements feel. PS3.5 7.1 and 7.3. */

import { describeUid } from "../dictionary/lookup.ts";
import { InvalidArgumentError, UnsupportedError } from "../errors.ts";
import { isDataSetEncoding, isExplicit, isLittleEndian } from "../transfer-syntax/layout.ts";

/** Bytes together with their layout; shared by all elements that were read from them. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly isExplicit: boolean;
  readonly isLittleEndian: boolean;
}

export function createSource(
  bytes: Uint8Array,
  isExplicit: boolean,
  isLittleEndian: boolean,
  view: DataView = viewOf(bytes),
): Source {
  return { bytes, view, isExplicit, isLittleEndian };
}

/** What can be read: bytes, which are not copied. */
export type BytesInput = Uint8Array | ArrayBuffer;

/**
 * Returns a plain Uint8Array over the same memory: a Node Buffer's slice() is a view where everyone else's is a copy.
 *
 * @throws InvalidArgumentError ARG_SOURCE
 */
export function plainBytes(input: BytesInput): Uint8Array {
  if (input?.constructor === Uint8Array) return input as Uint8Array;
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  throw wrongSource("bytes");
}

/** Tells what is expected where something else, such as a path, was given to be read. */
export function wrongSource(expected: string): InvalidArgumentError {
  return new InvalidArgumentError(
    "ARG_SOURCE",
    `${expected} expected; openDicomFile of @minipacs/dicom-core/node takes paths`,
  );
}

/**
 * Returns the transfer syntax that options name.
 *
 * @throws InvalidArgumentError ARG_TRANSFER_SYNTAX
 */
export function transferSyntaxOf(options: { transferSyntaxUid: string }): string {
  const uid: unknown = options?.transferSyntaxUid;
  if (typeof uid === "string" && uid !== "") return uid;
  throw new InvalidArgumentError("ARG_TRANSFER_SYNTAX", "options need a transferSyntaxUid");
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/**
 * Returns the layout of a transfer syntax; an unknown UID is read as Explicit VR Little Endian, which every new
 * transfer syntax has been. PS3.5 Annex A.
 *
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX for syntaxes that are no data set encoding.
 */
export function layoutOf(transferSyntaxUid: string): { isExplicit: boolean; isLittleEndian: boolean } {
  if (!isDataSetEncoding(transferSyntaxUid)) {
    throw new UnsupportedError(
      "UNSUPPORTED_TRANSFER_SYNTAX",
      `${describeUid(transferSyntaxUid)} holds no data set`,
      {
        details: { transferSyntaxUid },
      },
    );
  }
  return { isExplicit: isExplicit(transferSyntaxUid), isLittleEndian: isLittleEndian(transferSyntaxUid) };
}
