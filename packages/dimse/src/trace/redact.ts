/** Takes user identity out of associate PDUs, for what is kept in files. PS3.7 D.3.3.7. */

const FIXED_FIELDS_BYTES = 74;
const ITEM_HEADER_BYTES = 4;
const USER_INFORMATION = 0x50;
const USER_IDENTITY = 0x58;
const USER_IDENTITY_RESPONSE = 0x59;
const MASK = 0x2a;

/**
 * Returns the PDU with every user identity field (58H: names, passcodes, tickets, tokens; 59H: the answer) as `*` of
 * the same length, or the given bytes where there is none. Works on bytes, so that a PDU that breaks the rules, or
 * has the item twice, hides no secret.
 */
export function redactPdu(bytes: Uint8Array): Uint8Array {
  const isAssociate = bytes[0] === 1 || bytes[0] === 2;
  if (!isAssociate) return bytes;
  const redacted = new Uint8Array(bytes);
  const view = new DataView(redacted.buffer);
  let hasSecret = false;
  const walk = (start: number, end: number, isInside: boolean) => {
    let at = start;
    while (at + ITEM_HEADER_BYTES <= end) {
      const itemType = redacted[at];
      const from = at + ITEM_HEADER_BYTES;
      const to = Math.min(end, from + view.getUint16(at + 2));
      if (!isInside && itemType === USER_INFORMATION) walk(from, to, true);
      if (isInside && itemType === USER_IDENTITY)
        hasSecret = maskIdentity(redacted, view, from, to) || hasSecret;
      if (isInside && itemType === USER_IDENTITY_RESPONSE) {
        hasSecret = mask(redacted, from + 2, to) || hasSecret;
      }
      at = to;
    }
  };
  walk(FIXED_FIELDS_BYTES, redacted.length, false);
  return hasSecret ? redacted : bytes;
}

/** The lengths of the fields are kept where they can be right. */
function maskIdentity(bytes: Uint8Array, view: DataView, from: number, to: number): boolean {
  const primary = from + 2; // 5 type, 6 response requested, 7-8 length of the primary field
  if (primary + 2 > to) return false;
  const secondary = primary + 2 + view.getUint16(primary);
  if (secondary + 2 > to) return mask(bytes, primary + 2, to);
  const isMasked = mask(bytes, primary + 2, secondary);
  return mask(bytes, secondary + 2, to) || isMasked;
}

function mask(bytes: Uint8Array, from: number, to: number): boolean {
  if (from >= to) return false;
  bytes.fill(MASK, from, to);
  return true;
}
