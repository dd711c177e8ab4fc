/** Builds data sets from their bytes. PS3.5 7 and Annex A. */

import { checkText } from "../charset/text-decoder.ts";
import { Dataset, type Origin } from "../dataset/dataset.ts";
import { inflate } from "../deflate/inflater.ts";
import { DiagnosticCollector } from "../diagnostic.ts";
import { LimitExceededError, UnsupportedError } from "../errors.ts";
import type { Tag } from "../tag.ts";
import { isDeflated } from "../transfer-syntax/layout.ts";
import { ElementTable, LAYOUT_EXPLICIT, LAYOUT_LITTLE_ENDIAN, layoutBits } from "./element-table.ts";
import { type BytesInput, layoutOf, plainBytes, transferSyntaxOf, viewOf } from "./encoding.ts";
import { limitsOf, type ReadLimits } from "./limits.ts";
import { layoutAt } from "./plausible.ts";
import { Scanner, type ScanOptions } from "./scanner.ts";

/** How `readDataset` reads. */
export interface ReadDatasetOptions {
  transferSyntaxUid: string;
  /** In force unless the data set has its own (0008,0005). Default: the default repertoire. */
  specificCharacterSet?: readonly string[];
  /** Stops before the first element with this or a higher tag. */
  until?: Tag;
  /** Throws what would be a diagnostic. */
  strict?: boolean;
  limits?: Partial<ReadLimits>;
}

/** Offsets are kept in 32 bits. */
const MAX_INPUT_BYTES = 0xffffffff;

/**
 * Returns the data set of the bytes. Values are **views into the input** (of a deflated data set: into what was
 * inflated), decoded when they are asked for.
 *
 * @throws InvalidArgumentError ARG_SOURCE for what is no bytes, ARG_TRANSFER_SYNTAX for options that name none
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX
 * @throws LimitExceededError LIMIT_EXCEEDED, see {@link ReadLimits}
 * @throws DecodeError with the code of the first diagnostic, when `strict`
 * @see PS3.5 7.1
 */
export function readDataset(bytes: BytesInput, options: ReadDatasetOptions): Dataset {
  return readDatasetAt(bytes, 0, options).dataset;
}

/**
 * Reads what is there of a growing prefix of a data set, up to the element `until`; complete when that element or a
 * later one, or the end of everything before it, has been seen. Elements that are cut are left out.
 *
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX for deflated data sets, of which no prefix can be read.
 */
export function readDatasetHead(
  bytes: Uint8Array,
  options: { transferSyntaxUid: string; until: Tag },
): { dataset: Dataset; isComplete: boolean } {
  if (isDeflated(options.transferSyntaxUid)) {
    throw new UnsupportedError("UNSUPPORTED_TRANSFER_SYNTAX", "a deflated data set has no head");
  }
  const { dataset, isTruncated, endOffset } = readDatasetAt(bytes, 0, { ...options, isPrefix: true });
  return { dataset, isComplete: !isTruncated && endOffset < bytes.length };
}

export interface ReadAtOptions extends ReadDatasetOptions {
  /** The bytes are the beginning of more: stops before an element that is not all there. */
  isPrefix?: boolean;
  /** Stops before the first element at the root of another group. */
  onlyGroup?: number;
}

/** Reads the data set that starts at an offset of the bytes, e.g. behind the meta information of a file. */
export function readDatasetAt(
  input: BytesInput,
  offset: number,
  options: ReadAtOptions,
): { dataset: Dataset; endOffset: number; isTruncated: boolean; isStopped: boolean } {
  const whole = plainBytes(input);
  const transferSyntaxUid = transferSyntaxOf(options);
  const collector = new DiagnosticCollector(options.strict ?? false);
  const limits = limitsOf(options);
  let bytes = whole;
  let start = offset;
  let origin: Origin | undefined;
  if (isDeflated(transferSyntaxUid)) {
    const deflated = bytes.subarray(offset);
    const inflated = inflate(deflated, {
      maxLengthBytes: limits.maxInflatedBytes,
      maxRatio: limits.maxInflateRatio,
    });
    for (const [code, at, message] of inflated.faults) collector.warn(code, offset + at, message);
    origin = { transferSyntaxUid, bytes: deflated, rest: inflated.rest };
    bytes = inflated.bytes;
    start = 0;
  }
  const isLast = !options.isPrefix;
  const { until, onlyGroup } = options;
  const scanner = startScan(bytes, start, { transferSyntaxUid, until, onlyGroup, limits, collector, isLast });
  const isWhole = scanner.scan(isLast);
  const { isStopped } = scanner;
  const dataset = endScan(
    scanner,
    start,
    options.specificCharacterSet ?? [],
    collector,
    // A stream is that of the whole data set only.
    isStopped ? undefined : origin,
  );
  return {
    dataset,
    endOffset: origin ? whole.length : (dataset.span?.end ?? start),
    isTruncated: !isWhole,
    isStopped,
  };
}

/** Returns a scanner for the data set at an offset, in the layout that its first element shows. */
export function startScan(
  bytes: Uint8Array,
  offset: number,
  options: ScanOptions & {
    transferSyntaxUid: string;
    /** No more bytes will come. */
    isLast: boolean;
  },
): Scanner {
  const { collector, isLast } = options;
  if (bytes.length > MAX_INPUT_BYTES) {
    throw new LimitExceededError("maxInputBytes", MAX_INPUT_BYTES, bytes.length);
  }
  const view = viewOf(bytes);
  const labelled = layoutBits(layoutOf(options.transferSyntaxUid));
  const end = isLast ? bytes.length : Number.POSITIVE_INFINITY;
  const layout = bytes.length - offset < 8 ? labelled : layoutAt(view, offset, end, labelled);
  if (layout !== labelled) {
    const isImplicit = (layout & LAYOUT_EXPLICIT) === 0;
    const isSwapped = (layout & LAYOUT_LITTLE_ENDIAN) !== (labelled & LAYOUT_LITTLE_ENDIAN);
    const code = isSwapped
      ? (labelled & LAYOUT_LITTLE_ENDIAN) !== 0
        ? "DATASET_IS_BIG_ENDIAN"
        : "DATASET_IS_LITTLE_ENDIAN"
      : isImplicit
        ? "DATASET_IS_IMPLICIT"
        : "DATASET_IS_EXPLICIT";
    collector.warn(code, offset, "the data set is not laid out as its transfer syntax says");
  }
  return new Scanner(new ElementTable(bytes, view, layout), offset, options);
}

/** Returns the data set of what has been scanned; of a prefix, sequences that are cut are left out. */
export function endScan(
  scanner: Scanner,
  start: number,
  inheritedTerms: readonly string[],
  collector: DiagnosticCollector,
  origin?: Origin,
): Dataset {
  const { table, openRecord } = scanner;
  let end = scanner.position;
  if (openRecord >= 0) {
    end = table.start(openRecord);
    table.truncate(openRecord);
  }
  table.finish();
  const dataset = Dataset.read(table, -1, start, end, undefined, inheritedTerms, origin);
  checkText(dataset, collector);
  dataset.diagnostics.push(...collector.diagnostics);
  return dataset;
}
