/** Values from the bytes of an element. What was read is never checked, only understood as far as it can be. PS3.5 6.2. */
import { plainText } from "../bytes/ascii.ts";
import type { DecodeTextOptions } from "../charset/text-codec.ts";
import { decodeText } from "../charset/text-decoder.ts";
import { isUnsignedInDescriptor } from "../codec/ambiguous-vr.ts";
import type { Source } from "../codec/encoding.ts";
import { type Diagnostic, isOfDeclaration } from "../diagnostic.ts";
import type { Tag } from "../tag.ts";
import { readNumber } from "../value/binary-numbers.ts";
import { decodeDecimals, parseDecimalString } from "../value/decimal-string.ts";
import { parsePersonName } from "../value/person-name.ts";
import { splitValues } from "../value/text.ts";
import { VR_TABLE, type Vr, type VrFacts } from "../vr/vr-table.ts";

/** What the text belongs to: takes what is wrong with it. */
export interface TextOwner {
  noteText(tag: Tag, diagnostic: Diagnostic): void;
}

export const NONE: readonly never[] = Object.freeze([]);

/**
 * Returns what is in the bytes from `start` to before `end`: one value as it is, several or none as an array. Text is
 * without padding, DS and IS are numbers (NaN where the text is none), bytes are one view into the source.
 */
export function decodeValues(
  source: Source,
  start: number,
  end: number,
  vr: Vr,
  terms: readonly string[],
  owner?: TextOwner,
  tag: Tag = 0,
): unknown {
  if (end <= start) return NONE;
  const facts = VR_TABLE[vr];
  const { bytes } = source;
  switch (facts.kind) {
    case "text":
      return decodeStrings(bytes, start, end, facts, terms, owner, tag);
    case "person-name":
      return mapped(decodeStrings(bytes, start, end, facts, terms, owner, tag), parsePersonName);
    case "decimal-string":
    case "integer-string":
      return (
        decodeDecimals(bytes, start, end) ??
        mapped(decodeStrings(bytes, start, end, facts, NONE, owner, tag), numberOf)
      );
    case "bytes":
      return bytes.subarray(start, end);
    case "sequence":
      return NONE;
    default:
      return decodeNumbers(source, start, end, facts, tag);
  }
}

function mapped(texts: string | readonly string[], change: (text: string) => unknown): unknown {
  return typeof texts === "string" ? change(texts) : texts.map((text) => change(text));
}

function decodeStrings(
  bytes: Uint8Array,
  start: number,
  end: number,
  { vr, trimsStart, usesCharacterSet }: VrFacts,
  terms: readonly string[],
  owner: TextOwner | undefined,
  tag: Tag,
): string | readonly string[] {
  // Padding goes first, in bytes: no character of any set ends in a space or NUL.
  let first = start;
  let last = end;
  while (last > first && (bytes[last - 1] === 0x20 || bytes[last - 1] === 0x00)) last -= 1;
  if (trimsStart) while (first < last && bytes[first] === 0x20) first += 1;
  if (first === last) return NONE;
  const plain = plainText(bytes, first, last, usesCharacterSet);
  if (plain !== undefined && (usesCharacterSet || !plain.includes("\\"))) return plain;
  const text = plain ?? decodeText(bytes.subarray(start, end), terms, vr, noting(owner, tag, start));
  return splitValues(text, vr);
}

const SILENT: DecodeTextOptions = {};

/** Returns options by which what is wrong with a text goes to its owner, with its offset in the source. */
export function noting(owner: TextOwner | undefined, tag: Tag, start: number): DecodeTextOptions {
  if (owner === undefined) return SILENT;
  return {
    onDiagnostic: (diagnostic) => {
      // What is wrong with the declaration is told once, where it stands.
      if (isOfDeclaration(diagnostic)) return;
      owner.noteText(tag, { ...diagnostic, offset: start + Math.max(diagnostic.offset, 0) });
    },
  };
}

function numberOf(text: string): number {
  return parseDecimalString(text) ?? Number.NaN;
}

function decodeNumbers(source: Source, start: number, end: number, facts: VrFacts, tag: Tag): unknown {
  const { view, isLittleEndian } = source;
  const { vr, maxLength: size } = facts;
  const count = Math.floor((end - start) / size);
  if (count === 1) return readNumber(view, start, vr, isLittleEndian);
  const values = new Array<unknown>(count);
  for (let i = 0; i < count; i += 1) {
    const isUnsigned = vr === "SS" && isUnsignedInDescriptor(tag, i);
    values[i] = readNumber(view, start + i * size, isUnsigned ? "US" : vr, isLittleEndian);
  }
  return values;
}
