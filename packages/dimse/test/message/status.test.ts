import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  describeFailureReason,
  describeStatus,
  formatStatus,
  statusClass,
} from "../../src/message/status.ts";

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
    [0xafff, "failure"],
    [0xb000, "warning"],
    [0xb007, "warning"],
    [0xbfff, "warning"],
    [0xc123, "failure"],
    [0xfe00, "cancel"],
    [0xff00, "pending"],
    [0xff01, "pending"],
    [0xff02, "failure"],
    [0x1234, "failure"],
  ] as const) {
    assert.is(statusClass(status), expected, formatStatus(status));
  }
});

test("pending and cancel exist where a request has several responses", () => {
  for (const service of ["C-FIND", "C-GET", "C-MOVE"] as const) {
    assert.is(statusClass(0xff00, service), "pending");
    assert.is(statusClass(0xfe00, service), "cancel");
  }
  for (const service of ["C-ECHO", "C-STORE", "N-CREATE", "N-EVENT-REPORT"] as const) {
    assert.is(statusClass(0xff00, service), "failure");
    assert.is(statusClass(0xff01, service), "failure");
    assert.is(statusClass(0xfe00, service), "failure");
    assert.is(statusClass(0x0000, service), "success");
    assert.is(statusClass(0xb000, service), "warning");
  }
});

test("one code means different things in different services", () => {
  for (const [status, service, expected] of [
    [0xa900, "C-STORE", "data set does not match SOP class"],
    [0xa900, "C-FIND", "identifier does not match SOP class"],
    [0xb000, "C-STORE", "coercion of data elements"],
    [0xb000, "C-GET", "some sub-operations failed or gave warnings"],
    [0xb000, "N-SET", "warning"],
    [0xb007, "C-STORE", "data set does not match SOP class"],
    [0xc0ff, "C-STORE", "cannot understand"],
    [0xc0ff, "C-FIND", "unable to process"],
    [0xc300, "C-MOVE", "unable to process"],
    [0xc300, "N-SET", "procedure step may no longer be updated"],
    [0xc300, "N-CREATE", "failure"],
    [0xa701, "C-MOVE", "out of resources, cannot count the matches"],
    [0xa701, "C-STORE", "out of resources"],
    [0xa801, "C-MOVE", "move destination unknown"],
    [0xa801, "C-GET", "failure"],
    [0xb604, "N-ACTION", "image larger than its box, demagnified"],
    [0xff00, "C-STORE", "pending"],
  ] as const) {
    assert.is(describeStatus(status, service), expected, `${formatStatus(status)} ${service}`);
  }
});

test("one code means different things in different service classes", () => {
  assert.is(describeStatus(0xc100, "C-FIND"), "unable to process");
  assert.is(describeStatus(0xc100, "C-FIND", "Query/Retrieve"), "unable to process");
  const query = "Relevant Patient Information Query";
  assert.is(describeStatus(0xc100, "C-FIND", query), "more than one match found");
  assert.is(describeStatus(0xc300, "C-FIND", query), "unable to process");
  assert.is(describeStatus(0x0110, "N-SET"), "processing failure");
  const mpps = "Modality Performed Procedure Step";
  assert.is(describeStatus(0x0110, "N-SET", mpps), "performed procedure step may no longer be updated");
  assert.is(describeStatus(0x0110, "N-CREATE", mpps), "processing failure");
  assert.is(describeStatus(0x0111, "N-CREATE", mpps), "duplicate SOP instance");
});

test("without a service, and for codes of no table, says what the digits say", () => {
  assert.is(describeStatus(0x0111), "duplicate SOP instance");
  assert.is(describeStatus(0xa700), "failure");
  assert.is(describeStatus(0xb007), "warning");
  assert.is(describeStatus(0x9999), "failure");
  assert.is(describeStatus(0xcabc, "N-ACTION"), "failure");
});

test("names the reasons of a failed storage commitment", () => {
  assert.is(describeFailureReason(0x0112), "no such SOP instance");
  assert.is(describeFailureReason(0x0131), "duplicate Transaction UID");
  assert.is(describeFailureReason(0x0001), "unknown reason");
});

test("writes four digits", () => {
  assert.is(formatStatus(0x0122), "0122");
  assert.is(formatStatus(0xa7ff), "A7FF");
});
