/** How the bytes of a data set are laid out: the two properties of a transfer syntax that its elements feel. PS3.5 7.1 and 7.3. */
import { UnsupportedError } from "../errors.ts";
import { findTransferSyntax } from "../transfer-syntax/transfer-syntaxes.ts";

/** Bytes together with their layout; shared by all elements that were read from them. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly isExplicit: boolean;
  readonly isLittleEndian: boolean;
}

export function createSource(input: Uint8Array, isExplicit: boolean, isLittleEndian: boolean): Source {
  const { buffer, byteOffset, byteLength } = input;
  return {
    // A plain Uint8Array over the same memory: a Node Buffer's slice() is a view where everyone else's is a copy.
    bytes: input.constructor === Uint8Array ? input : new Uint8Array(buffer, byteOffset, byteLength),
    view: new DataView(buffer, byteOffset, byteLength),
    isExplicit,
    isLittleEndian,
  };
}

/**
 * Returns the layout of a transfer syntax; an unknown UID is read as Explicit VR Little Endian, which every new
 * transfer syntax has been. PS3.5 Annex A.
 *
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX for deflated data sets and for syntaxes that are no data set encoding.
 */
export function layoutOf(transferSyntaxUid: string): { isExplicit: boolean; isLittleEndian: boolean } {
  const syntax = findTransferSyntax(transferSyntaxUid);
  if (syntax === undefined) return { isExplicit: true, isLittleEndian: true };
  if (syntax.isDeflated || !syntax.isDataSetEncoding) {
    throw new UnsupportedError(
      "UNSUPPORTED_TRANSFER_SYNTAX",
      `data sets in ${syntax.name} (${syntax.uid}) cannot be read or written yet`,
      { details: { transferSyntaxUid } },
    );
  }
  return syntax;
}
