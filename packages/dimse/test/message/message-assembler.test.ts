import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { encodeCommandSet } from "../../src/message/command-set.ts";
import type { CommandSet } from "../../src/message/command-table.ts";
import { MessageAssembler, type ReceivedMessage } from "../../src/message/message-assembler.ts";
import type { Pdv } from "../../src/pdu/types.ts";

const test = testSuite("dimse/message-assembler");

const FIND_RQ: CommandSet = {
  CommandField: 0x0020,
  MessageID: 1,
  AffectedSOPClassUID: "1.2.840.10008.5.1.4.31",
  CommandDataSetType: 0x0001,
};
const STORE_RQ: CommandSet = { ...FIND_RQ, CommandField: 0x0001, AffectedSOPInstanceUID: "1.2.3" };
const ECHO_RQ: CommandSet = { ...FIND_RQ, CommandField: 0x0030, CommandDataSetType: 0x0101 };
const DATA = Uint8Array.from({ length: 100 }, (_, i) => i);

function assembler(limits: { maxCommandLengthBytes?: number; maxDataSetLengthBytes?: number } = {}) {
  const messages: ReceivedMessage[] = [];
  const target = new MessageAssembler({
    isAcceptedContext: (id) => id === 1 || id === 3,
    isStreamed: (command) => command.CommandField === 0x0001,
    onMessage: (message) => messages.push(message),
    onStreamChange: () => {},
    maxCommandLengthBytes: 1000,
    maxDataSetLengthBytes: 1000,
    maxObjectLengthBytes: 1_000_000,
    maxBufferedBytes: 10_000,
    ...limits,
  });
  return { target, messages };
}

function fragments(bytes: Uint8Array, isCommand: boolean, size: number, contextId = 1): Pdv[] {
  const pdvs: Pdv[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const isLast = at + size >= bytes.length;
    pdvs.push({ contextId, isCommand, isLast, data: bytes.subarray(at, at + size) });
  }
  return pdvs;
}

function code(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

for (const size of [1, 3, 7, 64, 1000]) {
  test(`puts a message together from fragments of ${size} bytes`, () => {
    const { target, messages } = assembler();
    for (const pdv of fragments(encodeCommandSet(FIND_RQ), true, size)) target.push(pdv);
    assert.is(messages.length, 0);
    assert.ok(target.isMidMessage);
    for (const pdv of fragments(DATA, false, size)) target.push(pdv);
    assert.not(target.isMidMessage);
    assert.is(messages.length, 1);
    assert.equal(messages[0]?.command, FIND_RQ);
    assert.is(messages[0]?.contextId, 1);
    assertBytes(messages[0]?.dataSet ?? new Uint8Array(), DATA);
  });

  test(`streams an object that comes in fragments of ${size} bytes`, async () => {
    const { target, messages } = assembler();
    for (const pdv of fragments(encodeCommandSet(STORE_RQ), true, size)) target.push(pdv);
    assert.is(messages.length, 1, "told before its data set is here");
    const stream = messages[0]?.stream;
    assert.ok(stream);
    for (const pdv of fragments(DATA, false, size)) target.push(pdv);
    const received: number[] = [];
    for await (const fragment of stream) received.push(...fragment);
    assertBytes(Uint8Array.from(received), DATA);
    assert.is(stream.receivedBytes, 100);
    assert.not(target.isMidMessage);
  });
}

test("takes empty fragments, also as the last", async () => {
  const { target, messages } = assembler();
  const none = new Uint8Array(0);
  const command = encodeCommandSet(STORE_RQ);
  target.push({ contextId: 1, isCommand: true, isLast: false, data: none });
  target.push({ contextId: 1, isCommand: true, isLast: false, data: command });
  target.push({ contextId: 1, isCommand: true, isLast: true, data: none });
  target.push({ contextId: 1, isCommand: false, isLast: false, data: none });
  target.push({ contextId: 1, isCommand: false, isLast: false, data: DATA });
  target.push({ contextId: 1, isCommand: false, isLast: true, data: none });
  const parts: Uint8Array[] = [];
  for await (const part of messages[0]?.stream ?? []) parts.push(part);
  assert.is(parts.length, 1);
  assertBytes(parts[0] ?? none, DATA);
});

test("does not copy a data set that comes in one fragment", () => {
  const { target, messages } = assembler();
  for (const pdv of fragments(encodeCommandSet(FIND_RQ), true, 1000)) target.push(pdv);
  target.push({ contextId: 1, isCommand: false, isLast: true, data: DATA });
  assert.is(messages[0]?.dataSet?.buffer, DATA.buffer);
});

test("takes messages on different contexts one after the other", () => {
  const { target, messages } = assembler();
  for (const contextId of [1, 3, 1]) {
    for (const pdv of fragments(encodeCommandSet(ECHO_RQ), true, 10, contextId)) target.push(pdv);
  }
  assert.equal(
    messages.map((message) => message.contextId),
    [1, 3, 1],
  );
});

test("refuses a context that was not accepted", () => {
  const { target } = assembler();
  const pdv = { contextId: 5, isCommand: true, isLast: true, data: encodeCommandSet(ECHO_RQ) };
  assert.is(
    code(() => target.push(pdv)),
    "PDV_CONTEXT",
  );
});

test("refuses another context within a message", () => {
  const { target } = assembler();
  const [first, second] = fragments(encodeCommandSet(ECHO_RQ), true, 40);
  target.push(first as Pdv);
  assert.is(
    code(() => target.push({ ...(second as Pdv), contextId: 3 })),
    "PDV_CONTEXT",
  );
});

test("refuses data before a command, and a command within data", () => {
  const { target } = assembler();
  assert.is(
    code(() => target.push({ contextId: 1, isCommand: false, isLast: true, data: DATA })),
    "PDV_ORDER",
  );
  const { target: other } = assembler();
  for (const pdv of fragments(encodeCommandSet(STORE_RQ), true, 1000)) other.push(pdv);
  other.push({ contextId: 1, isCommand: false, isLast: false, data: DATA });
  assert.is(
    code(() => other.push({ contextId: 1, isCommand: true, isLast: true, data: DATA })),
    "PDV_ORDER",
  );
});

test("limits the command and the data set, not the stream", () => {
  const { target } = assembler({ maxCommandLengthBytes: 50 });
  assert.is(
    code(() => target.push({ contextId: 1, isCommand: true, isLast: false, data: new Uint8Array(51) })),
    "LIMIT_EXCEEDED",
  );
  const { target: find } = assembler({ maxDataSetLengthBytes: 99 });
  for (const pdv of fragments(encodeCommandSet(FIND_RQ), true, 1000)) find.push(pdv);
  assert.is(
    code(() => find.push({ contextId: 1, isCommand: false, isLast: true, data: DATA })),
    "LIMIT_EXCEEDED",
  );
  const { target: store } = assembler({ maxDataSetLengthBytes: 99 });
  for (const pdv of fragments(encodeCommandSet(STORE_RQ), true, 1000)) store.push(pdv);
  store.push({ contextId: 1, isCommand: false, isLast: true, data: DATA });
});

test("a stream that fails gives what arrived before, then the error", async () => {
  const { target, messages } = assembler();
  for (const pdv of fragments(encodeCommandSet(STORE_RQ), true, 1000)) target.push(pdv);
  target.push({ contextId: 1, isCommand: false, isLast: false, data: DATA });
  target.fail(new Error("gone"));
  const stream = messages[0]?.stream;
  let received = 0;
  try {
    for await (const part of stream ?? []) received += part.length;
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, "gone");
  }
  assert.is(received, 100);
  assert.not(target.isMidMessage);
});

test("one-byte fragments count for what they cost", () => {
  const { target, messages } = assembler();
  for (const pdv of fragments(encodeCommandSet(STORE_RQ), true, 1000)) target.push(pdv);
  for (const pdv of fragments(DATA, false, 1)) target.push(pdv);
  assert.ok((messages[0]?.stream?.bufferedBytes ?? 0) > 10_000);
});
