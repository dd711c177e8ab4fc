/** Reads the seven PDUs. PS3.8 9.3. */
import { PduError } from "../errors.ts";
import { encodeTitles } from "./encode-pdu.ts";
import { foreignProtocolOf } from "./foreign-protocol.ts";
import { INVALID_PARAMETER_VALUE, ItemReader, MAX_ITEMS_PER_PDU } from "./item-reader.ts";
import { PartsReader } from "./parts-reader.ts";
import type { AssociateAcPdu, AssociateRqPdu, PDataTfPdu, Pdu, Pdv } from "./types.ts";
import { PDU_TYPES } from "./types.ts";
import { readAcceptItems, readContextId, readRequestItems } from "./variable-items.ts";

const HEADER_BYTES = 6;
const UNRECOGNIZED_PDU = 1;
/** AE titles and the reserved bytes behind them. */
const FIXED_FIELDS_BYTES = 64;

/**
 * Reads one whole PDU, header included. PDV fragments and other byte fields are views into the input. Reserved fields
 * are not tested, unknown items are kept, and reserved codes in A-ASSOCIATE-RJ and A-ABORT come through as numbers.
 * `maxItems` limits items and sub-items.
 *
 * @throws PduError PDU_TYPE_UNKNOWN, PDU_LENGTH_INVALID, PDU_ITEM_UNEXPECTED, PDU_CONTEXT_ID_EVEN, PDU_PDV_INVALID,
 *   PDU_TOO_MANY_ITEMS
 * @see PS3.8 9.3
 */
export function decodePdu(bytes: Uint8Array, maxItems = MAX_ITEMS_PER_PDU): Pdu {
  const reader = new ItemReader(bytes, "PDU");
  const pduType = reader.uint8(); // 1 PDU type
  const type = (PDU_TYPES as Record<number, Pdu["type"]>)[pduType];
  if (type === undefined) throw unknownPduType(bytes);
  reader.skip(1); // 2 reserved
  const length = reader.uint32(); // 3-6 PDU length
  if (length !== reader.remaining) {
    throw lengthError(type, `length ${length}, but ${reader.remaining} bytes follow`, 2);
  }
  const body = new ItemReader(bytes.subarray(HEADER_BYTES), type, HEADER_BYTES, {
    itemCount: maxItems,
    allowed: maxItems,
  });
  switch (type) {
    case "A-ASSOCIATE-RQ":
      return readAssociateRq(body);
    case "A-ASSOCIATE-AC":
      return readAssociateAc(body);
    case "A-ASSOCIATE-RJ": {
      const [result, source, reason] = readFourBytes(body); // 8 result, 9 source, 10 reason/diag.
      return { type, result, source, reason };
    }
    case "P-DATA-TF":
      return decodePData([bytes]);
    case "A-ABORT": {
      const [, source, reason] = readFourBytes(body); // 9 source, 10 reason/diag.
      return { type, source, reason };
    }
    default:
      readFourBytes(body); // 7-10 reserved
      return { type };
  }
}

/** The error for bytes that begin with no PDU type; abort reason 1. `details.protocol` is what they begin instead. */
export function unknownPduType(leading: Uint8Array): PduError {
  const hex = (leading[0] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  const protocol = foreignProtocolOf(leading);
  const guess = protocol ? `: the peer speaks ${protocol}` : "";
  return new PduError("PDU_TYPE_UNKNOWN", `no PDU has type ${hex}H${guess}`, {
    abortReason: UNRECOGNIZED_PDU,
    details: protocol ? { protocol } : {},
  });
}

function lengthError(type: Pdu["type"], text: string, offsetBytes: number): PduError {
  return new PduError("PDU_LENGTH_INVALID", `${type}: ${text}`, {
    abortReason: INVALID_PARAMETER_VALUE,
    offsetBytes,
  });
}

/** Byte 7 is reserved in all PDUs of this length. */
function readFourBytes(body: ItemReader): [number, number, number] {
  body.skip(1);
  const values: [number, number, number] = [body.uint8(), body.uint8(), body.uint8()];
  body.end();
  return values;
}

function readAssociateRq(body: ItemReader): AssociateRqPdu {
  return { type: "A-ASSOCIATE-RQ", ...readFixedFields(body), ...readRequestItems(body) };
}

function readAssociateAc(body: ItemReader): AssociateAcPdu {
  return { type: "A-ASSOCIATE-AC", ...readFixedFields(body), ...readAcceptItems(body) };
}

function readFixedFields(body: ItemReader) {
  const protocolVersion = body.uint16(); // 7-8 protocol version
  body.skip(2); // 9-10 reserved
  const fields = body.bytes(FIXED_FIELDS_BYTES);
  const reader = new ItemReader(fields, "AE titles");
  const calledAeTitle = readAeTitle(reader); // 11-26 called AE title, in -AC reserved
  const callingAeTitle = readAeTitle(reader); // 27-42 calling AE title, in -AC reserved
  reader.skip(32); // 43-74 reserved
  const usual = encodeTitles(calledAeTitle, callingAeTitle);
  const isUsual = fields.every((byte, index) => byte === usual[index]);
  return { protocolVersion, calledAeTitle, callingAeTitle, ...(!isUsual && { fixedFields: fields }) };
}

function readAeTitle(reader: ItemReader): string {
  return reader.paddedText(16).replace(/^ +/, "");
}

/**
 * Reads a whole P-DATA-TF of the length that its header says, in the parts that it came in. A PDV that lies in several
 * parts comes as several, of which only the final one may be the last fragment: for a message that is the same.
 *
 * @throws PduError PDU_LENGTH_INVALID, PDU_CONTEXT_ID_EVEN, PDU_PDV_INVALID
 */
export function decodePData(parts: readonly Uint8Array[]): PDataTfPdu {
  const body = new PartsReader(parts, HEADER_BYTES);
  const pdvs: Pdv[] = [];
  do {
    const offsetBytes = body.offset;
    if (body.remaining < 4)
      throw lengthError("P-DATA-TF", `${body.remaining} bytes where a PDV begins`, offsetBytes);
    const length = body.uint32(); // 1-4 item length
    if (length < 2 || length > body.remaining) {
      throw new PduError("PDU_PDV_INVALID", `a PDV of ${length} bytes where ${body.remaining} are left`, {
        abortReason: INVALID_PARAMETER_VALUE,
        offsetBytes,
      });
    }
    const contextId = readContextId(body); // 5 presentation context ID
    const control = body.uint8(); // 6 message control header; bits 2 to 7 are not tested
    const isCommand = (control & 1) === 1;
    const views = body.views(length - 2); // 7-xxx fragment
    const final = views.pop()!;
    for (const data of views) pdvs.push({ contextId, isCommand, isLast: false, data });
    pdvs.push({ contextId, isCommand, isLast: (control & 2) === 2, data: final });
  } while (body.remaining > 0);
  return { type: "P-DATA-TF", pdvs };
}
