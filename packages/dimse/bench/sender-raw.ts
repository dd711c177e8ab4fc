/**
 * A sender that costs next to nothing, so that the receiver is what is measured: it has the messages in memory before
 * the time begins, and writes each with one call. Answers as `sender-ours.ts` does.
 */
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { readDicomFile, writeDataset } from "@minipacs/dicom-core";
import {
  COMMAND_FIELD,
  decodeCommandSet,
  decodePdu,
  encodeCommandSet,
  encodePdu,
  type Pdu,
  PduFramer,
} from "@minipacs/dimse/internal";
import { plainProposal } from "../../../tools/test/plain-proposal.ts";
import { answerParent } from "../test/support/worker.ts";
import type { SendOrder } from "./transfer.ts";
import { filesIn, SOP_CLASS_UID, TRANSFER_SYNTAX_UID } from "./transfer-files.ts";

const PROPOSAL = plainProposal({
  ...{ calledAeTitle: "BENCH", callingAeTitle: "BENCH_SCU" },
  ...{ abstractSyntaxes: [SOP_CLASS_UID], transferSyntaxes: [TRANSFER_SYNTAX_UID] },
});

/** An association that is open, with what is to be sent over it. */
interface Ready {
  socket: Socket;
  framer: PduFramer;
  messages: Buffer[];
}

async function open(port: number, folder: string): Promise<Ready> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  const framer = new PduFramer();
  socket.write(encodePdu(PROPOSAL));
  const answer = await nextPdu(socket, framer);
  if (answer.type !== "A-ASSOCIATE-AC") throw new Error(answer.type);
  const maxFragmentBytes = (answer.userInformation.maximumLength || 131_072) - 6;
  const messages = filesIn(folder).map((path, i) => encodeMessage(path, i + 1, maxFragmentBytes));
  return { socket, framer, messages };
}

function encodeMessage(path: string, messageId: number, maxFragmentBytes: number): Buffer {
  const { dataset } = readDicomFile(readFileSync(path));
  const command = encodeCommandSet({
    AffectedSOPClassUID: SOP_CLASS_UID,
    CommandField: COMMAND_FIELD["C-STORE-RQ"],
    MessageID: messageId,
    Priority: 0,
    CommandDataSetType: 1,
    AffectedSOPInstanceUID: dataset.getText("SOPInstanceUID"),
  });
  const fragment = (isCommand: boolean, isLast: boolean, data: Uint8Array) =>
    encodePdu({ type: "P-DATA-TF", pdvs: [{ contextId: 1, isCommand, isLast, data }] });
  const pdus = [fragment(true, true, command)];
  const data = writeDataset(dataset, { transferSyntaxUid: TRANSFER_SYNTAX_UID });
  for (let at = 0; at < data.length; at += maxFragmentBytes) {
    const end = at + maxFragmentBytes;
    pdus.push(fragment(false, end >= data.length, data.subarray(at, end)));
  }
  return Buffer.concat(pdus);
}

async function send({ socket, framer, messages }: Ready): Promise<void> {
  for (const message of messages) {
    socket.write(message);
    const response = await nextPdu(socket, framer);
    const [pdv] = response.type === "P-DATA-TF" ? response.pdvs : [];
    if (!pdv || decodeCommandSet(pdv.data).Status !== 0) throw new Error("no success");
  }
  socket.write(encodePdu({ type: "A-RELEASE-RQ" }));
  await nextPdu(socket, framer);
  socket.destroy();
}

/** The next PDU; there is never more than one on its way. */
function nextPdu(socket: Socket, framer: PduFramer): Promise<Pdu> {
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      for (const { body } of framer.push(chunk)) {
        socket.off("data", onData);
        socket.off("close", onClose);
        resolve(decodePdu(body));
      }
    };
    const onClose = () => reject(new Error("the connection was closed"));
    socket.on("data", onData);
    socket.on("close", onClose);
  });
}

answerParent(undefined, async (message) => {
  const { port, folders } = message as SendOrder;
  const ready = await Promise.all(folders.map((folder) => open(port, folder)));
  const start = performance.now();
  await Promise.all(ready.map(send));
  return performance.now() - start;
});
