import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { UpperLayerAssociation } from "../../src/association/association.ts";
import { COMMAND_FIELD } from "../../src/message/command-table.ts";
import { MessageSender } from "../../src/message/message-sender.ts";
import { maxFragmentBytes } from "../../src/message/pdv-writer.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { PduFramer } from "../../src/pdu/framer.ts";

const test = testSuite("dimse/message-sender");

const command = { CommandField: COMMAND_FIELD["C-FIND-RSP"], MessageIDBeingRespondedTo: 1, Status: 0xff00 };
const dataSet = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);

async function* inPieces(pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < dataSet.length; at += pieceBytes) yield dataSet.subarray(at, at + pieceBytes);
}

/** Sends to a peer that takes PDUs of this maximum length; returns the writes. */
async function sendTo(maxPduLengthBytes: number, data: Uint8Array | AsyncIterable<Uint8Array>) {
  const writes: (readonly Uint8Array[])[] = [];
  const upperLayer = {
    canSend: true,
    sendData: (chunks: readonly Uint8Array[]) => writes.push(chunks) % 2 === 0,
    drained: async () => {},
  } as unknown as UpperLayerAssociation;
  const sender = new MessageSender(upperLayer, maxFragmentBytes(maxPduLengthBytes, 131_072));
  await sender.send(1, command, data);
  return writes;
}

/** Puts the data set together from its fragments, and checks that no PDU is longer than allowed. */
function received(writes: readonly (readonly Uint8Array[])[], maxPduLengthBytes: number): Uint8Array {
  const framer = new PduFramer();
  const fragments: Uint8Array[] = [];
  for (const { body } of framer.push(Buffer.concat(writes.flat()))) {
    assert.ok(body.length - 6 <= maxPduLengthBytes, `${body.length}`);
    const pdu = decodePdu(body);
    if (pdu.type !== "P-DATA-TF") throw new Error(pdu.type);
    for (const { isCommand, data } of pdu.pdvs) if (!isCommand) fragments.push(data);
  }
  assert.not.ok(framer.isMidPdu);
  return new Uint8Array(Buffer.concat(fragments));
}

test("a message is one write", async () => {
  const writes = await sendTo(16_384, dataSet);
  assert.is(writes.length, 1);
  assertBytes(received(writes, 16_384), dataSet);
});

for (const maxPduLengthBytes of [8, 9, 128]) {
  test(`a maximum length of ${maxPduLengthBytes}: the headers of a whole object are never held`, async () => {
    for (const data of [dataSet, inPieces(dataSet.length), inPieces(1000)]) {
      const writes = await sendTo(maxPduLengthBytes, data);
      for (const chunks of writes) {
        const heldBytes = chunks.reduce((sum, { length }) => sum + length, 0);
        assert.ok(heldBytes < 200_000, `${heldBytes} bytes in one write`);
      }
      assertBytes(received(writes, maxPduLengthBytes), dataSet);
    }
  });
}
