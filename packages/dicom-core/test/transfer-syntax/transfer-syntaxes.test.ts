import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { findTransferSyntax, TRANSFER_SYNTAX, transferSyntaxes } from "../../src/index.ts";

const test = testSuite("core/transfer-syntaxes");

test("holds all 63 of the registry", () => assert.is(transferSyntaxes().length, 63));

test("every named one is in the table", () => {
  for (const [name, uid] of Object.entries(TRANSFER_SYNTAX)) assert.ok(findTransferSyntax(uid), name);
});

test("knows the four native encodings", () => {
  const native = transferSyntaxes().filter(
    (s) => s.isDataSetEncoding && !s.isEncapsulated && !s.name.startsWith("JPIP"),
  );
  assert.equal(
    native.map(({ uid, isExplicit, isLittleEndian, isDeflated }) => [
      uid,
      isExplicit,
      isLittleEndian,
      isDeflated,
    ]),
    [
      ["1.2.840.10008.1.2", false, true, false],
      ["1.2.840.10008.1.2.1", true, true, false],
      ["1.2.840.10008.1.2.1.99", true, true, true],
      ["1.2.840.10008.1.2.2", true, false, false],
    ],
  );
});

test("streaming and withdrawn encodings are no data set encodings", () => {
  const others = transferSyntaxes().filter((s) => !s.isDataSetEncoding);
  assert.equal(others.map((s) => s.uid).sort(), [
    "1.2.840.10008.1.2.6.1",
    "1.2.840.10008.1.2.6.2",
    "1.2.840.10008.1.2.7.1",
    "1.2.840.10008.1.2.7.2",
    "1.2.840.10008.1.2.7.3",
    "1.2.840.10008.1.20",
  ]);
});

test("an unknown UID is not found", () => assert.is(findTransferSyntax("1.2.3"), undefined));
