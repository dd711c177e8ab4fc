/** Reads Part 10 files, and data sets that lack their preamble or meta information. PS3.10 7. */
import { type BytesInput, plainBytes } from "../codec/encoding.ts";
import type { ReadLimits } from "../codec/limits.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Tag } from "../tag.ts";
import { FileScan } from "./file-scan.ts";
import { PREAMBLE_LENGTH, PREFIX } from "./preamble.ts";

/** A Part 10 file that was read. PS3.10 7. */
export interface DicomFile {
  /** Group 0002. */
  meta: Dataset;
  dataset: Dataset;
  /** Of the data set: from the meta information, else found by looking at it. */
  transferSyntaxUid: string;
  /** Those of the file, its meta information and its data set, as they are by now: text is judged when it is decoded. */
  readonly diagnostics: Diagnostic[];
}

/** How `readDicomFile` reads. */
export interface ReadDicomFileOptions {
  /** Stops before the first element of the data set with this or a higher tag. */
  until?: Tag;
  /** Throws what would be a diagnostic. */
  strict?: boolean;
  limits?: Partial<ReadLimits>;
}

/** What was read: the file has these parts until a program puts others in their place. */
export interface Framing {
  meta: Dataset;
  dataset: Dataset;
  transferSyntaxUid: string;
  /** Of the file alone. */
  diagnostics: readonly Diagnostic[];
  bytes: Uint8Array;
  /** The bytes end at `until`. */
  isHead: boolean;
}

class FileAsRead implements DicomFile {
  meta: Dataset;
  dataset: Dataset;
  transferSyntaxUid: string;
  declare readonly diagnostics: Diagnostic[];
  readonly #framing: Framing;

  /** An own property, so that copies of a file have it; one for all files, which makes them quickly. */
  static readonly #diagnostics = {
    enumerable: true,
    get(this: FileAsRead): Diagnostic[] {
      const { diagnostics, meta, dataset } = this.#framing;
      return [...diagnostics, ...meta.diagnostics, ...dataset.diagnostics];
    },
  };

  constructor(framing: Framing) {
    this.meta = framing.meta;
    this.dataset = framing.dataset;
    this.transferSyntaxUid = framing.transferSyntaxUid;
    this.#framing = framing;
    Object.defineProperty(this, "diagnostics", FileAsRead.#diagnostics);
  }

  static framingOf(file: DicomFile): Framing | undefined {
    return file instanceof FileAsRead ? file.#framing : undefined;
  }
}

/**
 * Returns a file from its bytes. Values are **views into the input** (of a deflated data set: into what was inflated).
 *
 * Without preamble or meta information the data set is read as what its first element looks like, with a diagnostic.
 *
 * @throws InvalidArgumentError ARG_SOURCE for what is no bytes, such as a path
 * @throws DecodeError FILE_NOT_DICOM when the bytes do not begin like DICOM
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX
 * @throws LimitExceededError LIMIT_EXCEEDED, see {@link ReadLimits}
 * @see PS3.10 7.1
 */
export function readDicomFile(bytes: BytesInput, options?: ReadDicomFileOptions): DicomFile {
  const plain = plainBytes(bytes);
  const scan = new FileScan(options);
  scan.advance(plain, true);
  return finishFile(scan, plain);
}

/** Used by readers: returns the file of a scan that has come to its end. */
export function finishFile(scan: FileScan, bytes: Uint8Array): DicomFile {
  return new FileAsRead(scan.finish(bytes));
}

/** Used by the writer: the bytes a file was read from, `undefined` where it is another by now. */
export function bytesAsRead(file: DicomFile): Uint8Array | undefined {
  const framing = FileAsRead.framingOf(file);
  if (framing === undefined || framing.isHead) return undefined;
  const { bytes, meta, dataset, transferSyntaxUid } = framing;
  const isSame =
    file.meta === meta && file.dataset === dataset && file.transferSyntaxUid === transferSyntaxUid;
  return isSame && !meta.isModified && !dataset.isModified ? bytes : undefined;
}

/** Used by the writer: the preamble of the file as it was read, `undefined` where it had none. */
export function preambleAsRead(file: DicomFile): Uint8Array | undefined {
  const framing = FileAsRead.framingOf(file);
  const { span } = framing?.meta.span ? framing.meta : (framing?.dataset ?? {});
  return span?.start === PREAMBLE_LENGTH + PREFIX.length
    ? framing?.bytes.subarray(0, PREAMBLE_LENGTH)
    : undefined;
}
