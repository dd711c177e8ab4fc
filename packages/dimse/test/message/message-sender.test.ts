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

/** A sender to a peer that takes PDUs of this maximum length, with the writes that it makes. */
function createSender(maxPduLengthBytes: number, drained = async () => {}) {
  const writes: (readonly Uint8Array[])[] = [];
  const upperLayer = {
    canSend: true,
    unsentBytes: 0,
    sendData: (chunks: readonly Uint8Array[]) => writes.push(chunks) % 2 === 0,
    drained,
  };
  const sender = new MessageSender(
    upperLayer as unknown as UpperLayerAssociation,
    maxFragmentBytes(maxPduLengthBytes, 131_072),
  );
  return { sender, writes, upperLayer };
}

async function sendTo(maxPduLengthBytes: number, data: Uint8Array | AsyncIterable<Uint8Array>) {
  const { sender, writes } = createSender(maxPduLengthBytes);
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

/** Sends messages of 1000 bytes of data, which may wait. */
async function sendWaiting(sender: MessageSender, count: number): Promise<void> {
  for (let at = 0; at < count * 1000; at += 1000) {
    await sender.send(1, command, dataSet.subarray(at, at + 1000), true);
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("messages that may wait leave in one write with the one that may not, in order", async () => {
  const { sender, writes } = createSender(16_384);
  await sendWaiting(sender, 5);
  assert.is(writes.length, 0);
  assert.ok(sender.unsentBytes > 5000, `${sender.unsentBytes}`);
  await sender.send(1, command, dataSet.subarray(5000, 5010));
  assert.is(writes.length, 1);
  assertBytes(received(writes, 16_384), dataSet.subarray(0, 5010));
  await nextTurn();
  assert.is(writes.length, 1);
});

test("messages that may wait leave when the turn of the event loop is over, at the latest", async () => {
  const { sender, writes } = createSender(16_384);
  await sendWaiting(sender, 2);
  assert.is(writes.length, 0);
  await nextTurn();
  assert.is(writes.length, 1);
  assertBytes(received(writes, 16_384), dataSet.subarray(0, 2000));
});

test("messages that may wait are written as soon as there are many", async () => {
  const { sender, writes } = createSender(16_384);
  await sendWaiting(sender, 40);
  assert.is(writes.length, 2);
  await nextTurn();
  for (const chunks of writes) {
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
    assert.ok(bytes < 20_000, `${bytes} bytes in one write`);
  }
  assertBytes(received(writes, 16_384), dataSet.subarray(0, 40_000));
});

test("no message is put aside while the network takes no more", async () => {
  let drain = () => {};
  const drained = () => {
    return new Promise<void>((resolve) => {
      drain = resolve;
    });
  };
  // Of every two writes the first finds the network full.
  const { sender, writes } = createSender(16_384, drained);
  await sendWaiting(sender, 1);
  await nextTurn();
  assert.is(writes.length, 1);
  await sendWaiting(sender, 1);
  assert.is(writes.length, 2);
  // A write that finds it full within a turn keeps whoever sends until it has drained.
  const sent = sendWaiting(sender, 20);
  await nextTurn();
  assert.is(writes.length, 3);
  drain();
  await sent;
  await nextTurn();
  assert.is(writes.length, 4);
  assertBytes(
    received(writes, 16_384),
    new Uint8Array(Buffer.concat([1000, 1000, 20_000].map((length) => dataSet.subarray(0, length)))),
  );
});

test("what waits when the association ends is given up", async () => {
  const { sender, writes, upperLayer } = createSender(16_384);
  await sendWaiting(sender, 2);
  upperLayer.canSend = false;
  await nextTurn();
  assert.is(writes.length, 0);
  assert.is(sender.unsentBytes, 0);
});
