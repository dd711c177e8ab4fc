/** What stands at the very beginning of a Part 10 file. Apart, so that readers need nothing of the writers. PS3.10 7.1. */

export const PREAMBLE_LENGTH = 128;
/** `DICM`. */
export const PREFIX = Uint8Array.of(0x44, 0x49, 0x43, 0x4d);
