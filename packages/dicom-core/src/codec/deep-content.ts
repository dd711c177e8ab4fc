/** What a reader has kept as raw bytes because it is nested too deep, taken apart to be written in another layout. */
import type { Dataset } from "../dataset/dataset.ts";
import { type DataElement, elementOfRecord } from "../dataset/element.ts";
import { DiagnosticCollector } from "../diagnostic.ts";
import { ElementTable, layoutBits, RECORD_ELEMENT } from "./element-table.ts";
import { viewOf } from "./encoding.ts";
import { DEFAULT_READ_LIMITS } from "./limits.ts";
import { tagAt } from "./plausible.ts";
import { Scanner } from "./scanner.ts";

const ITEM = 0xfffee000;

/**
 * Returns an element of UN that was kept raw as the sequence or the fragments that it is, what is deeper than
 * `maxNestingDepth` raw again; `undefined` for any other element.
 */
export function deepContent(
  element: DataElement,
  dataset: Dataset,
  maxNestingDepth: number,
): DataElement | undefined {
  const { source, valueOffset, startOffset, endOffset, length } = element;
  if (source === undefined || length < 8) return undefined;
  const isItem = [true, false].some((isLittle) => tagAt(source.view, valueOffset, isLittle) === ITEM);
  if (!isItem) return undefined;
  const bytes = source.bytes.subarray(0, endOffset);
  const table = new ElementTable(bytes, viewOf(bytes), layoutBits(source));
  const scanner = new Scanner(table, startOffset, {
    limits: { ...DEFAULT_READ_LIMITS, maxNestingDepth, maxElementCount: Number.POSITIVE_INFINITY },
    // All of it has been told when it was read: that it is too deep.
    collector: new DiagnosticCollector(),
  });
  scanner.scan();
  table.finish();
  return table.kind(0) === RECORD_ELEMENT ? undefined : elementOfRecord(table, 0, dataset);
}
