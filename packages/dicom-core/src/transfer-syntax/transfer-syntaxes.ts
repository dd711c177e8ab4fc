/** Every transfer syntax of the registry with what a codec must know of it. PS3.5 10 and Annex A, PS3.6 Annex A. */
import { uidsOfType } from "../dictionary/lookup.ts";

export interface TransferSyntax {
  uid: string;
  name: string;
  isExplicit: boolean;
  isLittleEndian: boolean;
  /** Pixel Data comes as fragments. PS3.5 A.4. */
  isEncapsulated: boolean;
  /** The data set is one deflated stream. PS3.5 A.5. */
  isDeflated: boolean;
  /** Holds a data set that can be stored in a file; not so for streaming and withdrawn encodings. */
  isDataSetEncoding: boolean;
  retired: boolean;
}

/** The uncompressed transfer syntaxes and the ones most often named in code. */
export const TRANSFER_SYNTAX = {
  implicitVrLittleEndian: "1.2.840.10008.1.2",
  explicitVrLittleEndian: "1.2.840.10008.1.2.1",
  encapsulatedUncompressed: "1.2.840.10008.1.2.1.98",
  deflatedExplicitVrLittleEndian: "1.2.840.10008.1.2.1.99",
  explicitVrBigEndian: "1.2.840.10008.1.2.2",
  jpegBaseline: "1.2.840.10008.1.2.4.50",
  jpegExtended: "1.2.840.10008.1.2.4.51",
  jpegLossless: "1.2.840.10008.1.2.4.57",
  jpegLosslessSv1: "1.2.840.10008.1.2.4.70",
  jpegLsLossless: "1.2.840.10008.1.2.4.80",
  jpegLsNearLossless: "1.2.840.10008.1.2.4.81",
  jpeg2000Lossless: "1.2.840.10008.1.2.4.90",
  jpeg2000: "1.2.840.10008.1.2.4.91",
  jpipReferencedDeflate: "1.2.840.10008.1.2.4.95",
  htj2kLossless: "1.2.840.10008.1.2.4.201",
  rleLossless: "1.2.840.10008.1.2.5",
  deflatedImageFrame: "1.2.840.10008.1.2.8.1",
} as const;

const DEFLATED = new Set(["1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205"]);
/** Pixel Data is a reference (JPIP) or absent: nothing is encapsulated. PS3.5 A.6, A.7. */
const REFERENCED = new Set([
  "1.2.840.10008.1.2.4.94",
  "1.2.840.10008.1.2.4.95",
  "1.2.840.10008.1.2.4.204",
  "1.2.840.10008.1.2.4.205",
]);
const NATIVE = new Set([
  "1.2.840.10008.1.2",
  "1.2.840.10008.1.2.1",
  "1.2.840.10008.1.2.1.99",
  "1.2.840.10008.1.2.2",
]);
const IMPLICIT = new Set(["1.2.840.10008.1.2", "1.2.840.10008.1.20"]);

let table: Map<string, TransferSyntax> | undefined;

/** Returns all transfer syntaxes of the registry, retired ones too. */
export function transferSyntaxes(): readonly TransferSyntax[] {
  return [...byUid().values()];
}

/** Returns the facts of a transfer syntax, `undefined` for private and unknown ones. */
export function findTransferSyntax(uid: string): TransferSyntax | undefined {
  return byUid().get(uid);
}

function byUid(): Map<string, TransferSyntax> {
  table ??= new Map(
    uidsOfType("Transfer Syntax").map(({ uid, name, retired }) => {
      // RFC 2557 and XML (1.2.6.x) carry no data set, SMPTE ST 2110 (1.2.7.x) is a live stream, Papyrus is no network syntax.
      const isDataSetEncoding = !/^1\.2\.840\.10008\.1\.2(0|\.[67]\.)/.test(uid);
      return [
        uid,
        {
          uid,
          name,
          retired,
          isExplicit: !IMPLICIT.has(uid),
          isLittleEndian: uid !== TRANSFER_SYNTAX.explicitVrBigEndian,
          isEncapsulated: isDataSetEncoding && !NATIVE.has(uid) && !REFERENCED.has(uid),
          isDeflated: DEFLATED.has(uid),
          isDataSetEncoding,
        },
      ];
    }),
  );
  return table;
}
