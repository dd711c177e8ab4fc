/** Makes a recorded P-DATA-TF fit the association that it is played on. PS3.8 9.3.5, D.1; PS3.7 9.3, 10.3. */
import { maxFragmentBytes } from "../message/pdv-writer.ts";
import { decodePdu } from "../pdu/decode-pdu.ts";
import { encodePDataHeader } from "../pdu/encode-pdu.ts";
import type { Pdv } from "../pdu/types.ts";

const HEADER_BYTES = 6;
const ELEMENT_HEADER_BYTES = 8;
const MESSAGE_ID_BEING_RESPONDED_TO = 0x0120;

export interface Adaptation {
  /** 51H of the other side; 0 = no limit. */
  maxPduLengthBytes: number;
  /** Message IDs of requests as they came, by what they were in the recording. */
  messageIds: ReadonlyMap<number, number>;
}

/** Returns what to send in the place of a recorded P-DATA-TF; the same bytes where nothing is to be changed. */
export function adaptPData(bytes: Uint8Array, { maxPduLengthBytes, messageIds }: Adaptation): Uint8Array[] {
  const isTooLong = maxPduLengthBytes > 0 && bytes.length - HEADER_BYTES > maxPduLengthBytes;
  if (!isTooLong && messageIds.size === 0) return [bytes];
  const own = new Uint8Array(bytes);
  const pdu = decodePdu(own);
  if (pdu.type !== "P-DATA-TF") return [bytes];
  for (const pdv of pdu.pdvs) if (pdv.isCommand) patchMessageId(pdv.data, messageIds);
  return isTooLong ? pdu.pdvs.flatMap((pdv) => split(pdv, maxPduLengthBytes)) : [own];
}

function split({ contextId, isCommand, isLast, data }: Pdv, maxPduLengthBytes: number): Uint8Array[] {
  const size = maxFragmentBytes(maxPduLengthBytes, maxPduLengthBytes);
  const chunks: Uint8Array[] = [];
  let at = 0;
  do {
    const part = data.subarray(at, at + size);
    at += part.length;
    chunks.push(encodePDataHeader(contextId, isCommand, isLast && at === data.length, part.length), part);
  } while (at < data.length);
  return chunks;
}

/** A response names the request as it really came. Command fragments are seldom cut within an element. */
function patchMessageId(command: Uint8Array, messageIds: ReadonlyMap<number, number>): void {
  const view = new DataView(command.buffer, command.byteOffset, command.byteLength);
  let at = 0;
  while (at + ELEMENT_HEADER_BYTES + 2 <= command.length) {
    const length = view.getUint32(at + 4, true);
    if (view.getUint16(at + 2, true) === MESSAGE_ID_BEING_RESPONDED_TO && length === 2) {
      const recorded = view.getUint16(at + ELEMENT_HEADER_BYTES, true);
      view.setUint16(at + ELEMENT_HEADER_BYTES, messageIds.get(recorded) ?? recorded, true);
      return;
    }
    at += ELEMENT_HEADER_BYTES + length;
  }
}
