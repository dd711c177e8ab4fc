/** Reads Part 10 files, and data sets that lack their preamble or meta information. PS3.10 7. */
import { readDatasetAt } from "../codec/dataset-reader.ts";
import type { ReadLimits } from "../codec/limits.ts";
import { Dataset } from "../dataset/dataset.ts";
import { type Diagnostic, DiagnosticCollector } from "../diagnostic.ts";
import { DecodeError } from "../errors.ts";
import type { Tag } from "../tag.ts";
import { TRANSFER_SYNTAX } from "../transfer-syntax/transfer-syntaxes.ts";
import { vrOfCode } from "../vr/vr-table.ts";
import { PREAMBLE_LENGTH, PREFIX } from "./file-meta.ts";

export interface DicomFile {
  /** Group 0002. */
  meta: Dataset;
  dataset: Dataset;
  /** Of the data set: from the meta information, else found by looking at it. */
  transferSyntaxUid: string;
  diagnostics: Diagnostic[];
}

export interface ReadDicomFileOptions {
  /** Stops before the first element of the data set with this or a higher tag. */
  until?: Tag;
  /** Throws what would be a diagnostic. */
  strict?: boolean;
  limits?: Partial<ReadLimits>;
}

/** Files as read, so that an unedited one is written back as it was. */
const framings = new WeakMap<DicomFile, { bytes: Uint8Array; dataOffset: number }>();

/**
 * Returns a file from its bytes. Values are **views into the input**.
 *
 * Without preamble or meta information the data set is read as what its first element looks like, with a diagnostic.
 *
 * @throws DecodeError FILE_NOT_DICOM when the bytes do not begin like DICOM
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX
 * @see PS3.10 7.1
 */
export function readDicomFile(bytes: Uint8Array, options: ReadDicomFileOptions = {}): DicomFile {
  const collector = new DiagnosticCollector(options.strict ?? false);
  const metaOffset = findMeta(bytes, collector);
  const { meta, dataOffset } = readMeta(bytes, metaOffset, options);
  const transferSyntaxUid =
    meta.get("TransferSyntaxUID") ?? guessTransferSyntax(bytes, dataOffset, collector);
  const { dataset } = readDatasetAt(bytes, dataOffset, {
    transferSyntaxUid,
    strict: options.strict ?? false,
    ...(options.until === undefined ? {} : { until: options.until }),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const file: DicomFile = {
    meta,
    dataset,
    transferSyntaxUid,
    diagnostics: [...collector.diagnostics, ...meta.diagnostics, ...dataset.diagnostics],
  };
  if (options.until === undefined) framings.set(file, { bytes, dataOffset });
  return file;
}

/** Used by the writer: the bytes a file was read from and where its data set begins. */
export function framingOf(file: DicomFile): { bytes: Uint8Array; dataOffset: number } | undefined {
  return framings.get(file);
}

/** Returns where the meta information, or without one the data set, begins. */
function findMeta(bytes: Uint8Array, collector: DiagnosticCollector): number {
  if (hasPrefix(bytes, PREAMBLE_LENGTH)) return PREAMBLE_LENGTH + PREFIX.length;
  const report = (code: string, message: string) =>
    collector.add({ code, severity: "warning", offset: 0, path: "", message });
  if (hasPrefix(bytes, 0)) {
    report("FILE_PREAMBLE_MISSING", "the file begins with its prefix, without a preamble");
    return PREFIX.length;
  }
  if (!looksLikeElement(bytes, 0)) {
    throw new DecodeError("FILE_NOT_DICOM", "neither the prefix DICM nor a data element at the beginning");
  }
  report("FILE_PREFIX_MISSING", "no preamble and no prefix, the file begins with a data element");
  return 0;
}

function hasPrefix(bytes: Uint8Array, offset: number): boolean {
  return PREFIX.every((byte, i) => bytes[offset + i] === byte);
}

function readMeta(
  bytes: Uint8Array,
  offset: number,
  { strict = false }: ReadDicomFileOptions,
): { meta: Dataset; dataOffset: number } {
  const startsWithGroup2 = bytes[offset] === 2 && bytes[offset + 1] === 0;
  if (!startsWithGroup2) return { meta: new Dataset(), dataOffset: offset };
  const { dataset: meta, endOffset } = readDatasetAt(bytes, offset, {
    transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
    onlyGroup: 0x0002,
    strict,
  });
  return { meta, dataOffset: endOffset };
}

/** An element at the very beginning has a low group and a VR or a length that fits. */
function looksLikeElement(bytes: Uint8Array, offset: number): boolean {
  if (bytes.length - offset < 8) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasVr = vrOfCode(view.getUint16(offset + 4)) !== undefined;
  const group = view.getUint16(offset, true);
  const isLowGroup = (group >= 0x0002 && group <= 0x0010) || (hasVr && view.getUint16(offset) <= 0x0010);
  return isLowGroup && (hasVr || view.getUint32(offset + 4, true) <= bytes.length - offset - 8);
}

function guessTransferSyntax(bytes: Uint8Array, offset: number, collector: DiagnosticCollector): string {
  collector.add({
    code: "FILE_TRANSFER_SYNTAX_MISSING",
    severity: "warning",
    offset,
    path: "",
    message: "the file does not name its transfer syntax: taken from the look of its first element",
  });
  if (bytes.length - offset < 8) return TRANSFER_SYNTAX.explicitVrLittleEndian;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (vrOfCode(view.getUint16(offset + 4)) === undefined) return TRANSFER_SYNTAX.implicitVrLittleEndian;
  const isBigEndian = bytes[offset] === 0 && bytes[offset + 1] !== 0;
  return isBigEndian ? TRANSFER_SYNTAX.explicitVrBigEndian : TRANSFER_SYNTAX.explicitVrLittleEndian;
}
