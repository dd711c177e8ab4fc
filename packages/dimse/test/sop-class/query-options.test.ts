import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  decodeQueryOptions,
  decodeRetrieveOptions,
  encodeQueryOptions,
  encodeRetrieveOptions,
  type QueryOptions,
} from "../../src/sop-class/query-options.ts";

const test = testSuite("dimse/query-options");

for (const [name, options, expected] of [
  ["nothing", {}, bytes`00`],
  ["relational queries", { relationalQueries: true }, bytes`01`],
  ["combined date and time", { combinedDateTimeMatching: true }, bytes`00 01`],
  ["fuzzy names", { relationalQueries: true, fuzzyPersonNameMatching: true }, bytes`01 00 01`],
  ["time zones", { timezoneQueryAdjustment: true }, bytes`00 00 00 01`],
  ["multi-frame", { enhancedMultiFrameConversion: true }, bytes`00 00 00 00 01`],
] as [string, Partial<QueryOptions>, Uint8Array][]) {
  test(`queries: ${name}`, () => {
    assertBytes(encodeQueryOptions(options), expected);
    const none = decodeQueryOptions(bytes``);
    assert.equal(Object.values(none), [false, false, false, false, false]);
    assert.equal(decodeQueryOptions(expected), { ...none, ...options });
  });
}

test("retrievals", () => {
  assertBytes(encodeRetrieveOptions({}), bytes`00`);
  assertBytes(encodeRetrieveOptions({ enhancedMultiFrameConversion: true }), bytes`00 01`);
  assert.equal(decodeRetrieveOptions(bytes`01`), {
    relationalRetrieval: true,
    enhancedMultiFrameConversion: false,
  });
});

test("other values and more bytes mean nothing", () => {
  const { relationalQueries, timezoneQueryAdjustment } = decodeQueryOptions(bytes`02 00 00 01 00 01 ff`);
  assert.is(relationalQueries, false);
  assert.is(timezoneQueryAdjustment, true);
});
