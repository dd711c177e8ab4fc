import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { asciiText, plainText } from "../../src/bytes/ascii.ts";

const test = testSuite("core/ascii");

test("text of any length, from a part of the bytes", () => {
  for (const length of [0, 1, 2, 39, 40, 41, 500]) {
    const bytes = Uint8Array.from({ length: length + 2 }, (_, i) => 0x30 + (i % 40));
    const expected = Array.from(bytes.subarray(1, length + 1), (byte) => String.fromCharCode(byte)).join("");
    assert.is(asciiText(bytes.subarray(1, length + 1)), expected);
    assert.is(plainText(bytes, 1, length + 1, true), expected);
  }
  assert.is(asciiText(Uint8Array.of(0x41, 0x7f, 0x5c)), "A\x7f\\");
});

test("nothing where a byte needs a character set, or separates values", () => {
  for (const length of [4, 100]) {
    for (const [byte, isAscii] of [
      [0x80, false],
      [0xff, false],
      [0x5c, true],
      [0x1b, true],
      [0x7e, true],
    ] as const) {
      for (const at of [0, length - 1]) {
        const bytes = new Uint8Array(length).fill(0x41);
        bytes[at] = byte;
        assert.is(plainText(bytes, 0, length, true), undefined);
        assert.is(plainText(bytes, 0, length, false) !== undefined, byte === 0x5c);
        assert.is(asciiText(bytes) !== undefined, isAscii);
      }
    }
  }
});
