/**
 * A bare comparison: a loop that finds the ends of PDUs and messages, writes files and answers. It checks nothing, knows no
 * states, reads the message ID alone and expects one PDV in a PDU; argument: the folder.
 */
import { closeSync, openSync, writevSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { encodeFileHead } from "@minipacs/dicom-core";
import { COMMAND_FIELD, decodePdu, encodeCommandSet, encodePdu, type Pdu } from "@minipacs/dimse/internal";
import { answerParent } from "../test/support/worker.ts";
import { SOP_CLASS_UID, TRANSFER_SYNTAX_UID } from "./transfer-files.ts";

const [folder = ""] = process.argv.slice(2);
const FILE_HEAD = encodeFileHead({
  sopClassUid: SOP_CLASS_UID,
  sopInstanceUid: "1.2.3",
  transferSyntaxUid: TRANSFER_SYNTAX_UID,
});
/** (0000,0110), the length of its value after it. */
const MESSAGE_ID_TAG = Buffer.from("00001001", "hex");
const A_ASSOCIATE_RQ = 1;
const P_DATA_TF = 4;
const A_RELEASE_RQ = 5;
const [COMMAND, LAST] = [1, 2];
/** PDU header, PDV length, context ID, message control header. */
const HEADER_BYTES = 12;
const RELEASE_BYTES = 10;

let fileCount = 0;

function receive(socket: Socket): void {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let leftBytes = 0;
  let pieces: Uint8Array[] = [];
  let command: Uint8Array[] = [];

  function endOfPdu(): void {
    if (header[0] === P_DATA_TF) {
      const control = header[11]!;
      if (control & COMMAND && control & LAST) {
        command = pieces;
        pieces = [];
      } else if (control & LAST) {
        save(pieces);
        pieces = [];
        socket.write(responseTo(header[10]!, Buffer.concat(command)));
      }
    } else if (header[0] === A_ASSOCIATE_RQ) {
      socket.write(encodePdu(acceptAll(decodePdu(Buffer.concat([header, ...pieces])))));
      pieces = [];
    } else if (header[0] === A_RELEASE_RQ) {
      socket.end(encodePdu({ type: "A-RELEASE-RP" }));
    }
    headerBytes = 0;
  }

  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (leftBytes > 0) {
        const piece = chunk.subarray(at, at + leftBytes);
        pieces.push(piece);
        at += piece.length;
        leftBytes -= piece.length;
        if (leftBytes === 0) endOfPdu();
        continue;
      }
      const type = headerBytes === 0 ? chunk[at] : header[0];
      const wanted = type === A_RELEASE_RQ ? RELEASE_BYTES : HEADER_BYTES;
      const copied = chunk.copy(header, headerBytes, at, at + wanted - headerBytes);
      headerBytes += copied;
      at += copied;
      if (headerBytes < wanted) continue;
      leftBytes = header.readUInt32BE(2) + 6 - wanted;
      if (leftBytes === 0) endOfPdu();
    }
  });
}

function acceptAll(pdu: Pdu): Pdu {
  if (pdu.type !== "A-ASSOCIATE-RQ") throw new Error(pdu.type);
  return {
    ...pdu,
    type: "A-ASSOCIATE-AC",
    presentationContexts: pdu.presentationContexts.map(({ id, transferSyntaxes: [transferSyntax] }) => ({
      id,
      result: 0,
      transferSyntax,
    })),
    userInformation: { ...pdu.userInformation, maximumLength: 131_072, userIdentity: undefined },
  };
}

function save(pieces: readonly Uint8Array[]): void {
  fileCount += 1;
  const file = openSync(join(folder, `${fileCount}.dcm`), "w");
  writevSync(file, [FILE_HEAD, ...pieces]);
  closeSync(file);
}

function responseTo(contextId: number, request: Buffer): Buffer {
  const response = encodeCommandSet({
    CommandField: COMMAND_FIELD["C-STORE-RSP"],
    MessageIDBeingRespondedTo: request.readUInt16LE(request.indexOf(MESSAGE_ID_TAG) + 8),
    CommandDataSetType: 0x0101,
    Status: 0,
  });
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = P_DATA_TF;
  header.writeUInt32BE(response.length + 6, 2);
  header.writeUInt32BE(response.length + 2, 6);
  header[10] = contextId;
  header[11] = COMMAND | LAST;
  return Buffer.concat([header, response]);
}

const server = createServer({ noDelay: true }, receive);
server.listen(0, "127.0.0.1", () => answerParent((server.address() as AddressInfo).port, () => undefined));
