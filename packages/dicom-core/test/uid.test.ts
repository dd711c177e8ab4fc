import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import {
  createUid,
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
  isValidUid,
} from "../src/index.ts";

const test = testSuite("core/uid");

test("accepts what PS3.5 9.1 allows", () => {
  for (const uid of ["1.2", "1.2.840.10008.1.1", "2.25.0", `1.${"2".repeat(62)}`])
    assert.ok(isValidUid(uid), uid);
});

test("refuses leading zeros, empty components, other characters, over 64 characters", () => {
  const bad = [
    "",
    "1",
    "1.",
    ".1",
    "1..2",
    "1.02",
    "01.2",
    "1.2 ",
    "1.2\0",
    "1.a",
    "../1.2",
    `1.${"2".repeat(63)}`,
  ];
  for (const uid of bad) assert.not.ok(isValidUid(uid), uid);
});

test("creates valid, different UIDs below 2.25", () => {
  const uids = new Set(Array.from({ length: 200 }, createUid));
  assert.is(uids.size, 200);
  for (const uid of uids) assert.ok(isValidUid(uid) && uid.startsWith("2.25."), uid);
});

test("has an implementation of its own", () => {
  assert.ok(isValidUid(IMPLEMENTATION_CLASS_UID));
  assert.ok(IMPLEMENTATION_VERSION_NAME.length <= 16);
});
