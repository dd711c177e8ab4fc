import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodeBase64, encodeBase64 } from "../../src/bytes/base64.ts";

const test = testSuite("core/base64");

/** RFC 4648 10. */
const VECTORS = [
  ["", ""],
  ["f", "Zg=="],
  ["fo", "Zm8="],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg=="],
  ["fooba", "Zm9vYmE="],
  ["foobar", "Zm9vYmFy"],
] as const;

test("the vectors of RFC 4648", () => {
  for (const [text, base64] of VECTORS) {
    assert.is(encodeBase64(new TextEncoder().encode(text)), base64);
    assertBytes(decodeBase64(base64) ?? Uint8Array.of(1), new TextEncoder().encode(text));
  }
});

test("agrees with Node for every length and every byte", () => {
  const bytes: Uint8Array = Uint8Array.from({ length: 1024 }, (_, i) => (i * 167 + (i >> 8) * 31) & 0xff);
  for (let length = 0; length < 300; length += 1) {
    const part = bytes.subarray(length, 2 * length);
    const text = Buffer.from(part).toString("base64");
    assert.is(encodeBase64(part), text);
    assertBytes(decodeBase64(text) ?? Uint8Array.of(), part, `length ${length}`);
  }
});

test("what is no Base64 is refused", () => {
  const wrong = [
    ..."A,AA,AAA,A===,====,=,AA=A,AAAA=,AAAAA,A A=,AAA-,AAA_,AA==AAAA,AAA=AAAA".split(","),
    "AAA\n",
    " AAA",
    "AAAA\r\n",
    "AAA\u0141",
    "AA\u0141=",
    "\u0141A==",
    "AAA\uD83D",
    // Bits beyond the last byte.
    "AB==",
    "AAB=",
  ];
  for (const text of wrong) assert.is(decodeBase64(text), undefined, JSON.stringify(text));
});

test("every character that is no digit is refused at every place", () => {
  const digits = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  for (let code = 0; code < 0x400; code += 1) {
    const character = String.fromCharCode(code);
    for (let place = 0; place < 4; place += 1) {
      const text = `${"AAAA".slice(0, place)}${character}${"AAAA".slice(place + 1)}AAAA`;
      assert.is(
        decodeBase64(text) !== undefined,
        digits.has(character),
        `U+${code.toString(16)} at ${place}`,
      );
    }
  }
});

test("an 8 MB value", () => {
  const bytes = new Uint8Array(8_000_001).map((_, i) => i * 7 + (i >> 11));
  const text = encodeBase64(bytes);
  assert.is(text, Buffer.from(bytes).toString("base64"));
  assertBytes(decodeBase64(text) ?? Uint8Array.of(), bytes);
});

test("the platform's own method is used where there is one", () => {
  const bytes = Object.assign(Uint8Array.of(1, 2), { toBase64: () => "own" });
  assert.is(encodeBase64(bytes), "own");
});
