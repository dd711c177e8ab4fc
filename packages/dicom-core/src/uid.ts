/** Unique identifiers: grammar, creation, and this implementation's own. PS3.5 9 and Annex B. */
import { InvalidArgumentError } from "./errors.ts";

/** (0002,0012) of files and sub-item 52H of associations that this implementation writes. */
export const IMPLEMENTATION_CLASS_UID = "2.25.201713460917385026913720934601182744105";

/** (0002,0013) and sub-item 55H, at most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = "MINIPACS_0_1_0";

/** What `createUid` puts a UID together from. */
export interface CreateUidOptions {
  /** The organisation's own root, e.g. `1.2.826.0.1.3680043.9.9999`. Default: `2.25`, which everybody may use. */
  root: string;
  /** What follows the root and stands before the random number: kinds of objects, stations. */
  components?: readonly (number | bigint | string)[];
}

const MAX_UID_LENGTH = 64;
/** Random digits below an own root; fewer would be no guarantee that the UID is new. */
const MIN_RANDOM_DIGITS = 20;

/** Tells whether a text is a UID: digits and dots, at most 64 characters, no empty component, no leading zero. PS3.5 9.1. */
export function isValidUid(text: string): boolean {
  return text.length <= MAX_UID_LENGTH && /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/.test(text);
}

/**
 * Returns a new UID: `2.25.` and a random UUID as a decimal number, or a random number below an own root.
 *
 * @throws InvalidArgumentError ARG_UID when root and components are no UID or leave no room for 20 digits
 * @see PS3.5 B.2
 */
export function createUid(options?: CreateUidOptions): string {
  if (options === undefined) return `2.25.${randomUuid()}`;
  const prefix = [options.root, ...(options.components ?? [])].join(".");
  const room = MAX_UID_LENGTH - prefix.length - 1;
  if (!isValidUid(prefix) || room < MIN_RANDOM_DIGITS) {
    throw new InvalidArgumentError(
      "ARG_UID",
      `root and components of a UID must be one themselves and leave ${MIN_RANDOM_DIGITS} digits`,
    );
  }
  return `${prefix}.${randomUuid() % 10n ** BigInt(room)}`;
}

/** A version 4 UUID as a number. RFC 9562 5.4. */
function randomUuid(): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}
