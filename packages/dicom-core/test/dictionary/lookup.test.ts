import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { generateDictionary } from "../../../../tools/generate-dictionary.ts";
import { repositoryPath, requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { FIXED_COUNT } from "../../src/dictionary/elements.generated.ts";
import * as core from "../../src/index.ts";
import { allKeywords } from "../../src/internal.ts";

const test = testSuite("core/dictionary");
const truth = testSuite("core/dictionary against the standard's tables", { data: true });

test("finds elements both ways", () => {
  assert.equal(core.lookupElement(0x00100010), {
    tag: 0x00100010,
    keyword: "PatientName",
    name: "Patient's Name",
    vr: ["PN"],
    vm: "1",
    retired: false,
  });
  assert.is(core.tagForKeyword("ScheduledProcedureStepSequence"), 0x00400100);
  assert.is(core.keywordForTag(0x7fe00010), "PixelData");
  assert.equal(core.lookupElement(0x00280106)?.vr, ["US", "SS"]);
  assert.is(core.tagForKeyword("NoSuchKeyword"), undefined);
});

test("lists every keyword", () => {
  const keywords = allKeywords();
  assert.is(keywords.length, new Set(keywords).size);
  assert.ok(keywords.length > 5000 && keywords.includes("PatientName") && keywords.includes("OverlayData"));
  assert.equal(
    keywords.filter((keyword) => core.tagForKeyword(keyword) === undefined),
    [],
  );
});

test("knows repeating groups, but not their private neighbours", () => {
  assert.is(core.keywordForTag(0x60003000), "OverlayData");
  assert.is(core.keywordForTag(0x60223000), "OverlayData");
  assert.is(core.keywordForTag(0x60213000), undefined);
  assert.is(core.tagForKeyword("OverlayData"), 0x60003000);
});

test("group lengths are UL, private and unknown tags are nothing", () => {
  assert.equal(core.lookupElement(0x00180000)?.vr, ["UL"]);
  assert.is(core.lookupElement(0x00091001), undefined);
  assert.is(core.lookupElement(0x00080001)?.retired, true);
  assert.is(core.lookupElement(0x0008ffff), undefined);
});

test("describes a tag by keyword or number", () => {
  assert.is(core.describeTag(0x00100020), "PatientID");
  assert.is(core.describeTag(0x00091001), "(0009,1001)");
});

test("finds UIDs by UID, keyword and type", () => {
  assert.is(core.lookupUid("1.2.840.10008.1.1")?.name, "Verification SOP Class");
  assert.is(core.uidForKeyword("CTImageStorage"), "1.2.840.10008.5.1.4.1.1.2");
  assert.is(core.uidForKeyword("NoSuchUid"), undefined);
  assert.is(core.lookupUid("1.2.3"), undefined);
  assert.is(core.uidsOfType("Transfer Syntax").length, 63);
});

truth("the generated files are up to date", () => {
  for (const [path, text] of generateDictionary()) {
    assert.ok(readFileSync(repositoryPath(path), "utf8") === text, `${path}: run npm run generate`);
  }
});

truth("every row of the tables is found with the same facts", () => {
  interface Row {
    tag: string;
    keyword: string;
    name: string;
    vr: string[];
    vm: string;
    retired: boolean;
  }
  const rows = JSON.parse(readFileSync(requireData("standard", "elements.json"), "utf8")) as Row[];
  assert.is(rows.length, 5370);
  let compared = 0;
  for (const row of rows) {
    if (row.keyword === "") continue;
    const found = core.lookupElement(Number.parseInt(row.tag.replace(/x/g, "0"), 16));
    // (0028,04x0) and its like: several patterns overlap on the tag with zeros; the keyword tells them apart.
    if (row.tag.includes("x") && found?.keyword !== row.keyword) continue;
    compared += 1;
    const { keyword, name, vm, retired } = row;
    const vr = row.vr[0] === "NONE" ? [] : row.vr;
    const { tag: _tag, ...facts } = found ?? { tag: 0 };
    if (row.tag.includes("x")) assert.is(found?.name.toLowerCase(), name.toLowerCase());
    else assert.equal(facts, { keyword, name, vr, vm, retired }, row.tag);
  }
  assert.ok(compared > 5340, `${compared} compared`);
  const uids = JSON.parse(readFileSync(requireData("standard", "uids.json"), "utf8")) as core.UidEntry[];
  assert.is(uids.length, 492);
  for (const { uid, name, keyword, type, retired } of uids) {
    assert.equal(core.lookupUid(uid), { uid, name, keyword, type, retired });
  }
  assert.is(FIXED_COUNT, rows.filter((row) => !row.tag.includes("x") && row.keyword).length);
});
