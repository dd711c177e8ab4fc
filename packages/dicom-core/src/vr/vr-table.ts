/** The 34 value representations as one table. PS3.5 6.2 Table 6.2-1, length fields 7.1.2. */

/** How a value is read: text, number, bytes, items or attribute tags. */
export type ValueKind =
  | "text"
  | "person-name"
  | "decimal-string"
  | "integer-string"
  | "number"
  | "bigint"
  | "tag"
  | "bytes"
  | "sequence";

/** What PS3.5 Table 6.2-1 says of a VR, and how it lies in a file. */
export interface VrFacts {
  vr: Vr;
  kind: ValueKind;
  /** Explicit VR: two reserved bytes and a 32-bit length instead of a 16-bit one. PS3.5 Tables 7.1-1 and 7.1-2. */
  hasLongLength: boolean;
  /** What makes an odd length even. */
  padByte: 0x00 | 0x20;
  /** Bytes that change places with the byte order; 1 where none do. */
  unitBytes: 1 | 2 | 4 | 8;
  /** Text in the Specific Character Set. PS3.5 6.1.2.3. */
  usesCharacterSet: boolean;
  /** A backslash separates values. */
  isMultiValued: boolean;
  /** Of one value: characters for text (per component group for PN), bytes for AE to UI; 0 means no limit of its own. */
  maxLength: number;
  /** Leading spaces are padding too. */
  trimsStart: boolean;
}

const LONG = 1;
const CHARSET = 2;
const SINGLE = 4;
const KEEP_START = 8;

const row = <V extends string>(
  vr: V,
  kind: ValueKind,
  unitBytes: 1 | 2 | 4 | 8,
  padByte: 0x00 | 0x20,
  maxLength: number,
  flags = 0,
) => ({
  vr,
  kind,
  unitBytes,
  padByte,
  maxLength,
  hasLongLength: (flags & LONG) !== 0,
  usesCharacterSet: (flags & CHARSET) !== 0,
  isMultiValued: (flags & SINGLE) === 0,
  trimsStart: (flags & KEEP_START) === 0,
});

const ROWS = [
  row("AE", "text", 1, 0x20, 16),
  row("AS", "text", 1, 0x20, 4),
  row("AT", "tag", 2, 0x00, 4),
  row("CS", "text", 1, 0x20, 16),
  row("DA", "text", 1, 0x20, 8, KEEP_START),
  row("DS", "decimal-string", 1, 0x20, 16),
  row("DT", "text", 1, 0x20, 26, KEEP_START),
  row("FD", "number", 8, 0x00, 8),
  row("FL", "number", 4, 0x00, 4),
  row("IS", "integer-string", 1, 0x20, 12),
  row("LO", "text", 1, 0x20, 64, CHARSET),
  row("LT", "text", 1, 0x20, 10240, CHARSET | SINGLE | KEEP_START),
  row("OB", "bytes", 1, 0x00, 0, LONG | SINGLE),
  row("OD", "bytes", 8, 0x00, 0, LONG | SINGLE),
  row("OF", "bytes", 4, 0x00, 0, LONG | SINGLE),
  row("OL", "bytes", 4, 0x00, 0, LONG | SINGLE),
  row("OV", "bytes", 8, 0x00, 0, LONG | SINGLE),
  row("OW", "bytes", 2, 0x00, 0, LONG | SINGLE),
  row("PN", "person-name", 1, 0x20, 64, CHARSET),
  row("SH", "text", 1, 0x20, 16, CHARSET),
  row("SL", "number", 4, 0x00, 4),
  row("SQ", "sequence", 1, 0x00, 0, LONG | SINGLE),
  row("SS", "number", 2, 0x00, 2),
  row("ST", "text", 1, 0x20, 1024, CHARSET | SINGLE | KEEP_START),
  row("SV", "bigint", 8, 0x00, 8, LONG),
  row("TM", "text", 1, 0x20, 14, KEEP_START),
  row("UC", "text", 1, 0x20, 0, LONG | CHARSET | KEEP_START),
  row("UI", "text", 1, 0x00, 64),
  row("UL", "number", 4, 0x00, 4),
  row("UN", "bytes", 1, 0x00, 0, LONG | SINGLE),
  row("UR", "text", 1, 0x20, 0, LONG | SINGLE | KEEP_START),
  row("US", "number", 2, 0x00, 2),
  row("UT", "text", 1, 0x20, 0, LONG | CHARSET | SINGLE | KEEP_START),
  row("UV", "bigint", 8, 0x00, 8, LONG),
] as const;

/** A value representation. */
export type Vr = (typeof ROWS)[number]["vr"];

/** Facts by VR. */
export const VR_TABLE = Object.fromEntries(ROWS.map((facts) => [facts.vr, facts])) as unknown as Readonly<
  Record<Vr, VrFacts>
>;

/** Returns the two VR bytes as a big-endian number, e.g. 0x504E for `PN`. */
export function vrCode(vr: string): number {
  return (vr.charCodeAt(0) << 8) | vr.charCodeAt(1);
}

/** Tells whether a text is a VR. */
export function isVr(text: string): text is Vr {
  return Object.hasOwn(VR_TABLE, text);
}
