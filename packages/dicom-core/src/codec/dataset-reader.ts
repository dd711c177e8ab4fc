/** Builds data sets from the tokens of their bytes. PS3.5 7. */

import { Dataset } from "../dataset/dataset.ts";
import { DataElement, type Fragment } from "../dataset/element.ts";
import { DiagnosticCollector } from "../diagnostic.ts";
import { UnsupportedError } from "../errors.ts";
import type { Tag } from "../tag.ts";
import { vrOfCode } from "../vr/vr-table.ts";
import { resolveVr } from "./ambiguous-vr.ts";
import { createSource, layoutOf, type Source } from "./encoding.ts";
import { DEFAULT_READ_LIMITS, type ReadLimits } from "./limits.ts";
import { TokenReader } from "./tokens.ts";

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

/**
 * Returns the data set of the bytes. Values are **views into the input**, decoded when they are asked for.
 *
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX
 * @throws LimitExceededError LIMIT_EXCEEDED, see {@link ReadLimits}
 * @throws DecodeError with the code of the first diagnostic, when `strict`
 * @see PS3.5 7.1
 */
export function readDataset(bytes: Uint8Array, options: ReadDatasetOptions): Dataset {
  return readDatasetAt(bytes, 0, options).dataset;
}

/**
 * Reads what is there of a growing prefix of a data set, up to the element `until`; complete when that element or a
 * later one, or the end of everything before it, has been seen. Elements that are cut are left out.
 *
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX for deflated data sets.
 */
export function readDatasetHead(
  bytes: Uint8Array,
  options: { transferSyntaxUid: string; until: Tag },
): { dataset: Dataset; isComplete: boolean } {
  const { dataset, isTruncated, endOffset } = readDatasetAt(bytes, 0, { ...options, isPrefix: true });
  return { dataset, isComplete: !isTruncated && endOffset < bytes.length };
}

/** Reads the data set that starts at an offset of the bytes, e.g. behind the meta information of a file. */
export function readDatasetAt(
  bytes: Uint8Array,
  offset: number,
  options: ReadDatasetOptions & { isPrefix?: boolean; onlyGroup?: number },
): { dataset: Dataset; endOffset: number; isTruncated: boolean } {
  const collector = new DiagnosticCollector(options.strict ?? false);
  const source = sourceFor(bytes, offset, options.transferSyntaxUid, collector);
  const tokens = new TokenReader(source, {
    offset,
    limits: { ...DEFAULT_READ_LIMITS, ...options.limits },
    collector,
    until: options.until,
    onlyGroup: options.onlyGroup,
    isPrefix: options.isPrefix,
  });
  const root = Dataset.fromSource(source, offset, options.specificCharacterSet ?? [], undefined);
  const endOffset = build(tokens, root, collector);
  root.endSource(endOffset);
  root.diagnostics.push(...collector.diagnostics);
  return { dataset: root, endOffset, isTruncated: tokens.isTruncated };
}

interface Open {
  dataset: Dataset;
  items: Dataset[];
  tag: Tag;
  start: number;
  source: Source;
}

/** Turns tokens into elements; returns the offset where the data set ends. */
function build(tokens: TokenReader, root: Dataset, collector: DiagnosticCollector): number {
  let current = root;
  const open: Open[] = [];
  let fragments: Fragment[] = [];
  let pixels: { tag: Tag; start: number; valueOffset: number } | undefined;
  for (;;) {
    switch (tokens.next()) {
      case "element": {
        const { tag, start, valueOffset, valueEnd, source } = tokens;
        const vr = tokens.vr ?? resolveVr(tag, current.vrContext());
        add(current, new DataElement({ tag, vr, span: { source, start, valueOffset, end: valueEnd } }));
        break;
      }
      case "sequence-start":
        open.push({
          dataset: current,
          items: [],
          tag: tokens.tag,
          start: tokens.start,
          source: tokens.source,
        });
        break;
      case "item-start": {
        const sequence = open.at(-1)!;
        current = Dataset.fromSource(
          tokens.source,
          tokens.position,
          sequence.dataset.characterSetAsRead,
          sequence.dataset,
        );
        sequence.items.push(current);
        break;
      }
      case "item-end":
        current.endSource(tokens.valueEnd);
        current = open.at(-1)!.dataset;
        break;
      case "sequence-end": {
        const { dataset, items, tag, start, source } = open.pop()!;
        const span = { source, start, valueOffset: start, end: tokens.position };
        add(dataset, new DataElement({ tag, vr: "SQ", span, items }));
        break;
      }
      case "fragments-start":
        fragments = [];
        pixels = { tag: tokens.tag, start: tokens.start, valueOffset: tokens.valueOffset };
        break;
      case "fragment":
        fragments.push(tokens.source.bytes.subarray(tokens.valueOffset, tokens.valueEnd));
        break;
      case "fragments-end": {
        const span = { source: tokens.source, ...pixels!, end: tokens.position };
        add(current, new DataElement({ tag: tokens.tag, vr: "OB", span, fragments }));
        pixels = undefined;
        break;
      }
      case "end": {
        // A prefix may end inside sequences: what is there of them is not handed out.
        const outermost = open[0];
        return outermost?.start ?? pixels?.start ?? tokens.position;
      }
    }
  }

  function add(dataset: Dataset, element: DataElement): void {
    if (dataset.has(element.tag)) {
      collector.add({
        code: "DATASET_DUPLICATE_ELEMENT",
        severity: "warning",
        offset: element.span?.start ?? -1,
        path: tokens.path,
        message: "an element that was there already; the later one counts",
      });
    }
    dataset.addRead(element);
  }
}

/** Looks at the first element: data labelled with the wrong kind of VR is read as what it is. */
function sourceFor(
  bytes: Uint8Array,
  offset: number,
  transferSyntaxUid: string,
  collector: DiagnosticCollector,
): Source {
  const { isExplicit, isLittleEndian } = layoutOf(transferSyntaxUid);
  if (!isLittleEndian && !isExplicit) {
    throw new UnsupportedError(
      "UNSUPPORTED_TRANSFER_SYNTAX",
      "Implicit VR Big Endian is no DICOM transfer syntax",
    );
  }
  const source = createSource(bytes, isExplicit, isLittleEndian);
  const isDelimiter = bytes[offset] === 0xfe && bytes[offset + 1] === 0xff;
  if (bytes.length - offset < 8 || isDelimiter) return source;
  const hasVr = vrOfCode((bytes[offset + 4]! << 8) | bytes[offset + 5]!) !== undefined;
  const implicitLength = source.view.getUint32(offset + 4, isLittleEndian);
  const fits = implicitLength <= bytes.length - offset - 8 || implicitLength === 0xffffffff;
  if (hasVr === isExplicit || (isExplicit && !(fits && isLittleEndian)) || (!isExplicit && fits))
    return source;
  collector.add({
    code: isExplicit ? "DATASET_IS_IMPLICIT" : "DATASET_IS_EXPLICIT",
    severity: "warning",
    offset,
    path: "",
    message: `the data set is in ${isExplicit ? "Implicit" : "Explicit"} VR, its transfer syntax says otherwise`,
  });
  return createSource(bytes, !isExplicit, isLittleEndian);
}
