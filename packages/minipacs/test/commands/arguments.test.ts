import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { parseCount, parsePort, parseTarget } from "../../src/commands/arguments.ts";

const test = testSuite("minipacs/arguments");

test("reads HOST:PORT, IPv6 in brackets", () => {
  const hostAndPort = (text: string) => {
    const { host, port } = parseTarget(text, {});
    return [host, port];
  };
  assert.equal(hostAndPort("localhost:11112"), ["localhost", 11112]);
  assert.equal(hostAndPort("192.0.2.1:1"), ["192.0.2.1", 1]);
  assert.equal(hostAndPort("[::1]:65535"), ["::1", 65535]);
});

test("hands AE titles on", () => {
  const { calledAeTitle, callingAeTitle } = parseTarget("a:1", { aec: "THEM", aet: "US" });
  assert.is(calledAeTitle, "THEM");
  assert.is(callingAeTitle, "US");
});

test("refuses anything else", () => {
  for (const text of ["", "localhost", "localhost:", ":104", "a:0", "a:65536", "a:1x", "::1:104", "a:b:1"]) {
    assert.throws(() => parseTarget(text, {}), /is not HOST:PORT/, text);
  }
});

test("reads ports, and makes what is none no number", () => {
  assert.is(parsePort(undefined), undefined);
  assert.is(parsePort("0"), 0);
  assert.is(parsePort("11112"), 11112);
  for (const text of ["", "-1", "1e3", "0x10", "eleven", "1.5"])
    assert.ok(Number.isNaN(parsePort(text)), text);
});

test("reads counts", () => {
  assert.is(parseCount("--limit", undefined), undefined);
  assert.is(parseCount("--limit", "12"), 12);
  for (const text of ["0", "-1", "1.5", "x", "", "1e3", "1234567890"]) {
    assert.throws(() => parseCount("--limit", text), /^--limit takes a number from 1/);
  }
});
