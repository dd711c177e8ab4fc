/**
 * What was read and is in no element: bytes that are no items, values that came twice, bytes at the end. The writer
 * keeps them where they mean the same again. PS3.5 7.1, 7.5.
 */
import type { Dataset } from "../dataset/dataset.ts";
import { type DataElement, elementOfRecord } from "../dataset/element.ts";
import type { Tag } from "../tag.ts";
import { OPEN_VR } from "../vr/vr-index.ts";
import { resolveVr } from "./ambiguous-vr.ts";
import { type ElementTable, RECORD_ITEM } from "./element-table.ts";
import { tagAt } from "./plausible.ts";

const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const DELIMITER_BYTES = 8;
const NONE = new Uint8Array(0);

/** Returns the value of a sequence of defined length that was read and holds no item but bytes; a view. */
export function rawSequenceBytes(element: DataElement): Uint8Array | undefined {
  if (element.items?.length !== 0) return undefined;
  const bytes = bytesBehindItems(element);
  return bytes.length > 0 ? bytes : undefined;
}

/** Returns what stands in a sequence of defined length behind its last item, which need not be there; a view. */
export function bytesBehindItems(element: DataElement): Uint8Array {
  const { source, valueOffset, endOffset, input } = element;
  const start = endOfItems(element);
  if (source === undefined || start === undefined || start >= endOffset) return NONE;
  const { view, isLittleEndian } = source;
  if (view.getUint32(valueOffset - 4, isLittleEndian) === UNDEFINED_LENGTH) return NONE;
  // A delimiter behind a length says nothing.
  const isDelimiter =
    endOffset - start === DELIMITER_BYTES && tagAt(view, start, isLittleEndian) === SEQUENCE_DELIMITATION;
  return isDelimiter ? NONE : input.subarray(start, endOffset);
}

/** Where the items end that a sequence was read with; `undefined` where it has got others. */
function endOfItems(element: DataElement): number | undefined {
  const { items = [], valueOffset, endOffset, input } = element;
  const last = items.at(-1)?.span;
  if (last === undefined) return items.length > 0 || element.isModified ? undefined : valueOffset;
  const { table } = last;
  if (table.bytes !== input) return undefined;
  // The last one that is left: those behind it, which were taken out, go without a trace.
  let { record } = last;
  for (let next = table.next(record); isItemBefore(table, next, endOffset); next = table.next(next))
    record = next;
  const isUndefined =
    table.view.getUint32(table.valueOffset(record) - 4, last.source.isLittleEndian) === UNDEFINED_LENGTH;
  return table.end(record) + (isUndefined ? DELIMITER_BYTES : 0);
}

function isItemBefore(table: ElementTable, record: number, end: number): boolean {
  return record < table.count && table.kind(record) === RECORD_ITEM && table.start(record) < end;
}

/** Returns what stands in a data set that was read behind its last element and is none; a view. */
export function bytesBehindElements({ span }: Dataset): Uint8Array | undefined {
  if (span === undefined) return undefined;
  const { table, record, end } = span;
  let start = span.start;
  for (const at of table.children(record)) start = table.end(at);
  return start < end ? table.bytes.subarray(start, end) : undefined;
}

/** Returns the elements by ascending tag, those that came twice once more: the one that counts is the last. */
export function elementsWithDuplicates(dataset: Dataset): Iterable<DataElement> {
  const { span } = dataset;
  if (span === undefined || !span.table.isUnordered(span.record)) return dataset.elements();
  const { table, record } = span;
  const recordsByTag = new Map<Tag, number[]>();
  for (const at of table.children(record)) {
    const records = recordsByTag.get(table.tag(at));
    if (records) records.push(at);
    else recordsByTag.set(table.tag(at), [at]);
  }
  const elements: DataElement[] = [];
  for (const element of dataset.elements()) {
    const records = recordsByTag.get(element.tag) ?? [];
    const last = records.pop();
    // Of what was set, or is another data set's, nothing that it replaced is left.
    const isAsRead =
      last !== undefined && element.input === table.bytes && element.startOffset === table.start(last);
    if (isAsRead) for (const at of records) elements.push(elementAt(table, at, dataset));
    elements.push(element);
  }
  return elements;
}

function elementAt(table: ElementTable, record: number, dataset: Dataset): DataElement {
  const isOpen = table.vrIndex(record) === OPEN_VR;
  const vr = isOpen ? resolveVr(table.tag(record), dataset.vrContext()) : undefined;
  return elementOfRecord(table, record, dataset, vr);
}
