/** Expands segmented palette data: discrete, linear and indirect segments. PS3.3 C.7.9.2. */

const DISCRETE = 0;
const LINEAR = 1;
const INDIRECT = 2;
/** Values of an indirect segment's offset: 32 bits as bytes, or as two words, the low one first. */
const OFFSET_VALUES = { 8: 4, 16: 2 } as const;

/**
 * Returns up to `count` entries; fewer where the segments end early or stop making sense.
 *
 * @param values bytes or 16-bit words, as the entries are
 */
export function expandSegments(values: Uint16Array, bits: 8 | 16, count: number): Uint16Array {
  const out = new Uint16Array(count);
  const starts = new Set<number>();
  let length = 0;

  /** Expands segments from `at` on: all of them, or some where they are copied. Returns whether they made sense. */
  const expand = (at: number, segmentCount: number, isCopy: boolean): boolean => {
    for (let done = 0; done < segmentCount && at + 2 < values.length && length < count; done += 1) {
      const type = values[at]!;
      const size = values[at + 1]!;
      if (!isCopy) starts.add(at);
      at += 2;
      if (type === DISCRETE) {
        const end = Math.min(at + size, values.length);
        for (; at < end && length < count; at += 1, length += 1) out[length] = values[at]!;
      } else if (type === LINEAR && length > 0) {
        appendLine(out[length - 1]!, values[at]!, size);
        at += 1;
      } else if (type === INDIRECT && !isCopy) {
        const offset = indirectStart(at);
        if (offset === undefined || !expand(offset, size, true)) return false;
        at += OFFSET_VALUES[bits];
      } else {
        return false;
      }
    }
    return true;
  };

  const appendLine = (from: number, to: number, size: number): void => {
    for (let i = 1; i <= size && length < count; i += 1, length += 1) {
      out[length] = Math.round(from + ((to - from) * i) / size);
    }
  };

  /** The standard counts the offset in bytes, some count in entries: it is what leads to a segment. */
  const indirectStart = (at: number): number | undefined => {
    if (at + OFFSET_VALUES[bits] > values.length) return undefined;
    const offset =
      bits === 16
        ? values[at]! + values[at + 1]! * 2 ** 16
        : values[at]! + values[at + 1]! * 2 ** 8 + values[at + 2]! * 2 ** 16 + values[at + 3]! * 2 ** 24;
    return [offset / (bits / 8), offset].find((start) => starts.has(start));
  };

  expand(0, Number.POSITIVE_INFINITY, false);
  return out.subarray(0, length);
}
