import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import {
  createUid,
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
  isDicomError,
  isValidUid,
} from "../src/index.ts";

const test = testSuite("core/uid");

test("accepts what PS3.5 9.1 allows", () => {
  const good = [
    "1.2",
    "0.0",
    "1.0.0",
    "1.2.840.10008.1.1",
    "2.25.0",
    `1.${"2".repeat(62)}`,
    `${"1.".repeat(31)}10`,
  ];
  for (const uid of good) assert.ok(isValidUid(uid), uid);
});

test("refuses leading zeros, empty components, other characters, over 64 characters", () => {
  const bad = [
    "",
    "1",
    "1.",
    ".1",
    "1..2",
    "1.02",
    "1.00",
    "1.2\n",
    " 1.2",
    "1,2",
    "-1.2",
    "+1.2",
    "1.2e3",
    "1.\u0662",
    "1.2\\1.3",
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
  const uids = new Set(Array.from({ length: 200 }, () => createUid()));
  assert.is(uids.size, 200);
  for (const uid of uids) assert.ok(isValidUid(uid) && uid.startsWith("2.25."), uid);
});

test("the number of a created UID is a random UUID of version 4", () => {
  for (let i = 0; i < 100; i += 1) {
    const hex = BigInt(createUid().slice(5)).toString(16).padStart(32, "0");
    assert.match(hex, /^.{12}4.{3}[89ab].{15}$/);
  }
});

test("creates UIDs below an own root, as random as the room allows", () => {
  const uids = Array.from({ length: 200 }, () => createUid({ root: "1.2.3", components: [4, 5n, "6"] }));
  assert.is(new Set(uids).size, 200);
  for (const uid of uids) assert.ok(isValidUid(uid) && uid.startsWith("1.2.3.4.5.6."), uid);
  // 43 characters leave 20 digits
  const long = `1.${"2".repeat(41)}`;
  for (let i = 0; i < 200; i += 1) assert.ok(isValidUid(createUid({ root: long })));
});

test("refuses roots and components that are no UID or too long", () => {
  const wrong = [
    { root: "" },
    { root: "1" },
    { root: "01.2" },
    { root: "1.2." },
    { root: "1.2", components: [""] },
    { root: "1.2", components: ["03"] },
    { root: "1.2", components: [-1] },
    { root: "1.2", components: [1.5e30] },
    { root: `1.${"2".repeat(42)}` },
  ];
  for (const options of wrong) {
    assert.throws(
      () => createUid(options),
      (error: unknown) => isDicomError(error, "ARG_UID"),
      JSON.stringify(options),
    );
  }
});

test("has an implementation of its own", () => {
  assert.ok(isValidUid(IMPLEMENTATION_CLASS_UID));
  assert.ok(IMPLEMENTATION_VERSION_NAME.length <= 16);
});
