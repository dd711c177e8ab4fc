/** Writes the seven PDUs. PS3.8 9.3. */
import { EncodeError } from "@minipacs/dicom-core";
import { concatBytes, textBytes, uint8, uint16, uint32 } from "./item-bytes.ts";
import type { AssociateAcPdu, AssociateRqPdu, PDataTfPdu, Pdu, PduType } from "./types.ts";
import { encodeAcceptItems, encodeRequestItems } from "./variable-items.ts";

const AE_TITLE_BYTES = 16;
const TYPE_BYTES = {
  "A-ASSOCIATE-RQ": 1,
  "A-ASSOCIATE-AC": 2,
  "A-ASSOCIATE-RJ": 3,
  "P-DATA-TF": 4,
  "A-RELEASE-RQ": 5,
  "A-RELEASE-RP": 6,
  "A-ABORT": 7,
} as const satisfies Record<PduType, number>;

/**
 * Returns one whole PDU, header included. Fragments are copied: to send large data, write
 * {@link encodePDataHeader} and the fragment one after the other.
 *
 * @throws EncodeError PDU_TEXT_INVALID, PDU_AE_TITLE_TOO_LONG, PDU_VALUE_RANGE
 * @see PS3.8 9.3
 */
export function encodePdu(pdu: Pdu): Uint8Array {
  switch (pdu.type) {
    case "A-ASSOCIATE-RQ":
      return encodeAssociate(pdu, encodeRequestItems(pdu));
    case "A-ASSOCIATE-AC":
      return encodeAssociate(pdu, encodeAcceptItems(pdu));
    case "A-ASSOCIATE-RJ":
      return withHeader(pdu.type, [uint8(0), uint8(pdu.result), uint8(pdu.source), uint8(pdu.reason)]);
    case "P-DATA-TF":
      return encodePDataTf(pdu);
    case "A-ABORT":
      return withHeader(pdu.type, [uint8(0), uint8(0), uint8(pdu.source), uint8(pdu.reason)]);
    default:
      return withHeader(pdu.type, [uint32(0)]);
  }
}

/** Bytes that {@link encodePDataHeader} returns. */
export const P_DATA_HEADER_BYTES = 12;

/**
 * Returns the twelve bytes before a fragment that has a P-DATA-TF to itself: PDU header, PDV item length,
 * presentation context ID and message control header.
 *
 * @see PS3.8 9.3.5, E.2
 */
export function encodePDataHeader(
  contextId: number,
  isCommand: boolean,
  isLast: boolean,
  fragmentLength: number,
): Uint8Array {
  const header = new Uint8Array(P_DATA_HEADER_BYTES);
  const view = new DataView(header.buffer);
  header[0] = TYPE_BYTES["P-DATA-TF"]; // 1 PDU type, 2 reserved
  view.setUint32(2, fragmentLength + 6); // 3-6 PDU length
  view.setUint32(6, fragmentLength + 2); // 7-10 PDV item length
  header[10] = contextId; // 11 presentation context ID
  header[11] = controlHeader(isCommand, isLast); // 12 message control header
  return header;
}

function encodePDataTf(pdu: PDataTfPdu): Uint8Array {
  return withHeader(
    pdu.type,
    pdu.pdvs.flatMap(({ contextId, isCommand, isLast, data }) => [
      uint32(data.length + 2),
      uint8(contextId),
      uint8(controlHeader(isCommand, isLast)),
      data,
    ]),
  );
}

function controlHeader(isCommand: boolean, isLast: boolean): number {
  return (isCommand ? 1 : 0) | (isLast ? 2 : 0);
}

function encodeAssociate(pdu: AssociateRqPdu | AssociateAcPdu, items: readonly Uint8Array[]): Uint8Array {
  return withHeader(pdu.type, [
    uint16(pdu.protocolVersion), // 7-8 protocol version
    uint16(0), // 9-10 reserved
    pdu.fixedFields ?? encodeTitles(pdu.calledAeTitle, pdu.callingAeTitle), // 11-74
    ...items,
  ]);
}

/** Returns bytes 11 to 74 of an associate PDU. */
export function encodeTitles(calledAeTitle: string, callingAeTitle: string): Uint8Array {
  return concatBytes([
    encodeAeTitle(calledAeTitle), // 11-26 called AE title
    encodeAeTitle(callingAeTitle), // 27-42 calling AE title
    new Uint8Array(32), // 43-74 reserved
  ]);
}

/** Padded with trailing spaces to 16 bytes. */
function encodeAeTitle(aeTitle: string): Uint8Array {
  if (aeTitle.length > AE_TITLE_BYTES) {
    throw new EncodeError("PDU_AE_TITLE_TOO_LONG", `an AE title has ${aeTitle.length} characters, 16 fit`);
  }
  return textBytes(aeTitle.padEnd(AE_TITLE_BYTES));
}

function withHeader(type: PduType, fields: readonly Uint8Array[]): Uint8Array {
  const length = fields.reduce((sum, field) => sum + field.length, 0);
  return concatBytes([uint8(TYPE_BYTES[type]), uint8(0), uint32(length), ...fields]);
}
