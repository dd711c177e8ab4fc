/** Every transfer syntax of the registry with what a codec must know of it. PS3.5 10 and Annex A, PS3.6 Annex A. */
import { describeUid } from "../dictionary/lookup.ts";
import {
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  isDataSetEncoding,
  isDeflated,
  isExplicit,
  isLittleEndian,
} from "./layout.ts";

/** How data sets of a transfer syntax are laid out. PS3.5 Annex A. */
export interface TransferSyntax {
  uid: string;
  /** As the UID registry prints it; the UID itself where the registry is not loaded (`reader` entry). */
  readonly name: string;
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
  implicitVrLittleEndian: IMPLICIT_VR_LITTLE_ENDIAN,
  explicitVrLittleEndian: EXPLICIT_VR_LITTLE_ENDIAN,
  encapsulatedUncompressed: "1.2.840.10008.1.2.1.98",
  deflatedExplicitVrLittleEndian: "1.2.840.10008.1.2.1.99",
  explicitVrBigEndian: EXPLICIT_VR_BIG_ENDIAN,
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

const ROOT = "1.2.840.10008.1.";

/** Every transfer syntax of the registry, behind `1.2.840.10008.1.`; `R` marks a retired one. */
const UIDS = `2 2.1 2.1.98 2.1.99 2.2R
2.4.50 2.4.51 2.4.52R 2.4.53R 2.4.54R 2.4.55R 2.4.56R 2.4.57 2.4.58R 2.4.59R 2.4.60R 2.4.61R 2.4.62R 2.4.63R 2.4.64R
2.4.65R 2.4.66R 2.4.70 2.4.80 2.4.81 2.4.90 2.4.91 2.4.92 2.4.93 2.4.94 2.4.95
2.4.100 2.4.100.1 2.4.101 2.4.101.1 2.4.102 2.4.102.1 2.4.103 2.4.103.1 2.4.104 2.4.104.1 2.4.105 2.4.105.1
2.4.106 2.4.106.1 2.4.107 2.4.108 2.4.110 2.4.111 2.4.112 2.4.201 2.4.202 2.4.203 2.4.204 2.4.205
2.5 2.6.1R 2.6.2R 2.7.1 2.7.2 2.7.3 2.8.1 20R`;

/** Pixel Data is a reference (JPIP) or absent: nothing is encapsulated. PS3.5 A.6, A.7. */
const REFERENCED = new Set([
  "1.2.840.10008.1.2.4.94",
  "1.2.840.10008.1.2.4.95",
  "1.2.840.10008.1.2.4.204",
  "1.2.840.10008.1.2.4.205",
]);
const NATIVE = new Set([
  IMPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  "1.2.840.10008.1.2.1.99",
  EXPLICIT_VR_BIG_ENDIAN,
]);

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
    UIDS.split(/\s/).map((row) => {
      const retired = row.endsWith("R");
      const uid = ROOT + (retired ? row.slice(0, -1) : row);
      return [uid, factsOf(uid, retired)];
    }),
  );
  return table;
}

function factsOf(uid: string, retired: boolean): TransferSyntax {
  const isStored = isDataSetEncoding(uid);
  return {
    uid,
    get name() {
      return describeUid(uid);
    },
    retired,
    isExplicit: isExplicit(uid),
    isLittleEndian: isLittleEndian(uid),
    isEncapsulated: isStored && !NATIVE.has(uid) && !REFERENCED.has(uid),
    isDeflated: isDeflated(uid),
    isDataSetEncoding: isStored,
  };
}
