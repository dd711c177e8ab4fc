/** The pieces that PDUs and items are put together from. PS3.8 9.3.1: all numbers big endian. */
import { EncodeError } from "@minipacs/dicom-core";

export function uint8(value: number): Uint8Array {
  return Uint8Array.of(fit(value, 0xff));
}

export function uint16(value: number): Uint8Array {
  fit(value, 0xffff);
  return Uint8Array.of(value >>> 8, value & 0xff);
}

export function uint32(value: number): Uint8Array {
  fit(value, 0xffffffff);
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** Returns the bytes of ISO 646 text; Latin-1 passes, because that is how foreign bytes were read. */
export function textBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0xff) {
      throw new EncodeError(
        "PDU_TEXT_INVALID",
        "a name or UID holds a character beyond the default repertoire",
      );
    }
    bytes[i] = code;
  }
  return bytes;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** Returns the bytes with their length in 16 bits before them. */
export function withLength16(bytes: Uint8Array): Uint8Array {
  return concatBytes([uint16(bytes.length), bytes]);
}

/**
 * Returns an item: type, one reserved byte, 16-bit length, fields.
 *
 * @throws EncodeError PDU_VALUE_RANGE if the fields need more than 65,535 bytes.
 */
export function encodeItem(itemType: number, fields: readonly Uint8Array[], reserved = 0): Uint8Array {
  const length = fields.reduce((sum, field) => sum + field.length, 0);
  return concatBytes([uint8(itemType), uint8(reserved), uint16(length), ...fields]);
}

function fit(value: number, max: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new EncodeError("PDU_VALUE_RANGE", `${value} does not fit a field of at most ${max}`);
}
