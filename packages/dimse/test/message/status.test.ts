import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { describeStatus, formatStatus, STATUS_MEANINGS, statusClass } from "../../src/message/status.ts";

const test = testSuite("dimse/status");

test("knows the class of a status", () => {
  for (const [status, expected] of [
    [0x0000, "success"],
    [0x0001, "warning"],
    [0x0107, "warning"],
    [0x0110, "failure"],
    [0x0116, "warning"],
    [0xa700, "failure"],
    [0xa900, "failure"],
    [0xb000, "warning"],
    [0xb007, "warning"],
    [0xc123, "failure"],
    [0xfe00, "cancel"],
    [0xff00, "pending"],
    [0xff01, "pending"],
    [0x1234, "failure"],
  ] as const) {
    assert.is(statusClass(status), expected, formatStatus(status));
  }
});

test("one code means different things in different services", () => {
  assert.is(describeStatus(0xa900, "C-STORE"), "data set does not match SOP class");
  assert.is(describeStatus(0xa900, "C-FIND"), "identifier does not match SOP class");
  assert.is(describeStatus(0xc0ff, "C-FIND"), "unable to process");
  assert.is(describeStatus(0xb007, "C-STORE"), "data set does not match SOP class");
  assert.is(describeStatus(0x0111), "duplicate SOP instance");
  assert.is(describeStatus(0x9999), "failure");
});

test("has the general codes of PS3.7 Annex C", () => {
  assert.is(STATUS_MEANINGS.size, 27);
  assert.is(formatStatus(0x0122), "0122");
});
