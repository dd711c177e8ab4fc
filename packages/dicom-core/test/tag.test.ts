import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import * as core from "../src/index.ts";

const test = testSuite("core/tag");

test("composes and takes apart", () => {
  const tag = core.tagOf(0xfffe, 0xe00d);
  assert.is(tag, 0xfffee00d);
  assert.is(core.groupOf(tag), 0xfffe);
  assert.is(core.elementOf(tag), 0xe00d);
});

test("formats and parses in all three forms", () => {
  assert.is(core.formatTag(0x00100010), "(0010,0010)");
  assert.is(core.formatTagHex(0x7fe00010), "7FE00010");
  for (const text of ["7FE00010", "7fe0,0010", "(7FE0,0010)", " 7fe00010 "])
    assert.is(core.parseTag(text), 0x7fe00010);
});

test("refuses what is no tag", () => {
  for (const text of ["", "0010", "PatientName", "0010-0010", "00100010F"]) {
    assert.throws(
      () => core.parseTag(text),
      (error: unknown) => core.isDicomError(error, "ARG_TAG"),
      text,
    );
  }
});

test("knows private groups and creators", () => {
  assert.is(core.isPrivateTag(0x00090010), true);
  assert.is(core.isPrivateTag(0x00080010), false);
  assert.is(core.isPrivateCreatorTag(0x00090010), true);
  assert.is(core.isPrivateCreatorTag(0x000900ff), true);
  assert.is(core.isPrivateCreatorTag(0x00091001), false);
  assert.is(core.isPrivateCreatorTag(0x00080010), false);
});
