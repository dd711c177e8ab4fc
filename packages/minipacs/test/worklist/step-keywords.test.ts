import { readFileSync } from "node:fs";
import { keywordForTag } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ROOT_KEYWORDS, STEP_KEYWORDS } from "../../src/worklist/step-keywords.ts";

const test = testSuite("minipacs/step keywords", { data: true });

type Row = [depth: number, tag: string, type: string, name: string];

test("attributes of a step are those of the items of PS3.3 Table C.4-10, and none of the root", () => {
  const tables = JSON.parse(readFileSync(requireData("standard", "tables.json"), "utf8"));
  const rows = tables["C.4-10"].rows as Row[];
  const keywordsAt = (depth: number) =>
    rows.flatMap(([at, tag]) => (at === depth ? (keywordForTag(Number.parseInt(tag, 16)) ?? []) : []));
  const specimen = rows.findIndex(([, , , name]) => name === "Scheduled Specimen Sequence");
  const ofStep = rows.slice(0, specimen).flatMap(([depth, tag]) => (depth === 1 ? [tag] : []));
  assert.equal(
    ofStep.map((tag) => keywordForTag(Number.parseInt(tag, 16))).sort(),
    [...STEP_KEYWORDS].sort(),
  );
  assert.equal(
    [...keywordsAt(0), ...ROOT_KEYWORDS].filter((keyword) => STEP_KEYWORDS.has(keyword)),
    [],
  );
});
