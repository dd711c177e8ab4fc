import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type MppsRefusal, MppsRefusals } from "../../src/services/mpps-refusals.ts";

const test = testSuite("minipacs/mpps refusals");

test("the oldest are forgotten first", () => {
  const refusals = new MppsRefusals({ refusalCount: 2 });
  for (const sopInstanceUid of ["1.1", "1.2", "1.3"]) refusals.add({ sopInstanceUid } as MppsRefusal);
  assert.equal(
    refusals.list().map(({ sopInstanceUid }) => sopInstanceUid),
    ["1.2", "1.3"],
  );
});
