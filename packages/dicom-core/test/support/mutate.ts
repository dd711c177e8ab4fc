/** Damage as attackers, broken disks and careless vendors do it to the bytes of a file. */
import { VR_TABLE, vrCode } from "../../src/vr/vr-table.ts";
import type { Random } from "./random.ts";

const MUTATION_KINDS = [
  "bit",
  "byte",
  "length",
  "insert",
  "delete",
  "splice",
  "tag",
  "vr",
  "repeat",
  "delimiter",
] as const;
export type MutationKind = (typeof MUTATION_KINDS)[number];

/** Lengths that overflow, wrap, or are just off. */
const LIES = [
  0, 1, 2, 3, 7, 8, 0xfe, 0xff, 0xfffe, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];
const VRS = [...(Object.keys(VR_TABLE) as (keyof typeof VR_TABLE)[]).map(vrCode), 0, 0x3f3f, 0x5a5a, 0x2020];
/** Of elements that decide how others are read, and of what structures data sets. */
const TAGS = [
  0xfffee000, 0xfffee00d, 0xfffee0dd, 0x00020000, 0x00020010, 0x00080005, 0x00280002, 0x00280008, 0x00280010,
  0x00280011, 0x00280100, 0x00280101, 0x00280102, 0x00280103, 0x00283002, 0x00400275, 0x00090010, 0x00091001,
  0x00041220, 0x00041500, 0x7fe00001, 0x7fe00010, 0xfffcfffc, 0x00000000, 0xffffffff,
];

/** Returns a damaged copy of the bytes and what was done; `other` is spliced in. */
export function mutate(
  input: Uint8Array,
  other: Uint8Array,
  random: Random,
): { bytes: Uint8Array; kinds: MutationKind[] } {
  let bytes: Uint8Array = input.slice();
  const kinds: MutationKind[] = [];
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const kind = random.pick(MUTATION_KINDS);
    kinds.push(kind);
    bytes = MUTATIONS[kind](bytes, other, random);
  }
  return { bytes, kinds };
}

type Mutation = (bytes: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: Record<MutationKind, Mutation> = {
  bit(bytes, _, random) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  byte(bytes, _, random) {
    bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  length(bytes, _, random) {
    const at = headerAt(bytes, random);
    const lie = random.below(3) === 0 ? random.below(2 * bytes.length) : random.pick(LIES);
    if (random.below(2) === 0) put(bytes, at + 6, lie & 0xffff, 2);
    else put(bytes, at + random.pick([4, 8]), lie, 4);
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
  splice(bytes, other, random) {
    const at = headerAt(bytes, random);
    const from = headerAt(other, random);
    const length = random.below(2) === 0 ? other.length : random.below(512);
    return joined(bytes.subarray(0, at), other.subarray(from, from + length));
  },
  tag(bytes, _, random) {
    const tag = random.pick(TAGS);
    const at = headerAt(bytes, random);
    put(bytes, at, tag >>> 16, 2);
    put(bytes, at + 2, tag & 0xffff, 2);
    return bytes;
  },
  vr(bytes, _, random) {
    const code = random.pick(VRS);
    const at = headerAt(bytes, random);
    put(bytes, at + 4, (code >> 8) | ((code & 0xff) << 8), 2);
    return bytes;
  },
  repeat(bytes, _, random) {
    const at = headerAt(bytes, random);
    const part = bytes.subarray(at, at + 8 + random.below(64));
    return joined(
      bytes.subarray(0, at),
      ...new Array<Uint8Array>(1 + random.below(8)).fill(part),
      bytes.subarray(at),
    );
  },
  delimiter(bytes, _, random) {
    const at = headerAt(bytes, random);
    const delimiter = new Uint8Array(8);
    put(delimiter, 0, 0xfffe, 2);
    put(delimiter, 2, random.pick([0xe000, 0xe00d, 0xe0dd]), 2);
    put(delimiter, 4, random.pick(LIES), 4);
    return joined(bytes.subarray(0, at), delimiter, bytes.subarray(at));
  },
};

/** Returns where a header could be: two letters of a VR stand behind a tag, else anywhere even. */
function headerAt(bytes: Uint8Array, random: Random): number {
  const isLetter = (byte = 0) => byte >= 0x41 && byte <= 0x5a;
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const from = random.below(bytes.length);
    for (let at = from & ~1; at < Math.min(bytes.length, from + 128); at += 2) {
      if (isLetter(bytes[at + 4]) && isLetter(bytes[at + 5]) && (bytes[at + 1] ?? 1) === 0) return at;
    }
  }
  return random.below(bytes.length) & ~1;
}

function put(bytes: Uint8Array, at: number, value: number, size: number): void {
  for (let i = 0; i < size && at + i < bytes.length; i += 1) bytes[at + i] = Math.floor(value / 256 ** i);
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
