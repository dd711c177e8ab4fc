/** Reads a Part 10 file from its bytes, all at once or as they come: preamble, meta information, data set. PS3.10 7. */
import { endScan, readDatasetAt, startScan } from "../codec/dataset-reader.ts";
import { LAYOUT_EXPLICIT, LAYOUT_LITTLE_ENDIAN } from "../codec/element-table.ts";
import { viewOf } from "../codec/encoding.ts";
import { limitsOf, type ReadLimits } from "../codec/limits.ts";
import { layoutAt, looksLikeFirst } from "../codec/plausible.ts";
import type { Scanner } from "../codec/scanner.ts";
import { Dataset } from "../dataset/dataset.ts";
import { DiagnosticCollector } from "../diagnostic.ts";
import { DecodeError } from "../errors.ts";
import {
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  isDeflated,
} from "../transfer-syntax/layout.ts";
import type { Framing, ReadDicomFileOptions } from "./part10-reader.ts";
import { PREAMBLE_LENGTH, PREFIX } from "./preamble.ts";

/** Enough to tell what begins at an offset: the header of an element. */
const LOOK_BYTES = 12;
const EXPLICIT = LAYOUT_EXPLICIT | LAYOUT_LITTLE_ENDIAN;
// By number: keywords need the dictionary, which not every reader has.
const META_GROUP_LENGTH = 0x00020000;
const TRANSFER_SYNTAX_UID = 0x00020010;
/** Header and value of the group length, which does not count itself. */
const GROUP_LENGTH_BYTES = 12;

export class FileScan {
  /** Where the data set begins, -1 until that is known. */
  dataOffset = -1;
  readonly #options: ReadDicomFileOptions;
  readonly #limits: ReadLimits;
  readonly #collector: DiagnosticCollector;
  readonly #metaCollector: DiagnosticCollector;
  readonly #dataCollector: DiagnosticCollector;
  #metaOffset = -1;
  #metaScanner: Scanner | undefined;
  #meta: Dataset | undefined;
  #transferSyntaxUid = "";
  #scanner: Scanner | undefined;
  #dataset: Dataset | undefined;
  /** The data set is only what comes before `until`. */
  #isHead = false;

  constructor(given: ReadDicomFileOptions | undefined) {
    const options = given ?? {};
    this.#options = options;
    this.#limits = limitsOf(options);
    this.#collector = new DiagnosticCollector(options.strict);
    this.#metaCollector = new DiagnosticCollector(options.strict);
    this.#dataCollector = new DiagnosticCollector(options.strict);
  }

  /** Tells whether reading has ended before the bytes did, at `until`. */
  get isStopped(): boolean {
    return this.#scanner?.isStopped ?? false;
  }

  /** Where reading has stopped. */
  get endOffset(): number {
    return this.#scanner?.position ?? 0;
  }

  /** Tells whether something was not as it should be, so that reading may have depended on how much was there. */
  get hasGuessed(): boolean {
    const collectors = [this.#collector, this.#metaCollector, this.#dataCollector];
    return collectors.some(({ diagnostics }) => diagnostics.length > 0);
  }

  /**
   * Reads on in `bytes`, which begin as those before did; returns true when all that is wanted is read.
   *
   * @throws DecodeError FILE_NOT_DICOM, and what reading a data set throws
   */
  advance(bytes: Uint8Array, isLast: boolean): boolean {
    if (this.#metaOffset < 0) {
      if (!isLast && bytes.length < PREAMBLE_LENGTH + PREFIX.length + LOOK_BYTES) return false;
      this.#metaOffset = findMeta(bytes, isLast, this.#collector);
    }
    if (this.#meta === undefined && !this.#advanceMeta(bytes, isLast)) return false;
    if (this.#scanner === undefined) {
      if (!isLast && bytes.length < this.dataOffset + LOOK_BYTES) return false;
      const named: unknown = this.#meta?.get(TRANSFER_SYNTAX_UID);
      const transferSyntaxUid =
        typeof named === "string" && named !== "" ? named : this.#guessTransferSyntax(bytes, isLast);
      this.#transferSyntaxUid = transferSyntaxUid;
      if (isDeflated(transferSyntaxUid)) return isLast && this.#inflate(bytes);
      const { until } = this.#options;
      this.#scanner = startScan(bytes, this.dataOffset, {
        transferSyntaxUid,
        until,
        limits: this.#limits,
        collector: this.#dataCollector,
        isLast,
      });
    }
    return continueScan(this.#scanner, bytes, isLast);
  }

  /** Returns what was read; `bytes` are those that were read, or their beginning where reading has stopped. */
  finish(bytes: Uint8Array): Framing {
    const scanner = this.#scanner;
    if (scanner) {
      this.#isHead = scanner.isStopped;
      scanner.table.replaceBytes(bytes);
      this.#dataset = endScan(scanner, this.dataOffset, [], this.#dataCollector);
    }
    return {
      meta: this.#meta ?? new Dataset(),
      dataset: this.#dataset ?? new Dataset(),
      transferSyntaxUid: this.#transferSyntaxUid,
      diagnostics: this.#collector.diagnostics,
      bytes,
      isHead: this.#isHead,
    };
  }

  #advanceMeta(bytes: Uint8Array, isLast: boolean): boolean {
    const offset = this.#metaOffset;
    if (bytes[offset] !== 2 || bytes[offset + 1] !== 0) {
      this.#meta = new Dataset();
      this.dataOffset = offset;
      return true;
    }
    this.#metaScanner ??= startScan(bytes, offset, {
      transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
      onlyGroup: 0x0002,
      limits: this.#limits,
      collector: this.#metaCollector,
      isLast,
    });
    if (!continueScan(this.#metaScanner, bytes, isLast)) return false;
    this.#meta = endScan(this.#metaScanner, offset, [], this.#metaCollector);
    this.dataOffset = this.#metaScanner.position;
    const length = this.#meta.get(META_GROUP_LENGTH);
    if (typeof length === "number" && offset + GROUP_LENGTH_BYTES + length !== this.dataOffset) {
      this.#collector.warn("FILE_META_LENGTH", offset, "not the length of the meta information");
    }
    return true;
  }

  #inflate(bytes: Uint8Array): boolean {
    const transferSyntaxUid = this.#transferSyntaxUid;
    const read = readDatasetAt(bytes, this.dataOffset, { ...this.#options, transferSyntaxUid });
    this.#dataset = read.dataset;
    this.#isHead = read.isStopped;
    return true;
  }

  #guessTransferSyntax(bytes: Uint8Array, isLast: boolean): string {
    this.#collector.warn(
      "FILE_TRANSFER_SYNTAX_MISSING",
      this.dataOffset,
      "no transfer syntax is named: taken from the first element",
    );
    const end = isLast ? bytes.length : Number.POSITIVE_INFINITY;
    switch (layoutAt(viewOf(bytes), this.dataOffset, end, EXPLICIT)) {
      case LAYOUT_LITTLE_ENDIAN:
        return IMPLICIT_VR_LITTLE_ENDIAN;
      case LAYOUT_EXPLICIT:
        return EXPLICIT_VR_BIG_ENDIAN;
      default:
        return EXPLICIT_VR_LITTLE_ENDIAN;
    }
  }
}

function continueScan(scanner: Scanner, bytes: Uint8Array, isLast: boolean): boolean {
  scanner.table.replaceBytes(bytes);
  return scanner.scan(isLast);
}

/** Returns where the meta information, or without one the data set, begins. */
function findMeta(bytes: Uint8Array, isLast: boolean, collector: DiagnosticCollector): number {
  if (hasPrefix(bytes, PREAMBLE_LENGTH)) return PREAMBLE_LENGTH + PREFIX.length;
  if (hasPrefix(bytes, 0)) {
    collector.warn("FILE_PREAMBLE_MISSING", 0, "no preamble before the prefix");
    return PREFIX.length;
  }
  if (!beginsLikeDataset(bytes, 0, isLast)) {
    // A preamble whose prefix is damaged still has the meta information behind it.
    const offset = PREAMBLE_LENGTH + PREFIX.length;
    if (bytes[offset] === 2 && bytes[offset + 1] === 0 && beginsLikeDataset(bytes, offset, isLast)) {
      collector.warn("FILE_PREFIX_MISSING", 0, "no prefix behind the preamble");
      return offset;
    }
    throw new DecodeError("FILE_NOT_DICOM", "neither the prefix DICM nor a data element at the beginning");
  }
  collector.warn("FILE_PREFIX_MISSING", 0, "no preamble and no prefix");
  return 0;
}

function hasPrefix(bytes: Uint8Array, offset: number): boolean {
  return PREFIX.every((byte, i) => bytes[offset + i] === byte);
}

/** An element at the very beginning has a low group, and a VR or a length that fits. */
function beginsLikeDataset(bytes: Uint8Array, offset: number, isLast: boolean): boolean {
  if (bytes.length - offset < 8) return false;
  const view = viewOf(bytes);
  const end = isLast ? bytes.length : Number.POSITIVE_INFINITY;
  return [EXPLICIT, LAYOUT_LITTLE_ENDIAN, LAYOUT_EXPLICIT].some((layout) =>
    looksLikeFirst(view, offset, end, layout, 0x0010),
  );
}
