import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { isLoopback } from "../../src/config/loopback.ts";

const test = testSuite("minipacs/loopback");

test("addresses of the machine itself, and no name that begins like one", () => {
  for (const host of ["localhost", "::1", "127.0.0.1", "127.1.2.3"]) assert.ok(isLoopback(host), host);
  for (const host of [
    "127.evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "",
  ]) {
    assert.is(isLoopback(host), false, host);
  }
});
