/** Cuts bytes that are whole PDUs, with no limit of their size. PS3.8 9.3.1. */

const HEADER_BYTES = 6;

/** Returns the PDUs as views, by their length fields; what is left over at the end comes as the last one. */
export function cutPdus(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pdus: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const rest = bytes.length - at;
    const length = rest < HEADER_BYTES ? rest : Math.min(rest, HEADER_BYTES + view.getUint32(at + 2));
    pdus.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pdus;
}
