import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { isVr, VR_TABLE } from "../src/index.ts";
import { vrCode } from "../src/vr/vr-table.ts";

const test = testSuite("core/vr");

test("has the 34 rows of PS3.5 Table 6.2-1", () => assert.is(Object.keys(VR_TABLE).length, 34));

test("12 byte headers for those of PS3.5 Table 7.1-1", () => {
  const long = Object.values(VR_TABLE).filter((facts) => facts.hasLongLength);
  assert.is(long.map(({ vr }) => vr).join(" "), "OB OD OF OL OV OW SQ SV UC UN UR UT UV");
});

test("character sets apply to those of PS3.5 6.1.2.3", () => {
  const text = Object.values(VR_TABLE).filter((facts) => facts.usesCharacterSet);
  assert.is(text.map(({ vr }) => vr).join(" "), "LO LT PN SH ST UC UT");
});

test("text is padded with spaces, UI and binary values with NUL", () => {
  assert.is(VR_TABLE.UI.padByte, 0);
  assert.is(VR_TABLE.OB.padByte, 0);
  assert.is(VR_TABLE.CS.padByte, 0x20);
});

test("VRs by their two bytes", () => {
  assert.is(vrCode("PN"), 0x504e);
  assert.ok(isVr("UV"));
  assert.not.ok(isVr("toString"));
});
