/** Counts what a function allocates as buffers, and ends it where that is too much before the memory is taken. */

const BUFFERS = [
  "ArrayBuffer",
  "Uint8Array",
  "Int8Array",
  "Uint8ClampedArray",
  "Uint16Array",
  "Int16Array",
  "Uint32Array",
  "Int32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Array",
] as const;

// biome-ignore lint/suspicious/noExplicitAny: constructors of many kinds
type Constructor = any;

/** Thrown by {@link withAllocationLimit}; no typed error, so that no caller takes it for one. */
class AllocationError extends Error {}

/**
 * Runs a function and returns what it returns.
 *
 * @throws AllocationError as soon as it makes more than `limitBytes` of typed arrays, array buffers, sized arrays
 */
export function withAllocationLimit<T>(limitBytes: number, run: () => T): T {
  const holder = globalThis as Record<string, Constructor>;
  const originals = BUFFERS.map((name) => holder[name]);
  let taken = 0;
  for (const [index, name] of BUFFERS.entries()) {
    holder[name] = new Proxy(originals[index], {
      construct(target, [first, ...rest], newTarget) {
        taken += sizeOf(target, first);
        if (taken > limitBytes) throw new AllocationError(`${name}(${first}): over ${limitBytes} bytes`);
        return Reflect.construct(target, first === undefined ? [] : [first, ...rest], newTarget);
      },
    });
  }
  try {
    return run();
  } finally {
    for (const [index, name] of BUFFERS.entries()) holder[name] = originals[index];
  }
}

/** Views take nothing; copies take their own size. */
function sizeOf({ BYTES_PER_ELEMENT }: Constructor, first: unknown): number {
  const elementBytes = BYTES_PER_ELEMENT ?? 1;
  if (typeof first === "number") return first >= 0 ? first * elementBytes : 0;
  const length = (first as { length?: unknown } | undefined)?.length;
  return typeof length === "number" ? length * elementBytes : 0;
}
