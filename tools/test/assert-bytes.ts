/** Compares bytes without uvu's quadratic array diff: names the first differing offset and shows its surroundings. */
import { Assertion } from "uvu/assert";
import { hexDigits } from "./hex.ts";

/** Throws when the bytes differ, with the first differing offset and 16 bytes on either side of it. */
export function assertBytes(actual: Uint8Array, expected: Uint8Array, label = "bytes"): void {
  const shared = Math.min(actual.length, expected.length);
  let at = 0;
  while (at < shared && actual[at] === expected[at]) at += 1;
  if (at === shared && actual.length === expected.length) return;
  const from = Math.max(0, at - 16);
  const show = (bytes: Uint8Array) => hex(bytes.subarray(from, at + 16)) || "(end)";
  throw new Assertion({
    message: [
      `${label} differ at offset ${at} (lengths ${actual.length} and ${expected.length}), shown from ${from}:`,
      `  actual   ${show(actual)}`,
      `  expected ${show(expected)}`,
    ].join("\n    "),
    operator: "is",
    expects: "",
    actual: "",
    details: "",
    generated: false,
  } as never);
}

/** Returns bytes as hex pairs with blanks between. */
export function hex(bytes: Uint8Array): string {
  return hexDigits(bytes, " ");
}

/** Reads hex pairs; blanks, line ends and `#` comments are skipped. */
export function bytes(text: TemplateStringsArray | string): Uint8Array {
  const source = typeof text === "string" ? text : (text[0] ?? "");
  const digits = source.replace(/#.*$/gm, "").replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new Error("not hex pairs");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}
