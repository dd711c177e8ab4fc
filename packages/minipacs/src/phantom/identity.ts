/** What the same seed gives again: UIDs and random numbers. PS3.5 B.2, RFC 9562 5.8. */
import { createHash } from "node:crypto";

/** Returns the UID of a name: `2.25.` and the name's hash as a UUID of version 8. */
export function uidOfName(name: string): string {
  const bytes = createHash("sha256").update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString("hex")}`)}`;
}

/** Returns a source of numbers from 0 to below 1, always the same ones for a name: a generator of xorshift kind. */
export function randomOfName(name: string): () => number {
  let state = createHash("sha256").update(name).digest().readUInt32LE(0) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
