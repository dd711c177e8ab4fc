/** How the data sets of transfer syntaxes are laid out: as much as reading needs. PS3.5 Annex A. */

export const IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2";
export const EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
export const EXPLICIT_VR_BIG_ENDIAN = "1.2.840.10008.1.2.2";

const DEFLATED = /^1\.2\.840\.10008\.1\.2\.(1\.99|4\.95|4\.205)$/;
/** RFC 2557 and XML (1.2.6.x) carry no data set, SMPTE ST 2110 (1.2.7.x) is a live stream, Papyrus is no network syntax. */
const NO_DATASET = /^1\.2\.840\.10008\.1\.2(0$|\.[67]\.)/;

/** Tells whether the data set is one deflated stream. PS3.5 A.5. */
export function isDeflated(transferSyntaxUid: string): boolean {
  return DEFLATED.test(transferSyntaxUid);
}

/** Tells whether a transfer syntax, known or not, holds a data set that can be stored in a file. */
export function isDataSetEncoding(transferSyntaxUid: string): boolean {
  return !NO_DATASET.test(transferSyntaxUid);
}

/** Tells whether elements carry their VR; every new transfer syntax has been Explicit VR Little Endian. */
export function isExplicit(transferSyntaxUid: string): boolean {
  return transferSyntaxUid !== IMPLICIT_VR_LITTLE_ENDIAN && transferSyntaxUid !== "1.2.840.10008.1.20";
}

export function isLittleEndian(transferSyntaxUid: string): boolean {
  return transferSyntaxUid !== EXPLICIT_VR_BIG_ENDIAN;
}
