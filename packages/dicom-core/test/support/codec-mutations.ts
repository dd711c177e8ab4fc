/** Damage to codestreams: bits and bytes, lengths, markers, whole segments, what frame headers declare. */
import type { Random } from "./random.ts";

export const CODESTREAM_MUTATION_KINDS = [
  "bit",
  "byte",
  "word",
  "length",
  "marker",
  "header",
  "insert",
  "delete",
  "repeat",
  "drop",
  "splice",
  "run",
  "cut",
] as const;
export type CodestreamMutationKind = (typeof CODESTREAM_MUTATION_KINDS)[number];

/** Lengths, sizes, counts that overflow, wrap, or are just off. */
const LIES = [0, 1, 2, 3, 7, 8, 9, 17, 0x40, 0x7f, 0x80, 0xfe, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff];
const WIDE_LIES = [0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** Headers are here in every syntax, whatever their layout. RLE: PS3.5 G.5. */
const HEADER_BYTES = 64;

/** Returns a damaged copy of a codestream and what was done; `other` is spliced in. */
export function mutateCodestream(
  input: Uint8Array,
  other: Uint8Array,
  random: Random,
): { bytes: Uint8Array; kinds: CodestreamMutationKind[] } {
  let bytes: Uint8Array = input.slice();
  const kinds: CodestreamMutationKind[] = [];
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const kind = random.pick(CODESTREAM_MUTATION_KINDS);
    kinds.push(kind);
    bytes = MUTATIONS[kind](bytes, other, random);
  }
  return { bytes, kinds };
}

/** Returns where markers stand: FF and a byte that is neither stuffing, fill nor 01. ISO/IEC 10918-1 B.1.1.3. */
export function markerOffsets(bytes: Uint8Array): number[] {
  const offsets: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === 0xff && bytes[at + 1]! > 0x01 && bytes[at + 1] !== 0xff) offsets.push(at);
  }
  return offsets;
}

type Mutation = (bytes: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: Record<CodestreamMutationKind, Mutation> = {
  bit(bytes, _, random) {
    const at = random.below(bytes.length);
    if (at < bytes.length) bytes[at] = bytes[at]! ^ (1 << random.below(8));
    return bytes;
  },
  byte(bytes, _, random) {
    const at = random.below(bytes.length);
    if (at < bytes.length) bytes[at] = random.below(256);
    return bytes;
  },
  /** Offsets, sizes and counts of either byte order near the beginning. */
  word(bytes, _, random) {
    const at = random.below(Math.min(bytes.length, HEADER_BYTES * 4));
    const lie = random.below(2) === 0 ? random.below(2 * bytes.length) : random.pick([...LIES, ...WIDE_LIES]);
    put(bytes, at, lie, random.pick([1, 2, 4]), random.below(2) === 0);
    return bytes;
  },
  length(bytes, _, random) {
    put(bytes, segmentAt(bytes, random) + 2, random.pick(LIES), 2, false);
    return bytes;
  },
  marker(bytes, _, random) {
    const at = segmentAt(bytes, random);
    const isOther = random.below(3) === 0;
    put(bytes, at, 0xff00 | (isOther ? random.below(256) : (bytes[at + 1] ?? 0) ^ 1), 2, false);
    return bytes;
  },
  /** What stands behind a marker and its length: precision, lines, columns, components, sampling, tables. */
  header(bytes, _, random) {
    const at = segmentAt(bytes, random) + 4 + random.below(16);
    put(bytes, at, random.pick(LIES), random.pick([1, 1, 2]), false);
    return bytes;
  },
  insert(bytes, _, random) {
    const at = random.below(bytes.length + 1);
    const added = Uint8Array.from({ length: 1 + random.below(16) }, () => random.below(256));
    return joined(bytes.subarray(0, at), added, bytes.subarray(at));
  },
  delete(bytes, _, random) {
    const at = random.below(bytes.length);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(16)));
  },
  repeat(bytes, _, random) {
    const [from, to] = segment(bytes, random);
    const part = bytes.subarray(from, Math.min(to, from + 256));
    const count = 1 + random.below(8);
    return joined(bytes.subarray(0, from), ...new Array<Uint8Array>(count).fill(part), bytes.subarray(from));
  },
  drop(bytes, _, random) {
    const [from, to] = segment(bytes, random);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  splice(bytes, other, random) {
    return joined(bytes.subarray(0, segmentAt(bytes, random)), other.subarray(segmentAt(other, random)));
  },
  run(bytes, _, random) {
    const at = random.below(bytes.length);
    return bytes.fill(random.pick([0x00, 0xff, 0x80, 0x01]), at, at + 1 + random.below(64));
  },
  cut(bytes, _, random) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
};

/** Returns where a marker stands, or somewhere in the header of a codestream without markers. */
function segmentAt(bytes: Uint8Array, random: Random): number {
  const from = random.below(3) === 0 ? 0 : random.below(bytes.length);
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === 0xff && bytes[at + 1]! > 0x01 && bytes[at + 1] !== 0xff) return at;
  }
  return random.below(Math.min(bytes.length, HEADER_BYTES)) & ~3;
}

/** Returns the bytes from one marker up to the next. */
function segment(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const offsets = markerOffsets(bytes);
  if (offsets.length === 0) {
    const at = segmentAt(bytes, random);
    return [at, at + 4];
  }
  const index = random.below(offsets.length);
  return [offsets[index]!, offsets[index + 1] ?? bytes.length];
}

function put(bytes: Uint8Array, at: number, value: number, size: number, isLittleEndian: boolean): void {
  for (let i = 0; i < size && at + i < bytes.length; i += 1) {
    bytes[at + i] = Math.floor(value / 256 ** (isLittleEndian ? i : size - 1 - i));
  }
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
