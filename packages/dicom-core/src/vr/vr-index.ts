/** The rows of the VR table by a small number, and that number by the two bytes of a VR: what a scan needs. */
import { VR_TABLE, type VrFacts } from "./vr-table.ts";

/** Facts by index. */
export const VR_FACTS: readonly VrFacts[] = Object.values(VR_TABLE);

/** Stands for a VR that the dictionary leaves open until other elements are known. */
export const OPEN_VR = VR_FACTS.length;

/** No VR. */
export const NO_VR = 255;

const BY_LETTERS = new Uint8Array(26 * 26).fill(NO_VR);
const INDEX_BY_NAME = new Map<string, number>();
for (const [index, { vr }] of VR_FACTS.entries()) {
  BY_LETTERS[(vr.charCodeAt(0) - 0x41) * 26 + vr.charCodeAt(1) - 0x41] = index;
  INDEX_BY_NAME.set(vr, index);
}

/** 1 for each VR with a 32-bit length field in Explicit VR. PS3.5 Table 7.1-1. */
export const HAS_LONG_LENGTH = Uint8Array.from(VR_FACTS, ({ hasLongLength }) => (hasLongLength ? 1 : 0));

/** Returns the index of the VR with these two bytes, {@link NO_VR} for anything else. */
export function vrIndexOfBytes(first: number, second: number): number {
  const a = first - 0x41;
  const b = second - 0x41;
  if (a < 0 || a > 25 || b < 0 || b > 25) return NO_VR;
  return BY_LETTERS[a * 26 + b] as number;
}

/** Returns the index of a VR. */
export function vrIndexOf(vr: VrFacts["vr"]): number {
  return INDEX_BY_NAME.get(vr) as number;
}
