import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { isLeftOut, type PrivateTable, privateVr } from "../../../../tools/private-dictionary.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { PRIVATE_ROWS } from "../../src/dictionary/private.generated.ts";
import { isDicomError, lookupPrivateElement, registerPrivateElements, type Vr } from "../../src/index.ts";

// First: what the other tests register stays.
const truth = testSuite("core/private dictionary against the table", { data: true });
const test = testSuite("core/private-blocks");

test("finds an element in whichever block its creator has reserved", () => {
  const found = lookupPrivateElement("SIEMENS MR HEADER", 0x0019100a);
  assert.equal(found, { vr: "US", vm: "1", name: "NumberOfImagesInMosaic" });
  assert.is(lookupPrivateElement("SIEMENS MR HEADER", 0x0019ff0a), found);
  assert.is(lookupPrivateElement("SIEMENS MR HEADER", 0x0021100a), undefined);
});

test("creators are compared without padding, with case", () => {
  const found = lookupPrivateElement("GEMS_IDEN_01", 0x00091001);
  assert.is(found?.vr, "LO");
  for (const creator of ["GEMS_IDEN_01 ", "  GEMS_IDEN_01", "GEMS_IDEN_01\0", "GEMS_IDEN_01 \0 "]) {
    assert.is(lookupPrivateElement(creator, 0x00091001), found, JSON.stringify(creator));
  }
  assert.is(lookupPrivateElement("gems_iden_01", 0x00091001), undefined);
  assert.is(lookupPrivateElement("", 0x00091001), undefined);
  assert.is(lookupPrivateElement(" ", 0x00091001), undefined);
});

test("this very tag comes before the element of any block", () => {
  assert.equal(lookupPrivateElement("ELSCINT1", 0x01f11026), { vr: "FD", vm: "1", name: "Pitch" });
  assert.equal(lookupPrivateElement("ELSCINT1", 0x01f11126), { vr: "DS", vm: "1", name: "Pitch" });
});

test("a key whose block was left out holds in every block", () => {
  assert.is(
    lookupPrivateElement("SIEMENS MR SDS 01", 0x0021113f)?.name,
    lookupPrivateElement("SIEMENS MR SDS 01", 0x0021103f)?.name,
  );
  assert.ok(lookupPrivateElement("SIEMENS MR SDS 01", 0x0021103f));
});

test("patterns hold in every group and block that fits, but not in even groups", () => {
  assert.is(lookupPrivateElement("PAPYRUS 3.0", 0x60011010)?.name, "Overlay Rows");
  assert.is(lookupPrivateElement("PAPYRUS 3.0", 0x60211110)?.name, "Overlay Rows");
  assert.is(lookupPrivateElement("PAPYRUS 3.0", 0x60001010), undefined);
  assert.is(lookupPrivateElement("BioPri3D", 0x00111077)?.name, "Private Segmentation Data");
  assert.is(lookupPrivateElement("BioPri3D", 0x00111177), undefined);
});

test("creators themselves and elements below 1000 are nothing", () => {
  assert.is(lookupPrivateElement("GEMS_IDEN_01", 0x00090010), undefined);
  assert.is(lookupPrivateElement("GEMS_IDEN_01", 0x00090001), undefined);
});

test("a user's elements are found, and come first", () => {
  assert.is(lookupPrivateElement("ACME 1.0", 0x00351001), undefined);
  registerPrivateElements("ACME 1.0 ", {
    "0035xx01": { vr: "DS", vm: "1-n", name: "Flow" },
    "00351102": { vr: "FL" },
    "00x7xx03": { vr: "SH", name: "Any" },
    "0035xxa4": { vr: "UI" },
  });
  assert.equal(lookupPrivateElement("ACME 1.0", 0x00351201), { vr: "DS", vm: "1-n", name: "Flow" });
  assert.equal(lookupPrivateElement("ACME 1.0", 0x00351102), { vr: "FL", vm: "1", name: "" });
  assert.is(lookupPrivateElement("ACME 1.0", 0x00351002), undefined);
  assert.is(lookupPrivateElement("ACME 1.0", 0x00571003)?.name, "Any");
  assert.is(lookupPrivateElement("ACME 1.0", 0x003511a4)?.vr, "UI");
  registerPrivateElements("ACME 1.0", { "0035xx01": { vr: "DS", name: "Flow rate" } });
  assert.is(lookupPrivateElement("ACME 1.0", 0x00351001)?.name, "Flow rate");
  assert.is(lookupPrivateElement("ACME 1.0", 0x00351102)?.vr, "FL");

  assert.is(lookupPrivateElement("AGFA", 0x00191060)?.vr, "US");
  const other = lookupPrivateElement("AGFA", 0x00191010);
  assert.is(other?.vr, "SH");
  registerPrivateElements("AGFA", { "0019xx60": { vr: "LO", name: "Ours" } });
  assert.equal(lookupPrivateElement("AGFA", 0x00191060), { vr: "LO", vm: "1", name: "Ours" });
  assert.is(lookupPrivateElement("AGFA", 0x00191010), other);
});

test("what names no private element is refused, and nothing of it is kept", () => {
  for (const [creator, key, vr] of [
    ["ACME 2.0", "0034xx01", "DS"],
    ["ACME 2.0", "003510", "DS"],
    ["ACME 2.0", "00350010", "DS"],
    ["ACME 2.0", "0035xx0g", "DS"],
    ["ACME 2.0", "0035xx01", "ZZ"],
    [" ", "0035xx01", "DS"],
  ] as const) {
    assert.throws(
      () => registerPrivateElements(creator, { "0035xx02": { vr: "DS" }, [key]: { vr: vr as Vr } }),
      (error: unknown) => isDicomError(error, "ARG_PRIVATE_ELEMENT"),
      key,
    );
  }
  assert.is(lookupPrivateElement("ACME 2.0", 0x00351002), undefined);
});

truth("every row of the table is found with the same facts", () => {
  const table = JSON.parse(
    readFileSync(requireData("standard", "private-elements.json"), "utf8"),
  ) as PrivateTable;
  const creators = PRIVATE_ROWS.split("\n").map((line) => line.split("\t", 1)[0]!);
  assert.equal(creators.sort(), Object.keys(table).sort());
  let compared = 0;
  const leftOut: string[] = [];
  for (const [creator, elements] of Object.entries(table)) {
    for (const [key, row] of Object.entries(elements)) {
      const [vr, vm, name] = row;
      if (isLeftOut(key, row)) {
        leftOut.push(key);
        continue;
      }
      for (const tag of tagsOf(key, elements)) {
        compared += 1;
        const found = lookupPrivateElement(creator, tag);
        assert.equal(found, { vr: privateVr(vr), vm, name }, `${creator} ${key} ${tag.toString(16)}`);
      }
    }
  }
  assert.is(leftOut.length, 12);
  assert.ok(compared > 20_000, `${compared} compared`);
});

/** Tags that a key of the table stands for: some, where there are many. */
function tagsOf(key: string, elements: Record<string, unknown>): number[] {
  const tag = (text: string) => Number.parseInt(text, 16);
  const isTakenExactly = (text: string) => Object.hasOwn(elements, text);
  if (/^[0-9A-F]{4}[1-9A-F]/.test(key)) return [tag(key.replace("xx", "42"))];
  const group = key.startsWith("60xx") ? "6003" : key.startsWith("70xx") ? "7005" : key.slice(0, 4);
  const keyInBlock = `${group}xx${key.slice(6)}`;
  if (!key.includes("x") && isTakenExactly(keyInBlock)) return [];
  return ["10", "8F"]
    .map((block) => `${group}${block}${key.slice(6)}`)
    .filter((text) => !isTakenExactly(text))
    .map(tag);
}
