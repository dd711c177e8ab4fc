import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { COMMAND_ELEMENTS, findMessage, isResponse, MESSAGES } from "../../src/message/command-table.ts";

const test = testSuite("dimse/command-table");

test("has the 23 messages of PS3.7, each command field once", () => {
  assert.is(MESSAGES.length, 23);
  assert.is(new Set(MESSAGES.map(({ commandField }) => commandField)).size, 23);
});

test("every request but C-CANCEL has a response with the high bit set", () => {
  for (const { name, commandField } of MESSAGES) {
    assert.is(isResponse(commandField), name.endsWith("-RSP"), name);
    if (isResponse(commandField) || name === "C-CANCEL-RQ") continue;
    assert.is(findMessage(commandField | 0x8000)?.name, name.replace("-RQ", "-RSP"));
  }
});

test("command elements ascend and lie in group 0000", () => {
  const tags = Object.values(COMMAND_ELEMENTS).map(({ tag }) => tag as number);
  assert.equal(
    tags,
    [...tags].sort((a, b) => a - b),
  );
  assert.ok(tags.every((tag) => tag <= 0xffff));
  assert.is(tags.length, 24);
});
